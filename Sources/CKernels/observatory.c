/* Sums over the rows of tall matrices, for the collapse observatory. */
#include "include/observatory.h"

#include <math.h>
#include <string.h>

#include "clones.h"

typedef double lanes __attribute__((vector_size(64)));

enum { TILE = OBSERVATORY_TILE, CHUNK = 32, L = 8, WIDE = 2 * L, BLOCK = 64 };

/* Copies CHUNK rows of one tile's columns into doubles, zeros past the end on either side. */
REEL_CLONES
static void unpack(const float *x, const double *origins, int32_t columns, int64_t row, int64_t last, int32_t left,
                   double *restrict panel) {
    int32_t wide = columns - left < TILE ? columns - left : TILE;
    for (int32_t r = 0; r < CHUNK; r++, panel += TILE) {
        const float *from = x + (size_t)(row + r) * columns + left;
        int32_t c = 0, have = row + r < last ? wide : 0;
        if (origins) {
            for (; c < have; c++) {
                double distance = from[c] - origins[left + c];
                panel[c] = distance == distance ? distance : 0;
            }
        } else {
            for (; c < have; c++) panel[c] = from[c];
        }
        for (; c < TILE; c++) panel[c] = 0;
    }
}

/* Products of two panels, `tall` columns of one with 16 of the other at a time: their sums stay in registers. */
static inline __attribute__((always_inline)) void panel_products(const double *restrict a, const double *restrict b,
                                                                 int same, double *restrict tile, const int tall) {
    for (int32_t i = 0; i < TILE; i += tall) {
        for (int32_t j = same ? i / WIDE * WIDE : 0; j < TILE; j += WIDE) {
            lanes low[4], high[4];
            for (int p = 0; p < tall; p++) {
                memcpy(&low[p], tile + (i + p) * TILE + j, sizeof(lanes));
                memcpy(&high[p], tile + (i + p) * TILE + j + L, sizeof(lanes));
            }
            for (int32_t r = 0; r < CHUNK; r++) {
                lanes left, right;
                memcpy(&left, b + r * TILE + j, sizeof(lanes));
                memcpy(&right, b + r * TILE + j + L, sizeof(lanes));
                for (int p = 0; p < tall; p++) {
                    low[p] += a[r * TILE + i + p] * left;
                    high[p] += a[r * TILE + i + p] * right;
                }
            }
            for (int p = 0; p < tall; p++) {
                memcpy(tile + (i + p) * TILE + j, &low[p], sizeof(lanes));
                memcpy(tile + (i + p) * TILE + j + L, &high[p], sizeof(lanes));
            }
        }
    }
}

/* How many sums fit into registers depends on the processor. */
REEL_CLONES
static void products_by_two(const double *a, const double *b, int same, double *tile) {
    panel_products(a, b, same, tile, 2);
}

#if defined(__x86_64__)
__attribute__((target("arch=x86-64-v4"))) static void products_by_four(const double *a, const double *b, int same,
                                                                       double *tile) {
    panel_products(a, b, same, tile, 4);
}

