#ifndef REEL_CDE_H
#define REEL_CDE_H
/* Controlled differential equations dz = f(z) dX (Kidger et al. 2020, eq. 4), solved for 16 series at once, one in each
   lane of a vector. Every lane has a step of its own, so a series alone gives what it gives in company. */
#include <stddef.h>
#include <stdint.h>

enum { REEL_CDE_LANES = 16 };

/* f: R^H -> R^(H x C). `depth` hidden layers of `width`, each Linear, a layer norm where asked, and an activation (0 relu,
   1 tanh, 2 softplus, 3 silu); then Linear and tanh.
   Parameters lie one after the other: for each hidden layer weight [W, in], bias [W] (and gain [W], shift [W] with a
   norm); then weight [H C, in], bias [H C]. */
typedef struct {
    int32_t hidden, channels, width, depth, activation, norm;
} reel_field;

/* Numbers that a field has, and that its packed form takes (transposes for the way back). */
size_t reel_field_count(reel_field field);
size_t reel_field_packed(reel_field field);
/* Lays parameters out for the functions below; `packed` lies on a border of 64 bytes. */
void reel_field_pack(reel_field field, const float *parameters, float *packed);

typedef struct {
    int32_t method; /* 0 Euler, 1 midpoint, 2 RK4 (3/8 rule), 3 Dormand-Prince with step control */
    int32_t steps;  /* steps for each interval, of a method without step control */
    int32_t most;   /* attempted steps of a series before the solver gives up */
    float rtol, atol;
} reel_solver;

/* Paths of a batch, by the derivative with respect to u, which runs from 0 to 1 in each interval:
   dX/du = p0 + p1 u + p2 u^2 (parts 3), or p0 (parts 1: a straight piece, at whose end the derivative jumps). */
typedef struct {
    int32_t parts;
    size_t stride;            /* from one series to the next */
    const int32_t *intervals; /* K of each series [B] */
    const float *control;     /* [B, K, parts, C] */
} reel_paths;

typedef struct reel_trace reel_trace;

/* What a call did: field evaluations, accepted and attempted steps, summed over the vectors of lanes. `failed` is 1 where
   a series needed more than the allowed steps. */
typedef struct {
    int64_t evaluations, accepted, attempted;
    int32_t failed;
} reel_cde_count;

/* Solves for the series order[0..<count], at most 16, from start [B, H] to end [B, H]. With `keep`, answers what
   reel_cde_backward needs; to be freed. */
reel_trace *reel_cde_forward(reel_field field, const float *packed, reel_solver solver, reel_paths paths,
                             const int32_t *order, int32_t count, const float *start, float *end, int32_t keep,
                             reel_cde_count *counted);
void reel_trace_free(reel_trace *trace);

/* Where gradients go: to the start [B, H] (written), the parameters (added, in their order) and the control (added;
   may be NULL). */
typedef struct {
    const float *end;
    float *start, *parameters, *control;
} reel_cde_gradients;

/* Goes back through the steps that were taken: exact derivatives of what the solver computed. */
void reel_cde_backward(reel_field field, const float *packed, reel_solver solver, reel_paths paths,
                       const int32_t *order, int32_t count, const reel_trace *trace, reel_cde_gradients gradients,
                       reel_cde_count *counted);

/* Solves the adjoint equation backwards from `end` (Chen et al. 2018, alg. 1; Kidger et al. 2020, app. C) in memory that
   does not grow with the length; steps are controlled by state and adjoint, not by the parameters' gradient (Kidger,
   Chen & Lyons 2021). */
void reel_cde_adjoint(reel_field field, const float *packed, reel_solver solver, reel_paths paths,
                      const int32_t *order, int32_t count, const float *end, reel_cde_gradients gradients,
                      reel_cde_count *counted);

/* y = tanh(x), as the fields use it; for tests. */
void reel_cde_tanh(const float *x, float *y, size_t count);

#endif
