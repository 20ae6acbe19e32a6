#ifndef REEL_CDEFIELD_H
#define REEL_CDEFIELD_H
/* The vector field of a controlled differential equation for 16 series: its value, its derivative, and the gradients of
   its parameters. */
#include "cdelanes.h"

enum { MOST_LAYERS = 17 };

/* Where a layer's numbers lie among the parameters, in the packed form and in a slot (in rows of 16 there). */
typedef struct {
    size_t in, out;
    size_t weight, bias, gain, shift; /* parameters; the same in the packed form */
    size_t turned;                    /* packed: the weight's transpose [in, out] */
    size_t value, slope, centred, spread, above, gradient, across; /* slot */
    size_t own_weight, own_lanes; /* block: weight's gradient [out, padded in], and rows of bias, gain, shift */
} layer;

/* A slot holds what one evaluation computed, and its gradients. */
typedef struct {
    reel_field field;
    int count;
    layer layers[MOST_LAYERS];
    size_t parameters, packed;
    size_t control, control_gradient, state, slot; /* rows of 16 */
    size_t own;                                    /* floats */
} plan;

plan reel_plan(reel_field field);

/* k [H] = f(z [H]) dX [C]: the slot's dX is there already. */
void reel_field_value(const plan *p, const float *packed, lanes *slot, const lanes *z, lanes *k);

/* gz [H] = (df/dz)' g for the evaluation in a slot; leaves in the slot what the parameters' gradient needs, and the
   gradient of dX where `control`. */
void reel_field_back(const plan *p, const float *packed, lanes *slot, const lanes *g, lanes *gz, int control);

/* Weighs the gradients in a slot, lane by lane: they are linear in what came from above. */
void reel_field_weigh(const plan *p, lanes *slot, const lanes *weights, int control);

/* Adds the parameters' gradients of `count` slots to a block's own sums, and those to the gradient in their order. */
void reel_field_gather(const plan *p, lanes *slots, size_t count, float *own);
void reel_field_sum(const plan *p, const float *own, float *gradient);
#endif
