#include "include/slim.h"

#include <math.h>
#include <string.h>

#include "clones.h"

/* Active items at one time. */
enum { SLIM_ROOM = 1024 };

size_t reel_slim_scratch(size_t items) {
    size_t room = items < SLIM_ROOM ? items : SLIM_ROOM;
    return (items + room * room + 2 * room) * sizeof(float) + (room + items) * sizeof(int32_t);
}

/* What a coordinate with slope z and curvature g moves to. */
static inline float threshold(float z, float g, const reel_slim *slim) {
    float rest = (slim->positive ? z : fabsf(z)) - slim->l1;
    if (!(rest > 0)) return 0;
    return copysignf(rest / (g + slim->l2), z);
}

/* How far an item outside the active set is from staying at 0. */
static inline float excess(float slope, const reel_slim *slim) {
    return (slim->positive ? slope : fabsf(slope)) - slim->l1;
}

/* slope = G_item - G w over all items. */
static inline __attribute__((always_inline)) void slopes(const reel_slim *slim, size_t item, const float *weights,
                                                         float *restrict slope) {
    size_t n = slim->items;
    memcpy(slope, slim->gram + item * n, n * sizeof *slope);
    for (size_t i = 0; i < n; i++) {
        float w = weights[i];
        if (w == 0) continue;
        const float *restrict row = slim->gram + i * n;
        for (size_t k = 0; k < n; k++) slope[k] -= w * row[k];
    }
}

/* Cyclic coordinate descent over the active items (Friedman, Hastie & Tibshirani, J. Stat. Software 2010, §2.2), with
   their part of G in `near` and their slopes kept up to date. */
static inline __attribute__((always_inline)) void descend(const reel_slim *slim, const int32_t *active, size_t count,
                                                          float *weights, float *restrict own,
                                                          const float *restrict near) {
    for (int sweep = 0; sweep < slim->sweeps; sweep++) {
        float largest = 0;
        for (size_t a = 0; a < count; a++) {
            const float *restrict row = near + a * count;
            float before = weights[active[a]], now = threshold(own[a] + row[a] * before, row[a], slim);
            float step = now - before;
            if (step == 0) continue;
            weights[active[a]] = now;
            for (size_t k = 0; k < count; k++) own[k] -= step * row[k];
            float moved = fabsf(step);
            largest = moved > largest ? moved : largest;
        }
        if (largest < slim->tolerance) return;
    }
}

REEL_CLONES
void reel_slim_item(const reel_slim *slim, size_t item, float *weights, void *scratch) {
    size_t n = slim->items, room = n < SLIM_ROOM ? n : SLIM_ROOM, count = 0;
    float *slope = scratch, *near = slope + n, *own = near + room * room;
    int32_t *active = (int32_t *)(own + 2 * room), *outside = active + room;
    memset(weights, 0, n * sizeof *weights);
    for (int round = 0; round < 64; round++) {
        slopes(slim, item, weights, slope);
        /* Those that hold a weight stay; those whose slope is beyond the threshold come in, the furthest first. */
        count = 0;
        size_t waiting = 0;
        float furthest = 0;
        for (size_t i = 0; i < n; i++) {
            if (i == item) continue;
            if (weights[i] != 0) {
                if (count < room) active[count++] = (int32_t)i;
                continue;
            }
            float e = excess(slope[i], slim);
            if (e <= 1e-4f * (slim->l1 + slim->l2 * slim->tolerance) + 1e-4f) continue;
            outside[waiting++] = (int32_t)i;
            furthest = e > furthest ? e : furthest;
        }
        if (waiting == 0 && round > 0) return;
        /* At first the strongest quarter of the range, then ever more of what is left over. */
        size_t newcomers = 0, most = 64 + count / 2;
        float bar = round < 8 ? furthest / 4 : 0;
        for (size_t t = 0; t < waiting && count < room && newcomers < most; t++) {
            if (excess(slope[outside[t]], slim) < bar) continue;
            active[count++] = outside[t];
            newcomers++;
        }
        if (count == 0) return;
        for (size_t a = 0; a < count; a++) {
            const float *row = slim->gram + (size_t)active[a] * n;
            own[a] = slope[active[a]];
            for (size_t k = 0; k < count; k++) near[a * count + k] = row[active[k]];
        }
        descend(slim, active, count, weights, own, near);
    }
}
