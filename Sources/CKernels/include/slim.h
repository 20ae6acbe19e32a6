#ifndef REEL_SLIM_H
#define REEL_SLIM_H
/* Sparse regression of one item on all others by coordinate descent. */
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const float *gram; /* G = X'X, [items, items], full */
    size_t items;
    float l1, l2;      /* 1/2 |x_j - X w|^2 + l1 |w|_1 + l2/2 |w|^2 */
    int positive;      /* w >= 0 */
    int sweeps;        /* at most, each time the set of active items has changed */
    float tolerance;   /* of the largest change of a weight */
} reel_slim;

/* Bytes of scratch for one item. */
size_t reel_slim_scratch(size_t items);

/* Finds w for the item: weights[items], 0 where it has none, at the item itself, too. */
void reel_slim_item(const reel_slim *slim, size_t item, float *weights, void *scratch);

#endif
