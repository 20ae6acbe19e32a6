#include <stdlib.h>
#include <string.h>

#include "cdesteps.h"

/* The steps that were taken: of each lane the n-th in row n, with a step of 0 where it took fewer. */
struct reel_trace {
    size_t hidden, rows, room;
    lanes *states; /* [rows, H] */
    stand *stands; /* [rows] */
    size_t taken[REEL_CDE_LANES];
};

static void *aligned_again(void *old, size_t used, size_t bytes) {
    void *out = NULL;
    if (posix_memalign(&out, 64, bytes)) abort();
    if (old) memcpy(out, old, used);
    free(old);
    return out;
}

/* Remembers a step of one lane. */
static void note(reel_trace *t, int lane, const lanes *z, const stand *at) {
    size_t n = t->taken[lane]++, length = t->hidden * sizeof(lanes);
    if (n >= t->room) {
        size_t more = t->room ? 2 * t->room : 64;
        t->states = aligned_again(t->states, t->rows * length, more * length);
        t->stands = aligned_again(t->stands, t->rows * sizeof(stand), more * sizeof(stand));
        t->room = more;
    }
    if (n >= t->rows) {
        memset(t->states + n * t->hidden, 0, length);
        memset(t->stands + n, 0, sizeof(stand));
        t->rows = n + 1;
    }
    for (size_t h = 0; h < t->hidden; h++)
        ((float *)(t->states + n * t->hidden + h))[lane] = ((const float *)(z + h))[lane];
    t->stands[n].s[lane] = at->s[lane];
    t->stands[n].h[lane] = at->h[lane];
    t->stands[n].inside[lane] = at->inside[lane];
}

static void note_accepted(block *b, void *context, const lanes *before, const stand *at, const ilanes *accepted) {
    (void)b;
    reel_trace *trace = context;
    if (!trace) return;
    for (int i = 0; i < L; i++)
        if ((*accepted)[i]) note(trace, i, before, at);
}

/* The lanes that still have interval k, at the given part of it. */
static void stand_in(const block *b, int32_t k, double part, stand *at) {
    for (int i = 0; i < L; i++) {
        at->s[i] = k + part;
        at->inside[i] = k;
        at->h[i] = k < reel_intervals(b, i) ? 1.0f / (float)b->solver.steps : 0;
    }
}

static void forward_fixed(block *b, lanes *z, reel_trace *trace) {
    int32_t longest = reel_longest(b), n = b->solver.steps;
    for (int32_t k = 0; k < longest; k++)
        for (int32_t j = 0; j < n; j++) {
            stand at;
            stand_in(b, k, (double)j / n, &at);
            for (int i = 0; trace && i < L; i++)
                if (at.h[i] > 0) note(trace, i, z, &at);
            reel_stages(b, z, &at, 0, b->t->stages, 0);
            reel_combine(z, z, &at.h, b->t->b, b->t->stages, b->k, b->rows);
            b->counted->attempted++, b->counted->accepted++;
        }
}

reel_trace *reel_cde_forward(reel_field field, const float *packed, reel_solver solver, reel_paths paths,
                             const int32_t *order, int32_t count, const float *start, float *end, int32_t keep,
                             reel_cde_count *counted) {
    block b = reel_block(field, packed, solver, paths, order, count, 0, 0, counted);
    reel_trace *trace = keep ? calloc(1, sizeof *trace) : NULL;
    lanes *z = aligned_again(NULL, 0, b.rows * sizeof(lanes));
    if (trace) trace->hidden = (size_t)field.hidden;
    reel_lanes_in(&b, start, z);
    if (solver.method == 3) reel_adapt(&b, z, note_accepted, trace);
    else forward_fixed(&b, z, trace);
    reel_lanes_out(&b, z, end);
    free(z);
    reel_block_free(&b);
    return trace;
}

void reel_trace_free(reel_trace *trace) {
    if (!trace) return;
    free(trace->states);
    free(trace->stands);
    free(trace);
}

/* Goes back through one step: `v` holds the gradient of its end, and then of its beginning, in row 0, and room for one
   gradient of each stage's argument below. */
