#ifndef REEL_KNN_H
#define REEL_KNN_H
/* The k best of many, and what they say. */
#include <stddef.h>
#include <stdint.h>

/* Writes the positions of the at most k largest values above 0, ascending by position, into `best`, and returns how
   many there are. Of equal values the one at the lower position is taken. keys: room for 4 k + 64. */
size_t reel_nearest(const float *values, size_t count, size_t k, uint64_t *keys, int32_t *best);

/* The same among candidates[..< count] with the value values[candidates[t]]; best gets the t's, in the order of their
   candidates' places. */
size_t reel_nearest_of(const float *values, const int32_t *candidates, size_t count, size_t k, uint64_t *keys,
                       int32_t *best);

/* Products of one row with many into cosines, in place: products[r] / (norms[r] * length + shrink), and 0 where the
   product is below `least` or 0. */
void reel_cosines(float *products, const float *norms, size_t count, float length, float shrink, float least);

#endif
