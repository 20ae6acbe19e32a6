#ifndef REEL_CDESTEPS_H
#define REEL_CDESTEPS_H
/* Runge-Kutta steps of 16 series, each lane with a place and a step of its own. */
#include "cdefield.h"

enum { MOST_STAGES = 7 };

/* A Butcher tableau; `error` weighs the stages into the difference of two orders. */
typedef struct {
    int stages, used; /* `used`: those that the result depends on */
    float at[MOST_STAGES], a[MOST_STAGES][MOST_STAGES], b[MOST_STAGES], error[MOST_STAGES];
} tableau;

const tableau *reel_tableau(int method);

/* Where each lane stands: s in 0…K, the step that it tries (0: none), and the interval it must stay in, or -1. */
typedef struct {
    double s[REEL_CDE_LANES];
    lanes h;
    int32_t inside[REEL_CDE_LANES];
} stand;

/* All that a call works with. */
typedef struct {
    plan p;
    const float *packed;
    reel_solver solver;
    const tableau *t;
    reel_paths paths;
    const int32_t *order;
    int32_t count;
    int adjoint; /* the state is then [z, a], and s falls */
    float *control_gradient;
    size_t rows; /* of the state */
    lanes *slots;
    size_t capacity, filled;
    float *own;
    lanes *k; /* [stages, rows] */
    lanes *inner;
    reel_cde_count *counted;
} block;

/* Room for a call: `slots` for at least so many evaluations; sums of gradients where `gathering`. */
block reel_block(reel_field field, const float *packed, reel_solver solver, reel_paths paths, const int32_t *order,
                 int32_t count, int adjoint, int gathering, reel_cde_count *counted);
void reel_block_free(block *b);

int32_t reel_intervals(const block *b, int lane);
int32_t reel_longest(const block *b);

/* Stages first, first + 1, … from y; each in a slot of its own where `apart`. */
void reel_stages(block *b, const lanes *y, const stand *at, int first, int count, int apart);
/* out = y + h sum_j weights[j] v[j], for `rows` rows. */
void reel_combine(lanes *out, const lanes *y, const lanes *h, const float *weights, int count, const lanes *v,
                  size_t rows);
/* Adds the gradient of dX in a slot to the control, for a stage of a step. */
void reel_control_back(block *b, const lanes *slot, const stand *at, int stage);
/* Empties the slots into the block's sums when another `wanted` would not fit. */
void reel_gather(block *b, size_t wanted);

/* Copies [B, H] into lanes and back. */
void reel_lanes_in(const block *b, const float *from, lanes *to);
void reel_lanes_out(const block *b, const lanes *from, float *to);

/* Adaptive steps. Says what was accepted, step by step. */
typedef void reel_accepted(block *b, void *context, const lanes *before, const stand *at, const ilanes *accepted);
void reel_adapt(block *b, lanes *y, reel_accepted *tell, void *context);
#endif
