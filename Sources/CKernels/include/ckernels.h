#ifndef CKERNELS_H
#define CKERNELS_H
/* The hot loops that no library has, in C so that target_clones can pick the widest vectors at run time. */
#include <stddef.h>
#include <stdint.h>

#endif
