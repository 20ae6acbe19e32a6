/* Rows of feature vectors: read, summed, moved by a gradient. Parts of hybrid.c. */
#include <math.h>
#include <string.h>

#include "include/hybrid.h"

#define ALWAYS static inline __attribute__((always_inline))

enum { lanes = 16 };
typedef float floats __attribute__((ext_vector_type(16), aligned(4)));
typedef int32_t ints __attribute__((ext_vector_type(16), aligned(4)));

/* What a way of learning has to see to, known when it is compiled. */
typedef struct {
    int sums;     /* entities have features, penalties or rows that stay as they are */
    int adadelta; /* else adagrad */
    int inner;    /* features of one side interact */
} flavour;

/* Sums sixteen lanes pairwise, in one order on every processor. */
ALWAYS float folded(const floats *s) {
    float a[lanes];
    memcpy(a, s, sizeof a);
    for (int half = lanes / 2; half; half /= 2)
        for (int j = 0; j < half; j++) a[j] += a[j + half];
    return a[0];
}

ALWAYS float dot(const float *a, const float *b, int32_t width) {
    floats sum = 0;
    for (int32_t c = 0; c < width; c += lanes) sum += *(const floats *)(a + c) * *(const floats *)(b + c);
    return folded(&sum);
}

/* a . (b - c) */
ALWAYS float dot_difference(const float *a, const float *b, const float *c, int32_t width) {
    floats sum = 0;
    for (int32_t t = 0; t < width; t += lanes)
        sum += *(const floats *)(a + t) * (*(const floats *)(b + t) - *(const floats *)(c + t));
    return folded(&sum);
}

/* 1 / sqrt(x) from a guess by halving the exponent and three steps of Newton's: to the last bits of a float, and
   several times as fast as a root and a division. */
ALWAYS void inverse_root(const floats *x, floats *out) {
    ints bits;
    memcpy(&bits, x, sizeof bits);
    bits = 0x5f375a86 - (bits >> 1);
    floats y, half = *x * 0.5f;
    memcpy(&y, &bits, sizeof y);
    y *= 1.5f - half * y * y;
    y *= 1.5f - half * y * y;
    y *= 1.5f - half * y * y;
    *out = y;
}

/* Asks for an entity's own row, and for its squares where it is going to be moved. */
ALWAYS void prefetch_row(const reel_side *side, int64_t entity, int32_t width, int moved, flavour f) {
    if (f.sums) return;
    for (int32_t c = 0; c < width; c += lanes) {
        __builtin_prefetch(side->vectors + entity * width + c, 1, 3);
        if (moved) __builtin_prefetch(side->squares + entity * width + c, 1, 3);
    }
}

/* Row f's vector and bias less by what the penalty has taken since it was last touched. */
ALWAYS void settle(const reel_side *side, int64_t f, int32_t width) {
    double due;
    __atomic_load(side->decayed, &due, __ATOMIC_RELAXED);
    float keep = (float)exp(side->decays[f] - due);
    side->decays[f] = due;
    float *v = side->vectors + f * width;
    for (int32_t c = 0; c < width; c++) v[c] *= keep;
    side->biases[f] *= keep;
}