static int has_many_registers(void) { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"); }
#else
static void products_by_four(const double *a, const double *b, int same, double *tile) {
    panel_products(a, b, same, tile, 4);
}

static int has_many_registers(void) { return 1; }
#endif

void observatory_column_products(const float *x, const double *origins, int32_t columns, int64_t first, int64_t last,
                                 int32_t left, int32_t right, double *tile) {
    _Alignas(64) double a[CHUNK * TILE], b[CHUNK * TILE];
    int same = left == right;
    void (*multiply)(const double *, const double *, int, double *) =
        has_many_registers() ? products_by_four : products_by_two;
    for (int64_t row = first; row < last; row += CHUNK) {
        unpack(x, origins, columns, row, last, left, a);
        if (!same) unpack(x, origins, columns, row, last, right, b);
        multiply(a, same ? a : b, same, tile);
    }
}

/* One row as it counts: as it is, or centred and scaled. */
static inline __attribute__((always_inline)) double reading(const float *row, const double *origins,
                                                            const double *factors, int32_t c) {
    if (!origins) return row[c];
    double x = (row[c] - origins[c]) * factors[c];
    return x == x ? x : 0;
}

static inline __attribute__((always_inline)) int64_t add_unit_rows(const float *x, const double *origins,
                                                                   const double *factors, int32_t columns,
                                                                   int64_t first, int64_t last,
                                                                   double *restrict sum) {
    int64_t zeros = 0;
    for (int64_t r = first; r < last; r++) {
        const float *restrict row = x + (size_t)r * columns;
        double partial[8] = {0}, square = 0;
        int32_t c = 0;
        for (; c + 8 <= columns; c += 8) {
            for (int32_t l = 0; l < 8; l++) {
                double value = reading(row, origins, factors, c + l);
                partial[l] += value * value;
            }
        }
        for (; c < columns; c++) square += reading(row, origins, factors, c) * reading(row, origins, factors, c);
        for (int32_t l = 0; l < 8; l++) square += partial[l];
        if (square > 0) {
            double scale = 1 / sqrt(square);
            for (c = 0; c < columns; c++) sum[c] += scale * reading(row, origins, factors, c);
        } else {
            zeros++;
        }
    }
    return zeros;
}

REEL_CLONES
int64_t observatory_unit_rows(const float *x, const double *origins, const double *factors, int32_t columns,
                              int64_t first, int64_t last, double *sum) {
    if (origins) return add_unit_rows(x, origins, factors, columns, first, last, sum);
    return add_unit_rows(x, 0, 0, columns, first, last, sum);
}

/* Moments of two parts of the rows, as one (Chan, Golub & LeVeque, The American Statistician 37(3), 1983). */
static void merge_moments(double *moments, const double *others, int32_t columns, int32_t c) {
    double *count = moments + c, more = others[c], all = *count + more;
    if (more == 0) return;
    for (int32_t k = 1; k <= 2; k++) {
        double *mean = moments + k * columns + c, *squares = moments + (k + 2) * columns + c;
        double shift = others[k * columns + c] - *mean;
        *squares += others[(k + 2) * columns + c] + shift * shift * (*count * more / all);
        *mean += shift * (more / all);
    }
    for (int32_t k = 5; k <= 6; k++) moments[k * columns + c] += others[k * columns + c];
    *count = all;
}

void observatory_merge_moments(double *moments, const double *others, int32_t columns) {
    for (int32_t c = 0; c < columns; c++) merge_moments(moments, others, columns, c);
}

/* Moments of up to 8 columns of a few rows, which stay in the nearest cache: means first, squares about them next. */
static inline __attribute__((always_inline)) void strip_moments(const float *y, const float *t,
                                                                const double *constants, int32_t columns,
                                                                int64_t rows, const int32_t wide,
                                                                double *restrict found) {
    double count[L] = {0}, own[L] = {0}, truth[L] = {0};
    for (int64_t r = 0; r < rows; r++) {
        const float *restrict a = y + (size_t)r * columns, *restrict b = t + (size_t)r * columns;
        for (int32_t l = 0; l < wide; l++) {
            int known = b[l] == b[l];
            count[l] += known ? 1 : 0;
            own[l] += known ? (double)a[l] : 0;
            truth[l] += known ? (double)b[l] : 0;
        }
    }
    double own_squares[L] = {0}, squares[L] = {0}, errors[L] = {0}, distances[L] = {0};
    double constant[L] = {0};
    for (int32_t l = 0; l < wide; l++) {
        own[l] /= count[l] > 0 ? count[l] : 1;
        truth[l] /= count[l] > 0 ? count[l] : 1;
        constant[l] = constants ? constants[l] : truth[l];
    }
    for (int64_t r = 0; r < rows; r++) {
        const float *restrict a = y + (size_t)r * columns, *restrict b = t + (size_t)r * columns;
        for (int32_t l = 0; l < wide; l++) {
            double p = a[l], q = b[l];
            int known = q == q;
            own_squares[l] += known ? (p - own[l]) * (p - own[l]) : 0;
            squares[l] += known ? (q - truth[l]) * (q - truth[l]) : 0;
            errors[l] += known ? (p - q) * (p - q) : 0;
            distances[l] += known ? (constant[l] - q) * (constant[l] - q) : 0;
        }
    }
    for (int32_t l = 0; l < wide; l++) {
        const double all[OBSERVATORY_MOMENTS] = {count[l], own[l], truth[l], own_squares[l], squares[l],
                                                 errors[l], distances[l]};
        for (int32_t k = 0; k < OBSERVATORY_MOMENTS; k++) found[k * columns + l] = all[k];
    }
}

REEL_CLONES
static void block_moments(const float *y, const float *t, const double *constants, int32_t columns, int64_t rows,
                          double *found) {
    int32_t c = 0;
    for (; c + L <= columns; c += L)
        strip_moments(y + c, t + c, constants ? constants + c : 0, columns, rows, L, found + c);
    for (; c < columns; c++)
        strip_moments(y + c, t + c, constants ? constants + c : 0, columns, rows, 1, found + c);
}

void observatory_moments(const float *y, const float *t, const double *constants, int32_t columns, int64_t first,
                         int64_t last, double *scratch, double *moments) {
    for (int64_t row = first; row < last; row += BLOCK) {
        size_t from = (size_t)row * columns;
        block_moments(y + from, t + from, constants, columns, last - row < BLOCK ? last - row : BLOCK, scratch);
        observatory_merge_moments(moments, scratch, columns);
    }
}
