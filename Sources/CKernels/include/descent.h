#ifndef REEL_DESCENT_H
#define REEL_DESCENT_H
/* Rating models: stochastic gradient descent on factors, multiplicative updates. */
#include <stddef.h>
#include <stdint.h>

#include "gram.h"

/* Rows of factors are padded with zeros to a multiple of this many floats. */
enum { REEL_LANES = 8 };

/* One rating of the order in which descent visits them. */
typedef struct {
    int32_t user, item;
    float rating;
} reel_rating;

/* r = mean + user_offsets[u] + item_offsets[i] + users[u] . items[i], rows `stride` floats apart. */
typedef struct {
    float *users, *items, *user_offsets, *item_offsets;
    size_t stride;
    float mean;
} reel_factors;

/* How far a step goes: rate * (error * gradient - penalty * x); offsets move only where `biased`. */
typedef struct {
    float rate, penalty;
    int biased;
} reel_step;

/* Visits ratings[..< count] in order, a step at each; returns the sum of the squared errors met on the way. */
double reel_descend(reel_factors m, reel_step step, const reel_rating *ratings, size_t count);

/* The same for users with an implicit part: user row u is p_u + |N_u|^-1/2 sum of implicit[j] over the items j of x's row u.
   Goes through all users and the entries of each in order. Exact, though implicit rows move only once per user:
   within a user's entries all of them get the same addition and the same shrinkage. room: 2 * stride floats. */
double reel_descend_implicit(reel_factors m, reel_step step, float *implicit, reel_rows x, size_t users,
                             float *room);

/* sum = |N|^-1/2 times the sum of implicit[j] over `count` items; 0 where there is none. */
void reel_implicit_part(const float *implicit, size_t stride, const int32_t *items, size_t count, float *sum);

/* One multiplicative update of the rows from ..< to of `own` into `next`, given `other`: for entries (r, c, value) of
   row r, next = own * sum(value * other[c]) / (sum(own . other[c] * other[c]) + n * penalty * own). Returns the sum of
   the squared errors before the update. */
double reel_multiply_rows(reel_rows x, const float *own, const float *other, float *next, size_t stride, float penalty,
                          size_t from, size_t to);

/* out[t] = users[a[t]] . items[b[t]] */
void reel_pair_products(const float *users, const float *items, size_t stride, const int32_t *a, const int32_t *b,
                        size_t count, float *out);

/* out[i] = x . items[i] for i ..< count; each as in reel_pair_products. */
void reel_row_products(const float *x, const float *items, size_t stride, size_t count, float *out);

#endif
