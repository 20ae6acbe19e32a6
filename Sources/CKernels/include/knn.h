#ifndef REEL_KNN_H
#define REEL_KNN_H
/* The k best of many, and what they say. */
#include <stddef.h>
#include <stdint.h>

/* Writes the positions of the at most k largest values above 0, ascending by position, into `best`, and returns how
   many there are. Of equal values the one at the lower position is taken. keys: room for 4 k + 64. */
size_t reel_nearest(const float *values, size_t count, size_t k, uint64_t *keys, int32_t *best);

/* Of candidates[..< count] with the similarities similarities[candidates[t]], takes the at most k largest above 0, adds up
   similarity * values[t] and similarity, and returns how many there were. Of equals the earlier one is taken. */
size_t reel_weigh(const float *similarities, const int32_t *candidates, const float *values, size_t count, size_t k,
                  uint64_t *keys, double *sum, double *weight);

/* Products of one row with many into cosines, in place: products[r] / (norms[r] * length + shrink), and 0 where the
   product is below `least` or 0. */
void reel_cosines(float *products, const float *norms, size_t count, float length, float shrink, float least);

#endif
