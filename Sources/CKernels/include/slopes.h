#ifndef REEL_SLOPES_H
#define REEL_SLOPES_H
/* Differences between items by those who rated both (slope one). */
#include <stddef.h>
#include <stdint.h>

#include "gram.h"

/* One row of means and counts, n columns each, zero before: over the `count` users who rated item `own` as `ratings` says,
   the mean of rating - x[user, j] and how many users rated j, too. The entry of the item itself stays 0. */
void reel_differences(reel_rows x, const int32_t *users, const float *ratings, size_t count, size_t own, size_t n,
                      float *means, float *counts);

/* The prediction for `item` of a user with `rated` items: start + the mean of means[item, j] over rated j with
   counts[item, j] > 0; where `weighted`, the mean of ratings[j] + means[item, j] weighted by counts[item, j]. start where
   there is no such j. */
float reel_slope(const float *means, const float *counts, size_t n, size_t item, const int32_t *items,
                 const float *ratings, size_t rated, float start, int weighted);

/* The same for all n items into `out`; room: n floats. */
void reel_slopes(const float *means, const float *counts, size_t n, const int32_t *items, const float *ratings,
                 size_t rated, float start, int weighted, float *out, float *room);

#endif
