#ifndef CKERNELS_H
#define CKERNELS_H
/* The hot loops that no library has, in C so that target_clones can pick the widest vectors at run time. */
#include <stddef.h>
#include <stdint.h>

/* Bytes that the process has asked for and not given back, all threads together; -1 where the C library does not tell. */
int64_t reel_heap_bytes(void);

#endif
