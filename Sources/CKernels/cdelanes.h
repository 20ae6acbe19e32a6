#ifndef REEL_CDELANES_H
#define REEL_CDELANES_H
/* Vectors of 16 series and what is computed on them. Nothing takes or gives a vector by value: how that is done depends
   on the processor a clone is made for. */
#include "clones.h"
#include "include/cde.h"

typedef float lanes __attribute__((vector_size(64)));
typedef int32_t ilanes __attribute__((vector_size(64)));
#define REEL_ALWAYS static inline __attribute__((always_inline))

enum { L = REEL_CDE_LANES, ROWS = 6 };

REEL_ALWAYS size_t padded(size_t n) { return (n + L - 1) / L * L; }

REEL_ALWAYS void pick(lanes *out, const ilanes *mask, const lanes *yes, const lanes *no) {
    *out = (lanes)(((ilanes)*yes & *mask) | ((ilanes)*no & ~*mask));
}

/* exp(x) for x <= 0: 2^n times the Taylor series of degree 7 on |r| <= ln 2 / 2 (error 5e-9). */
REEL_ALWAYS void exp_below(lanes *out, const lanes *x) {
    const lanes low = (lanes){} - 87.0f;
    const float magic = 12582912.0f; /* 1.5 2^23: what is added to it is rounded to a whole number in the low bits */
    lanes t;
    ilanes above = *x > low;
    pick(&t, &above, x, &low);
    lanes n = t * 1.44269504f + magic;
    ilanes scale = (ilanes)n << 23;
    n -= magic;
    lanes r = t - n * 0.693145752f - n * 1.42860677e-6f;
    lanes p = r * 1.98412698e-4f + 1.38888889e-3f;
    p = p * r + 8.33333333e-3f;
    p = p * r + 4.16666667e-2f;
    p = p * r + 1.66666667e-1f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    *out = (lanes)((ilanes)p + scale);
}

/* tanh |x| = (1 - e) / (1 + e), e = exp(-2 |x|); the error is below 2e-7. */
REEL_ALWAYS void tanh_of(lanes *out, const lanes *x) {
    const ilanes sign = (ilanes){} + (int32_t)0x80000000;
    lanes e, twice = (lanes)((ilanes)*x & ~sign) * -2.0f;
    exp_below(&e, &twice);
    lanes t = (1.0f - e) / (1.0f + e);
    *out = (lanes)((ilanes)t | ((ilanes)*x & sign));
}

/* An activation (see reel_field) and its derivative. */
REEL_ALWAYS void activate(int kind, const lanes *x, lanes *value, lanes *slope) {
    const lanes zero = {0}, one = zero + 1.0f;
    lanes t;
    if (kind == 0) {
        ilanes above = *x > zero;
        pick(value, &above, x, &zero);
        pick(slope, &above, &one, &zero);
    } else if (kind == 1) {
        tanh_of(&t, x);
        *value = t;
        *slope = 1.0f - t * t;
    } else {
        const ilanes sign = (ilanes){} + (int32_t)0x80000000;
        lanes e, size = (lanes)((ilanes)*x | sign); /* -|x| */
        exp_below(&e, &size);
        lanes q = 1.0f / (1.0f + e), small = e * q;
        ilanes above = *x > zero;
        pick(&t, &above, &q, &small); /* the logistic function */
        if (kind == 3) {
            *value = *x * t;
            *slope = t + *x * t * (1.0f - t);
            return;
        }
        /* log(1 + e) = 2 artanh w with w = e / (2 + e) <= 1/3: the series up to w^15 (error 1e-9). */
        lanes w = e / (2.0f + e), ww = w * w;
        lanes p = ww * 0.0666666667f + 0.0769230769f;
        p = p * ww + 0.0909090909f;
        p = p * ww + 0.111111111f;
        p = p * ww + 0.142857143f;
        p = p * ww + 0.2f;
        p = p * ww + 0.333333333f;
        p = p * ww + 1.0f;
        pick(value, &above, x, &zero);
        *value += 2.0f * w * p;
        *slope = t;
    }
}

/* acc[r] += sum over g and k of a[g a_step + r a_length + k] x[g x_step + k x_length ..< + 16]; R is a constant. */
REEL_ALWAYS void tile(const int R, size_t groups, size_t count, const float *a, size_t a_length, size_t a_step,
                      const float *x, size_t x_length, size_t x_step, lanes *out) {
    lanes acc[ROWS];
#pragma clang loop unroll(full)
    for (int r = 0; r < R; r++) acc[r] = out[r];
    for (size_t g = 0; g < groups; g++, a += a_step, x += x_step)
        for (size_t k = 0; k < count; k++) {
            const lanes v = *(const lanes *)(x + k * x_length);
#pragma clang loop unroll(full)
            for (int r = 0; r < R; r++) acc[r] += a[(size_t)r * a_length + k] * v;
        }
#pragma clang loop unroll(full)
    for (int r = 0; r < R; r++) out[r] = acc[r];
}

/* The same for a number of rows that is known only now, up to ROWS. */
REEL_ALWAYS void some_rows(int rows, size_t groups, size_t count, const float *a, size_t a_length, size_t a_step,
                           const float *x, size_t x_length, size_t x_step, lanes *out) {
    switch (rows) {
    case 6: tile(6, groups, count, a, a_length, a_step, x, x_length, x_step, out); break;
    case 5: tile(5, groups, count, a, a_length, a_step, x, x_length, x_step, out); break;
    case 4: tile(4, groups, count, a, a_length, a_step, x, x_length, x_step, out); break;
    case 3: tile(3, groups, count, a, a_length, a_step, x, x_length, x_step, out); break;
    case 2: tile(2, groups, count, a, a_length, a_step, x, x_length, x_step, out); break;
    default: tile(1, groups, count, a, a_length, a_step, x, x_length, x_step, out); break;
    }
}
#endif
