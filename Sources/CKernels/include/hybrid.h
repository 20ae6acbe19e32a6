#ifndef REEL_HYBRID_H
#define REEL_HYBRID_H
/* Factor models whose users and items are sums of feature vectors, fitted one example at a time without locks. */
#include <stddef.h>
#include <stdint.h>

enum { reel_loss_logistic, reel_loss_squared, reel_loss_bpr, reel_loss_warp, reel_loss_kos };

/* Users or items. A row of `vectors` is `width` floats, a multiple of 16, zeros beyond the model's dimension. */
typedef struct {
    int64_t entities, features;
    const int64_t *offsets; /* [entities + 1], or NULL: entity e has feature e alone, with weight 1 */
    const int32_t *indices;
    const float *weights;
    float *vectors;  /* [features, width] */
    float *squares;  /* adagrad: sum of squared gradients; adadelta: their running mean */
    float *steps;    /* adadelta: running mean of squared steps; else NULL */
    float *biases, *bias_squares, *bias_steps; /* [features] */
    double *decays;  /* [features], how far each row has been decayed; NULL without a penalty */
    double *decayed; /* how far every row should have been by now */
    float penalty;
    int32_t frozen; /* read, not written */
} reel_side;

typedef struct {
    int32_t user, item;
    float weight;
    float target; /* logistic: 0 or 1; squared: the rating less the mean */
} reel_example;

typedef struct {
    int32_t loss, width, dim, adadelta;
    int32_t inner;   /* features of one side interact too: a factorisation machine */
    int32_t sampled; /* negatives tried for a positive */
    int32_t kth, positives; /* k-OS */
    float rate, rho, epsilon;
    /* Users by items, ascending in a row: what each had. */
    const int64_t *had_offsets;
    const int32_t *had_items;
    const int32_t *had_slots; /* the same as reel_hybrid_slots lays it out */
    /* What negatives are drawn from: an item may stand there more than once. */
    const int32_t *pool;
    int64_t pool_count;
    const float *rank_losses; /* [sampled + 1], WARP's log of the estimated rank after so many tries */
} reel_hybrid;

/* Lays the items of each row out to be found at once, into slots[2 offsets[users]]: half of a row's slots stay empty, -1. */
void reel_hybrid_slots(const int64_t *offsets, const int32_t *items, int64_t users, int32_t *slots);

/* Puts examples in random order, in place. */
void reel_hybrid_shuffle(reel_example *examples, int64_t count, uint64_t seed);

/* Learns from examples one after the other; returns the sum of their losses. Several threads may work on the same
   tables at a time, with examples of their own. */
double reel_hybrid_train(const reel_hybrid *rules, const reel_side *users, const reel_side *items,
                         const reel_example *examples, int64_t count, uint64_t seed);

/* Brings the penalty of all rows up to date. */
void reel_hybrid_settle(const reel_side *side, int32_t width);

/* The sum of an entity's feature vectors, [width], and of their biases. `self` (may be NULL): the part of a
   factorisation machine that the entity's features have among themselves. */
float reel_hybrid_represent(const reel_side *side, int64_t entity, int32_t width, float *out, float *self);

/* scores[i] = offset + biases[i] + user . items[i], for all items; [count, width]. */
void reel_hybrid_scores(const float *user, float offset, const float *items, const float *biases, int64_t count,
                        int32_t width, float *scores);

#endif
