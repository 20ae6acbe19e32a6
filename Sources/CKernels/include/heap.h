#ifndef REEL_HEAP_H
#define REEL_HEAP_H
#include <stdint.h>

/* Bytes that the process has asked for and not given back, all threads together; -1 where the C library does not tell. */
int64_t reel_heap_bytes(void);

#endif
