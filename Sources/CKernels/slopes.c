#include "include/slopes.h"

#include "clones.h"

REEL_CLONES
void reel_differences(reel_rows x, const int32_t *users, const float *ratings, size_t count, size_t own, size_t n,
                      float *restrict means, float *restrict counts) {
    for (size_t t = 0; t < count; t++) {
        float rating = ratings[t];
        for (ptrdiff_t k = x.offsets[users[t]]; k < x.offsets[users[t] + 1]; k++) {
            means[x.indices[k]] += rating - x.values[k];
            counts[x.indices[k]] += 1;
        }
    }
    means[own] = counts[own] = 0;
    for (size_t j = 0; j < n; j++) means[j] = counts[j] > 0 ? means[j] / counts[j] : 0;
}

float reel_slope(const float *means, const float *counts, size_t n, size_t item, const int32_t *items,
                 const float *ratings, size_t rated, float start, int weighted) {
    const float *row = means + item * n, *weight = counts + item * n;
    float sum = 0, all = 0;
    for (size_t t = 0; t < rated; t++) {
        float c = weight[items[t]], d = row[items[t]];
        sum += weighted ? c * (ratings[t] + d) : d;
        all += weighted ? c : c > 0;
    }
    return all > 0 ? (weighted ? 0 : start) + sum / all : start;
}

REEL_CLONES
void reel_slopes(const float *means, const float *counts, size_t n, const int32_t *items, const float *ratings,
                 size_t rated, float start, int weighted, float *restrict out, float *restrict room) {
    for (size_t i = 0; i < n; i++) out[i] = room[i] = 0;
    for (size_t t = 0; t < rated; t++) {
        /* dev_ij = -dev_ji, so that one row serves all items. */
        const float *restrict row = means + items[t] * n, *restrict weight = counts + items[t] * n;
        float rating = ratings[t];
        if (weighted)
            for (size_t i = 0; i < n; i++) {
                out[i] += weight[i] * (rating - row[i]);
                room[i] += weight[i];
            }
        else
            for (size_t i = 0; i < n; i++) {
                out[i] -= row[i];
                room[i] += weight[i] > 0 ? 1.0f : 0.0f;
            }
    }
    float base = weighted ? 0 : start;
    for (size_t i = 0; i < n; i++) out[i] = room[i] > 0 ? base + out[i] / room[i] : start;
}
