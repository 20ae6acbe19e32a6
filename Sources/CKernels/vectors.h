#ifndef REEL_VECTORS_H
#define REEL_VECTORS_H
/* Sixteen floats at a time: one register of AVX-512, two of AVX2, four of SSE or NEON. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef float v16 __attribute__((vector_size(64), aligned(64)));
typedef float v8 __attribute__((vector_size(32)));
#define INLINE static inline __attribute__((always_inline))

#define LOAD16(p) (*(const v16 *)__builtin_assume_aligned((p), 64))
#define STORE16(p, v) (*(v16 *)__builtin_assume_aligned((p), 64) = (v))

/* The sum of all lanes of each of eight vectors of eight, in one vector: pairs, fours, then the halves. */
#define PAIRS(a, b)                                                   \
    (__builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14) +       \
     __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15))
#define FOURS(a, b)                                                   \
    (__builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13) +        \
     __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15))
#define HALVES(a, b)                                                  \
    (__builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +        \
     __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15))
#define FOLD(a) (__builtin_shufflevector(a, a, 0, 1, 2, 3, 4, 5, 6, 7) + \
                 __builtin_shufflevector(a, a, 8, 9, 10, 11, 12, 13, 14, 15))

#endif
