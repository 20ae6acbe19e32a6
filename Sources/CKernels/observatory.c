/* Sums over the rows of tall matrices, for the collapse observatory. */
#include "include/observatory.h"

#include <math.h>
#include <string.h>

#include "clones.h"

enum { TILE = OBSERVATORY_TILE, CHUNK = 128, TALL = 4, WIDE = 16 };

/* Copies CHUNK rows of one tile's columns into doubles, zeros past the end on either side. */
static void unpack(const float *x, int32_t columns, int64_t row, int64_t last, int32_t left, double *panel) {
    int32_t wide = columns - left < TILE ? columns - left : TILE;
    for (int32_t r = 0; r < CHUNK; r++, panel += TILE) {
        int32_t have = row + r < last ? wide : 0;
        const float *from = x + (size_t)(row + r) * columns + left;
        int32_t c = 0;
        for (; c < have; c++) panel[c] = from[c];
        for (; c < TILE; c++) panel[c] = 0;
    }
}

REEL_CLONES
static void multiply_panels(const double *restrict a, const double *restrict b, int same, double *restrict tile) {
    for (int32_t i = 0; i < TILE; i += TALL) {
        for (int32_t j = same ? i / WIDE * WIDE : 0; j < TILE; j += WIDE) {
            double sum[TALL][WIDE];
            for (int32_t p = 0; p < TALL; p++)
                for (int32_t q = 0; q < WIDE; q++) sum[p][q] = tile[(i + p) * TILE + j + q];
            for (int32_t r = 0; r < CHUNK; r++)
                for (int32_t p = 0; p < TALL; p++)
                    for (int32_t q = 0; q < WIDE; q++) sum[p][q] += a[r * TILE + i + p] * b[r * TILE + j + q];
            for (int32_t p = 0; p < TALL; p++)
                for (int32_t q = 0; q < WIDE; q++) tile[(i + p) * TILE + j + q] = sum[p][q];
        }
    }
}

void observatory_column_products(const float *x, int32_t columns, int64_t first, int64_t last, int32_t left,
                                 int32_t right, double *tile) {
    double a[CHUNK * TILE], b[CHUNK * TILE];
    int same = left == right;
    for (int64_t row = first; row < last; row += CHUNK) {
        unpack(x, columns, row, last, left, a);
        if (!same) unpack(x, columns, row, last, right, b);
        multiply_panels(a, same ? a : b, same, tile);
    }
}

REEL_CLONES
int64_t observatory_unit_rows(const float *x, int32_t columns, int64_t first, int64_t last, double *restrict sum) {
    int64_t zeros = 0;
    for (int64_t r = first; r < last; r++) {
        const float *restrict row = x + (size_t)r * columns;
        double partial[8] = {0}, square = 0;
        int32_t c = 0;
        for (; c + 8 <= columns; c += 8)
            for (int32_t l = 0; l < 8; l++) partial[l] += (double)row[c + l] * row[c + l];
        for (; c < columns; c++) square += (double)row[c] * row[c];
        for (int32_t l = 0; l < 8; l++) square += partial[l];
        if (square > 0) {
            double scale = 1 / sqrt(square);
            for (c = 0; c < columns; c++) sum[c] += scale * row[c];
        } else {
            zeros++;
        }
    }
    return zeros;
}

REEL_CLONES
void observatory_sums(const float *y, const float *t, int32_t columns, int64_t first, int64_t last,
                      double *restrict sums) {
    double *restrict count = sums, *restrict own = sums + columns, *restrict truth = sums + 2 * (size_t)columns;
    for (int64_t r = first; r < last; r++) {
        const float *restrict a = y + (size_t)r * columns, *restrict b = t + (size_t)r * columns;
        for (int32_t c = 0; c < columns; c++) {
            int known = b[c] == b[c];
            count[c] += known ? 1 : 0;
            own[c] += known ? (double)a[c] : 0;
            truth[c] += known ? (double)b[c] : 0;
        }
    }
}

REEL_CLONES
void observatory_squares(const float *y, const float *t, int32_t columns, int64_t first, int64_t last,
                         const double *mean_y, const double *mean_t, const double *constant,
                         double *restrict squares) {
    double *restrict own = squares, *restrict truth = squares + columns;
    double *restrict error = squares + 2 * (size_t)columns, *restrict distance = squares + 3 * (size_t)columns;
    for (int64_t r = first; r < last; r++) {
        const float *restrict a = y + (size_t)r * columns, *restrict b = t + (size_t)r * columns;
        for (int32_t c = 0; c < columns; c++) {
            double p = a[c], q = b[c];
            int known = q == q;
            own[c] += known ? (p - mean_y[c]) * (p - mean_y[c]) : 0;
            truth[c] += known ? (q - mean_t[c]) * (q - mean_t[c]) : 0;
            error[c] += known ? (p - q) * (p - q) : 0;
            distance[c] += known ? (constant[c] - q) * (constant[c] - q) : 0;
        }
    }
}