static void step_back(block *b, const lanes *z, const stand *at, lanes *v) {
    const tableau *t = b->t;
    reel_gather(b, (size_t)t->used);
    reel_stages(b, z, at, 0, t->used, 1);
    for (int i = t->used - 1; i >= 0; i--) {
        float weights[MOST_STAGES + 1] = {t->b[i]};
        for (int j = i + 1; j < t->used; j++) weights[j + 1] = t->a[j][i];
        lanes *slot = b->slots + (b->filled + (size_t)i) * b->p.slot;
        reel_combine(b->inner, NULL, &at->h, weights, t->used + 1, v, b->rows);
        reel_field_back(&b->p, b->packed, slot, b->inner, v + (size_t)(i + 1) * b->rows,
                        b->control_gradient != NULL);
        reel_control_back(b, slot, at, i);
    }
    b->filled += (size_t)t->used;
    for (int i = 1; i <= t->used; i++)
        for (size_t r = 0; r < b->rows; r++) v[r] += v[(size_t)i * b->rows + r];
}

void reel_cde_backward(reel_field field, const float *packed, reel_solver solver, reel_paths paths,
                       const int32_t *order, int32_t count, const reel_trace *trace, reel_cde_gradients gradients,
                       reel_cde_count *counted) {
    block b = reel_block(field, packed, solver, paths, order, count, 0, 1, counted);
    size_t bytes = (MOST_STAGES + 1) * b.rows * sizeof(lanes);
    lanes *v = aligned_again(NULL, 0, bytes);
    memset(v, 0, bytes);
    b.control_gradient = gradients.control;
    reel_lanes_in(&b, gradients.end, v);
    for (size_t n = trace->rows; n-- > 0;) step_back(&b, trace->states + n * trace->hidden, &trace->stands[n], v);
    reel_gather(&b, b.capacity + 1);
    reel_field_sum(&b.p, b.own, gradients.parameters);
    reel_lanes_out(&b, v, gradients.start);
    free(v);
    reel_block_free(&b);
}

/* Counts an accepted step of the adjoint: what its stages say of the parameters and the control, weighed. */
static void count_accepted(block *b, void *context, const lanes *before, const stand *at, const ilanes *accepted) {
    (void)context, (void)before;
    const lanes zero = {0};
    stand own = *at;
    pick(&own.h, accepted, &at->h, &zero);
    for (int i = 0; i < b->t->stages; i++) {
        lanes *slot = b->slots + (b->filled + (size_t)i) * b->p.slot, weight = own.h * b->t->b[i];
        reel_field_weigh(&b->p, slot, &weight, b->control_gradient != NULL);
        /* Places are those of the step that was tried; lanes that were refused weigh nothing. */
        reel_control_back(b, slot, &own, i);
    }
    b->filled += (size_t)b->t->stages;
}

void reel_cde_adjoint(reel_field field, const float *packed, reel_solver solver, reel_paths paths,
                      const int32_t *order, int32_t count, const float *end, reel_cde_gradients gradients,
                      reel_cde_count *counted) {
    block b = reel_block(field, packed, solver, paths, order, count, 1, 1, counted);
    size_t hidden = (size_t)field.hidden;
    lanes *y = aligned_again(NULL, 0, b.rows * sizeof(lanes));
    const ilanes everybody = (ilanes){} - 1;
    b.control_gradient = gradients.control;
    reel_lanes_in(&b, end, y);
    reel_lanes_in(&b, gradients.end, y + hidden);
    if (solver.method == 3) reel_adapt(&b, y, count_accepted, NULL);
    else
        for (int32_t k = reel_longest(&b) - 1; k >= 0; k--)
            for (int32_t j = solver.steps; j > 0; j--) {
                stand at;
                stand_in(&b, k, (double)j / solver.steps, &at);
                reel_gather(&b, (size_t)b.t->stages);
                reel_stages(&b, y, &at, 0, b.t->stages, 1);
                count_accepted(&b, NULL, y, &at, &everybody);
                reel_combine(y, y, &at.h, b.t->b, b.t->stages, b.k, b.rows);
            }
    reel_gather(&b, b.capacity + 1);
    reel_field_sum(&b.p, b.own, gradients.parameters);
    reel_lanes_out(&b, y + hidden, gradients.start);
    free(y);
    reel_block_free(&b);
}
