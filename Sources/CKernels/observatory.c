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

typedef float readings __attribute__((vector_size(32)));
typedef int64_t mask __attribute__((vector_size(64)));

/* The next 8 columns of a row, or those of them that there are, in double precision. */
static inline __attribute__((always_inline)) void next_columns(lanes *out, const float *row, const int32_t wide) {
    readings eight = {0};
    if (wide == L) {
        memcpy(&eight, row, sizeof eight);
    } else {
        for (int32_t l = 0; l < wide; l++) eight[l] = row[l];
    }
    *out = __builtin_convertvector(eight, lanes);
}

static inline __attribute__((always_inline)) void add_where(lanes *sum, const mask *known, const lanes *x) {
    *sum += (lanes)((mask)*x & *known);
}

/* Moments of up to 8 columns of a few rows, which stay in the nearest cache: means first, squares about them next. */
static inline __attribute__((always_inline)) void strip_moments(const float *y, const float *t,
                                                                const double *constants, int32_t columns,
                                                                int64_t rows, const int32_t wide, double *found) {
    lanes count = {0}, own = {0}, truth = {0}, p, q;
    const lanes one = {1, 1, 1, 1, 1, 1, 1, 1};
    for (int64_t r = 0; r < rows; r++) {
        next_columns(&p, y + (size_t)r * columns, wide);
        next_columns(&q, t + (size_t)r * columns, wide);
        mask known = q == q;
        add_where(&count, &known, &one);
        add_where(&own, &known, &p);
        add_where(&truth, &known, &q);
    }
    mask some = count > 0;
    lanes divisor = (lanes)(((mask)count & some) | ((mask)one & ~some));
    own /= divisor;
    truth /= divisor;
    lanes constant = {0}, own_squares = {0}, squares = {0}, errors = {0}, distances = {0};
    for (int32_t l = 0; constants && l < wide; l++) constant[l] = constants[l];
    for (int64_t r = 0; r < rows; r++) {
        next_columns(&p, y + (size_t)r * columns, wide);
        next_columns(&q, t + (size_t)r * columns, wide);
        mask known = q == q;
        lanes a = p - own, b = q - truth, c = p - q, d = constant - q;
        a *= a, b *= b, c *= c, d *= d;
        add_where(&own_squares, &known, &a);
        add_where(&squares, &known, &b);
        add_where(&errors, &known, &c);
        add_where(&distances, &known, &d);
    }
    const lanes all[OBSERVATORY_MOMENTS] = {count, own, truth, own_squares, squares, errors, distances};
    for (int32_t k = 0; k < OBSERVATORY_MOMENTS; k++)
        for (int32_t l = 0; l < wide; l++) found[k * columns + l] = all[k][l];
}

REEL_CLONES
static void block_moments(const float *y, const float *t, const double *constants, int32_t columns, int64_t rows,
                          double *found) {
    int32_t c = 0;
    for (; c + L <= columns; c += L)
        strip_moments(y + c, t + c, constants ? constants + c : 0, columns, rows, L, found + c);
    if (c < columns)
        strip_moments(y + c, t + c, constants ? constants + c : 0, columns, rows, columns - c, found + c);
}

void observatory_moments(const float *y, const float *t, const double *constants, int32_t columns, int64_t first,
                         int64_t last, double *scratch, double *moments) {
    for (int64_t row = first; row < last; row += BLOCK) {
        size_t from = (size_t)row * columns;
        block_moments(y + from, t + from, constants, columns, last - row < BLOCK ? last - row : BLOCK, scratch);
        observatory_merge_moments(moments, scratch, columns);
    }
}
