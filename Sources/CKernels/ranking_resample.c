/* Resampling of paired differences: each resample is drawn once and applied to all columns at a time. */
#include "ranking.h"

#include <string.h>

#define WIDEST __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#if !defined(__x86_64__)
#undef WIDEST
#define WIDEST
#endif

static inline uint64_t rotated(uint64_t x, int k) { return x << k | x >> (64 - k); }

/* xoshiro256** (Blackman & Vigna 2018), the generator that `Chance` is. */
static inline uint64_t draw(uint64_t s[4]) {
    uint64_t result = rotated(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotated(s[3], 45);
    return result;
}

/* A position below `bound` from 32 random bits by multiplication and rejection (Lemire 2019): without bias. */
static inline int take(uint32_t bits, uint32_t bound, uint32_t reject, uint32_t *position) {
    uint64_t product = (uint64_t)bits * bound;
    *position = (uint32_t)(product >> 32);
    return (uint32_t)product >= reject;
}

static void count_sample(int32_t rows, uint64_t state[4], int32_t *counts) {
    uint32_t bound = (uint32_t)rows, reject = (uint32_t)-bound % bound, position;
    memset(counts, 0, sizeof(int32_t) * (size_t)rows);
    for (int32_t left = rows; left > 0;) {
        uint64_t bits = draw(state);
        if (take((uint32_t)bits, bound, reject, &position)) counts[position]++, left--;
        if (left > 0 && take((uint32_t)(bits >> 32), bound, reject, &position)) counts[position]++, left--;
    }
}

/* Columns are worked through eight at a time, so that their sums stay in registers. */
enum { together = 8 };

WIDEST void ranking_bootstrap(
    const double *values, int32_t rows, int32_t columns, int32_t resamples, uint64_t state[4], int32_t *counts,
    double *means) {
    for (int32_t b = 0; b < resamples; b++) {
        count_sample(rows, state, counts);
        for (int32_t first = 0; first < columns; first += together) {
            double sums[together] = {0};
            for (int32_t r = 0; r < rows; r++) {
                const double *value = values + (size_t)r * columns + first;
                double times = counts[r];
                for (int32_t c = 0; c < together; c++) sums[c] += times * value[c];
            }
            for (int32_t c = 0; c < together; c++) means[(size_t)b * columns + first + c] = sums[c] / rows;
        }
    }
}

/* Draws the signs of one flip: a bit for each row. */
static void draw_signs(int32_t rows, uint64_t state[4], int32_t *signs) {
    uint64_t bits = 0;
    for (int32_t r = 0; r < rows; r++, bits >>= 1) {
        if (r % 64 == 0) bits = draw(state);
        signs[r] = bits & 1 ? 1 : -1;
    }
}

WIDEST void ranking_sign_flips(
    const double *values, int32_t rows, int32_t columns, int32_t flips, uint64_t state[4], int32_t *signs,
    double *sums) {
    for (int32_t f = 0; f < flips; f++) {
        draw_signs(rows, state, signs);
        for (int32_t first = 0; first < columns; first += together) {
            double partial[together] = {0};
            for (int32_t r = 0; r < rows; r++) {
                const double *value = values + (size_t)r * columns + first;
                double sign = signs[r];
                for (int32_t c = 0; c < together; c++) partial[c] += sign * value[c];
            }
            for (int32_t c = 0; c < together; c++) sums[(size_t)f * columns + first + c] = partial[c];
        }
    }
}

WIDEST void ranking_gram(
    const float *matrix, int32_t width, int32_t first, int32_t last, int32_t rows, double *gram) {
    for (int32_t i = first; i < last; i++) {
        const float *a = matrix + (size_t)i * width;
        for (int32_t j = 0; j <= i; j++) {
            const float *b = matrix + (size_t)j * width;
            double partial[16] = {0}, dot = 0;
            int32_t x = 0;
            for (; x + 16 <= width; x += 16)
                for (int32_t l = 0; l < 16; l++) partial[l] += (double)a[x + l] * b[x + l];
            for (; x < width; x++) dot += (double)a[x] * b[x];
            for (int32_t l = 0; l < 16; l++) dot += partial[l];
            gram[(size_t)i * rows + j] = dot;
        }
    }
}
