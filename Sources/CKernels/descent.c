#include "include/descent.h"

#include <math.h>
#include <string.h>

#include "clones.h"

/* Inlined into each clone, so that each is compiled for its own processor. */
#define INLINE static inline __attribute__((always_inline))

/* x . y over n floats, n a multiple of REEL_LANES; always in the same order. */
INLINE float product(const float *restrict x, const float *restrict y, size_t n) {
    float a[REEL_LANES] = {0}, b[REEL_LANES] = {0};
    size_t f = 0;
    for (; f + 2 * REEL_LANES <= n; f += 2 * REEL_LANES)
        for (size_t l = 0; l < REEL_LANES; l++) {
            a[l] += x[f + l] * y[f + l];
            b[l] += x[f + REEL_LANES + l] * y[f + REEL_LANES + l];
        }
    for (; f < n; f += REEL_LANES)
        for (size_t l = 0; l < REEL_LANES; l++) a[l] += x[f + l] * y[f + l];
    for (size_t l = 0; l < REEL_LANES; l++) a[l] += b[l];
    for (size_t half = REEL_LANES / 2; half; half /= 2)
        for (size_t l = 0; l < half; l++) a[l] += a[l + half];
    return a[0];
}

/* x and y each move towards the other: x = decay x + gain_x y, y = decay y + gain_y x, with x as it was. */
INLINE void cross(float *restrict x, float *restrict y, size_t n, float decay, float gain_x, float gain_y) {
    for (size_t f = 0; f < n; f += REEL_LANES)
        for (size_t l = 0; l < REEL_LANES; l++) {
            float p = x[f + l], q = y[f + l];
            x[f + l] = decay * p + gain_x * q;
            y[f + l] = decay * q + gain_y * p;
        }
}

/* One rating. `weight` is how much of the user's row moves: 1, or 2 where an implicit part moves along with it. */
INLINE float visit(reel_factors m, reel_step step, float *row, size_t user, size_t item, float rating, float weight) {
    float *items = m.items + item * m.stride;
    float error = rating - (m.mean + m.user_offsets[user] + m.item_offsets[item] + product(row, items, m.stride));
    float decay = 1 - step.rate * step.penalty, gain = step.rate * error;
    if (step.biased) {
        m.user_offsets[user] = decay * m.user_offsets[user] + gain;
        m.item_offsets[item] = decay * m.item_offsets[item] + gain;
    }
    cross(row, items, m.stride, decay, weight * gain, gain);
    return error;
}

REEL_CLONES
double reel_descend(reel_factors m, reel_step step, const reel_rating *ratings, size_t count) {
    double squares = 0;
    for (size_t k = 0; k < count; k++) {
        size_t user = ratings[k].user;
        float error = visit(m, step, m.users + user * m.stride, user, ratings[k].item, ratings[k].rating, 1);
        squares += (double)error * error;
    }
    return squares;
}

INLINE void gather(const float *implicit, size_t stride, const int32_t *items, size_t count, float *restrict sum) {
    for (size_t f = 0; f < stride; f++) sum[f] = 0;
    for (size_t t = 0; t < count; t++) {
        const float *restrict row = implicit + (size_t)items[t] * stride;
        for (size_t f = 0; f < stride; f++) sum[f] += row[f];
    }
    float scale = count ? 1 / sqrtf((float)count) : 0;
    for (size_t f = 0; f < stride; f++) sum[f] *= scale;
}

REEL_CLONES
void reel_implicit_part(const float *implicit, size_t stride, const int32_t *items, size_t count, float *sum) {
    gather(implicit, stride, items, count, sum);
}

REEL_CLONES
double reel_descend_implicit(reel_factors m, reel_step step, float *implicit, reel_rows x, size_t users,
                             float *room) {
    double squares = 0;
    size_t n = m.stride;
    float *restrict start = room, *restrict row = room + n;
    for (size_t user = 0; user < users; user++) {
        ptrdiff_t first = x.offsets[user];
        size_t count = (size_t)(x.offsets[user + 1] - first);
        if (!count) continue;
        float *restrict own = m.users + user * n;
        gather(implicit, n, x.indices + first, count, start);
        for (size_t f = 0; f < n; f++) row[f] = start[f] += own[f];
        double decay = 1;
        for (size_t t = 0; t < count; t++) {
            float error = visit(m, step, row, user, x.indices[first + t], x.values[first + t], 2);
            squares += (double)error * error;
            decay *= 1 - (double)step.rate * step.penalty;
        }
        /* What was added along the way: half of it is p_u's, half that of the implicit part. */
        float kept = (float)decay, share = 1 / sqrtf((float)count);
        for (size_t f = 0; f < n; f++) start[f] = 0.5f * (row[f] - kept * start[f]);
        for (size_t f = 0; f < n; f++) own[f] = kept * own[f] + start[f];
        for (size_t t = 0; t < count; t++) {
            float *restrict moved = implicit + (size_t)x.indices[first + t] * n;
            for (size_t f = 0; f < n; f++) moved[f] = kept * moved[f] + share * start[f];
        }
    }
    return squares;
}

REEL_CLONES
double reel_multiply_rows(reel_rows x, const float *own, const float *other, float *next, size_t stride, float penalty,
                          size_t from, size_t to) {
    double squares = 0;
    for (size_t r = from; r < to; r++) {
        const float *restrict p = own + r * stride;
        float *restrict out = next + r * stride;
        ptrdiff_t first = x.offsets[r], end = x.offsets[r + 1];
        /* A few factors at a time keep both sums in registers; the products are counted anew for each. */
        for (size_t f = 0; f < stride; f += REEL_LANES) {
            float up[REEL_LANES] = {0}, down[REEL_LANES] = {0};
            for (ptrdiff_t k = first; k < end; k++) {
                const float *restrict q = other + (size_t)x.indices[k] * stride;
                float value = x.values[k], guess = product(p, q, stride);
                if (!f) squares += (double)(value - guess) * (value - guess);
                for (size_t l = 0; l < REEL_LANES; l++) {
                    up[l] += value * q[f + l];
                    down[l] += guess * q[f + l];
                }
            }
            for (size_t l = 0; l < REEL_LANES; l++) {
                float below = down[l] + (float)(end - first) * penalty * p[f + l];
                out[f + l] = below > 0 ? p[f + l] * up[l] / below : 0;
            }
        }
    }
    return squares;
}

REEL_CLONES
void reel_pair_products(const float *users, const float *items, size_t stride, const int32_t *a, const int32_t *b,
                        size_t count, float *out) {
    for (size_t t = 0; t < count; t++)
        out[t] = product(users + (size_t)a[t] * stride, items + (size_t)b[t] * stride, stride);
}

REEL_CLONES
void reel_row_products(const float *x, const float *items, size_t stride, size_t count, float *out) {
    for (size_t i = 0; i < count; i++) out[i] = product(x, items + i * stride, stride);
}