/* Lets the penalty of all rows grow by one step of this rate. */
ALWAYS void decay(const reel_side *side, float rate) {
    double old, new;
    __atomic_load(side->decayed, &old, __ATOMIC_RELAXED);
    do new = old + (double)side->penalty * rate;
    while (!__atomic_compare_exchange(side->decayed, &old, &new, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}

ALWAYS float represent(const reel_side *side, int64_t entity, int32_t width, float *out, float *self) {
    if (!side->offsets) {
        memcpy(out, side->vectors + entity * width, (size_t)width * sizeof(float));
        if (self) *self = 0;
        return side->biases[entity];
    }
    float bias = 0, own = 0;
    memset(out, 0, (size_t)width * sizeof(float));
    for (int64_t t = side->offsets[entity]; t < side->offsets[entity + 1]; t++) {
        float x = side->weights[t];
        const float *v = side->vectors + (int64_t)side->indices[t] * width;
        for (int32_t c = 0; c < width; c += lanes) *(floats *)(out + c) += x * *(const floats *)(v + c);
        bias += x * side->biases[side->indices[t]];
        if (self) own += x * x * dot(v, v, width);
    }
    /* Rendle 2010, lemma 3.1: pairs of features from the square of their sum. */
    if (self) *self = 0.5f * (dot(out, out, width) - own);
    return bias;
}

/* The entity's vector: its own row where it has one, else the sum, in `room`. */
ALWAYS const float *view(const reel_side *side, int64_t entity, int32_t width, float *room, float *bias, flavour f) {
    if (!f.sums) {
        *bias = side->biases[entity];
        return side->vectors + entity * width;
    }
    *bias = represent(side, entity, width, room, NULL);
    return room;
}

/* Moves one number against its gradient; returns the rate it moved at. */
ALWAYS float step(const reel_hybrid *r, float *x, float *square, float *moved, float gradient, flavour f) {
    float rate;
    if (f.adadelta) {
        *square = r->rho * *square + (1 - r->rho) * gradient * gradient;
        rate = sqrtf(*moved + r->epsilon) / sqrtf(*square + r->epsilon);
        float by = rate * gradient;
        *moved = r->rho * *moved + (1 - r->rho) * by * by;
        *x -= by;
    } else {
        rate = r->rate / sqrtf(*square);
        *x -= rate * gradient;
        *square += gradient * gradient;
    }
    return rate;
}

/* Adagrad (Duchi et al. 2011) on sixteen numbers; returns their rates. */
ALWAYS void step_lanes(const reel_hybrid *r, float *x, float *square, const floats *gradient, floats *rates) {
    floats g = *gradient, s = *(floats *)square, root;
    inverse_root(&s, &root);
    *rates = root * r->rate;
    *(floats *)x -= *rates * g;
    *(floats *)square = s + g * g;
}

/* One feature's row moved: by the gradient scale * x * towards its vector, by bias * x its bias. */
ALWAYS void update_row(const reel_hybrid *r, const reel_side *side, int64_t row, float x, const float *towards,
                       float scale, float bias, flavour f) {
    if (side->decays) settle(side, row, r->width);
    float *v = side->vectors + row * r->width, *s = side->squares + row * r->width, rates = 0;
    if (f.adadelta) {
        float *m = side->steps + row * r->width;
        for (int32_t c = 0; c < r->dim; c++) {
            float base = f.inner ? towards[c] - x * v[c] : towards[c];
            rates += step(r, v + c, s + c, m + c, scale * x * base, f);
        }
    } else {
        floats sum = 0;
        for (int32_t c = 0; c < r->width; c += lanes) {
            floats base = *(const floats *)(towards + c), rate;
            if (f.inner) base -= x * *(floats *)(v + c);
            base *= scale * x;
            step_lanes(r, v + c, s + c, &base, &rate);
            sum += rate;
        }
        if (side->decays) rates = folded(&sum) - r->rate * (float)(r->width - r->dim);
    }
    if (bias != 0)
        step(r, side->biases + row, side->bias_squares + row, f.adadelta ? side->bias_steps + row : NULL, bias * x, f);
    if (side->decays) decay(side, rates / (float)r->dim);
}

/* All features of an entity moved, the gradient of their sum being scale * towards, that of their biases bias. */
ALWAYS void update(const reel_hybrid *r, const reel_side *side, int64_t entity, const float *towards, float scale,
                   float bias, flavour f) {
    if (side->frozen) return;
    if (!side->offsets) {
        update_row(r, side, entity, 1, towards, scale, bias, f);
        return;
    }
    for (int64_t t = side->offsets[entity]; t < side->offsets[entity + 1]; t++)
        update_row(r, side, side->indices[t], side->weights[t], towards, scale, bias, f);
}

/* The rows of a user, a positive and a negative that are features of their own, moved in one pass. */
ALWAYS void update_three(const reel_hybrid *r, const reel_side *users, int64_t user, const reel_side *items,
                         int64_t positive, int64_t negative, float loss, flavour f) {
    int64_t at[3] = {user * r->width, positive * r->width, negative * r->width};
    float *u = users->vectors + at[0], *p = items->vectors + at[1], *n = items->vectors + at[2];
    float *us = users->squares + at[0], *ps = items->squares + at[1], *ns = items->squares + at[2];
    for (int32_t c = 0; c < r->width; c += lanes) {
        floats own = *(floats *)(u + c), rate;
        floats gu = (*(floats *)(n + c) - *(floats *)(p + c)) * loss, gn = own * loss, gp = -gn;
        step_lanes(r, u + c, us + c, &gu, &rate);
        step_lanes(r, p + c, ps + c, &gp, &rate);
        step_lanes(r, n + c, ns + c, &gn, &rate);
    }
    step(r, items->biases + positive, items->bias_squares + positive, NULL, -loss, f);
    step(r, items->biases + negative, items->bias_squares + negative, NULL, loss, f);
}
