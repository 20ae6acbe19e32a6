#ifndef REEL_ALS_PARTS_H
#define REEL_ALS_PARTS_H
/* What the solvers of alternating least squares share. Lengths are multiples of 16, arrays begin on borders of 64 bytes. */
#include "include/als.h"
#include "vectors.h"

#define ALS_LOAD8(p) (*(const v8 *)__builtin_assume_aligned((p), 32))
#define ALS_STORE8(p, v) (*(v8 *)__builtin_assume_aligned((p), 32) = (v))

/* Weight of entry t. */
INLINE float als_weight(const reel_als *als, const float *values, size_t t) {
    float w = values ? als->weight * values[t] : als->weight;
    return w > 0 ? w : 0;
}

INLINE double als_dot(const float *a, const float *b, size_t n) {
    v16 s = {0};
    for (size_t i = 0; i < n; i += 16) s += LOAD16(a + i) * LOAD16(b + i);
    v8 half = FOLD(s);
    return ((half[0] + half[4]) + (half[1] + half[5])) + ((half[2] + half[6]) + (half[3] + half[7]));
}

/* a += f b */
INLINE void als_add(float *a, float f, const float *b, size_t n) {
    for (size_t i = 0; i < n; i += 16) STORE16(a + i, LOAD16(a + i) + LOAD16(b + i) * f);
}

/* out[columns] = G[rows, columns]' p + l2 p_own: `g` is a row-major slice with row length `length`. */
INLINE void als_product(const float *g, size_t length, const float *p, size_t rows, float *out, size_t columns) {
    size_t c = 0;
    for (; c + 64 <= columns; c += 64) {
        v16 s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
        for (size_t i = 0; i < rows; i++) {
            const float *row = g + i * length + c;
            float f = p[i];
            s0 += LOAD16(row) * f;
            s1 += LOAD16(row + 16) * f;
            s2 += LOAD16(row + 32) * f;
            s3 += LOAD16(row + 48) * f;
        }
        STORE16(out + c, s0);
        STORE16(out + c + 16, s1);
        STORE16(out + c + 32, s2);
        STORE16(out + c + 48, s3);
    }
    for (; c < columns; c += 16) {
        v16 s = {0}, t = {0};
        for (size_t i = 0; i < rows; i += 2) {
            s += LOAD16(g + i * length + c) * p[i];
            t += LOAD16(g + (i + 1) * length + c) * p[i + 1];
        }
        STORE16(out + c, s + t);
    }
}

/* Inner products of eight rows with p, into dots[8]. */
INLINE void als_eight_dots(const float *const *y, const float *p, size_t width, float *dots) {
    v8 part[8];
    for (int g = 0; g < 8; g += 4) {
        v16 s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
        for (size_t i = 0; i < width; i += 16) {
            v16 q = LOAD16(p + i);
            s0 += LOAD16(y[g] + i) * q;
            s1 += LOAD16(y[g + 1] + i) * q;
            s2 += LOAD16(y[g + 2] + i) * q;
            s3 += LOAD16(y[g + 3] + i) * q;
        }
        part[g] = FOLD(s0);
        part[g + 1] = FOLD(s1);
        part[g + 2] = FOLD(s2);
        part[g + 3] = FOLD(s3);
    }
    v8 low = FOURS(PAIRS(part[0], part[1]), PAIRS(part[2], part[3]));
    v8 high = FOURS(PAIRS(part[4], part[5]), PAIRS(part[6], part[7]));
    v8 all = HALVES(low, high);
    memcpy(dots, &all, sizeof all);
}

/* c[rows, 16] += sum over k of a[k, rows]' b[k, 16]; row k of a and b begins k * length further on, row r of c
   r * c_length. `rows` is a constant, at most 6. */
INLINE void als_tile(const float *a, const float *b, size_t length, size_t depth, float *c, size_t c_length, int rows,
                     int subtract) {
    v16 s[6];
    for (int r = 0; r < rows; r++) s[r] = LOAD16(c + r * c_length);
    if (subtract)
        for (size_t k = 0; k < depth; k++) {
            v16 y = LOAD16(b + k * length);
            for (int r = 0; r < rows; r++) s[r] -= y * a[k * length + r];
        }
    else
        for (size_t k = 0; k < depth; k++) {
            v16 y = LOAD16(b + k * length);
            for (int r = 0; r < rows; r++) s[r] += y * a[k * length + r];
        }
    for (int r = 0; r < rows; r++) STORE16(c + r * c_length, s[r]);
}

/* The same for eight columns, and eight rows from the same place: c[8, 8] += a[k, 8]' a[k, 8]. */
INLINE void als_small_tile(const float *a, size_t length, size_t depth, float *c, size_t c_length) {
    v8 s[8];
    for (int r = 0; r < 8; r++) s[r] = ALS_LOAD8(c + r * c_length);
    for (size_t k = 0; k < depth; k++) {
        v8 y = ALS_LOAD8(a + k * length);
        for (int r = 0; r < 8; r++) s[r] += y * a[k * length + r];
    }
    for (int r = 0; r < 8; r++) ALS_STORE8(c + r * c_length, s[r]);
}

/* Rows gathered at a time to be squared: as many as stay in the nearest cache. */
INLINE size_t als_depth(size_t width) { return width >= 768 ? 8 : 6144 / width; }

/* Upper triangle (whole tiles of 8 on the diagonal) of c[n, n] += a' a for a[depth, n]: columns 16 p ..< 16 p + 16 begin
   p * panel further on, rows k * length. */
INLINE void als_square(const float *a, size_t length, size_t panel, size_t n, size_t depth, float *c) {
    for (size_t j = 0; j < n; j += 16) {
        const float *right = a + j / 16 * panel;
        for (size_t i = 0; i < j; i += 16) {
            const float *left = a + i / 16 * panel;
            float *at = c + i * n + j;
            als_tile(left, right, length, depth, at, n, 6, 0);
            als_tile(left + 6, right, length, depth, at + 6 * n, n, 6, 0);
            als_tile(left + 12, right, length, depth, at + 12 * n, n, 4, 0);
        }
        float *at = c + j * n + j;
        als_tile(right, right, length, depth, at, n, 4, 0);
        als_tile(right + 4, right, length, depth, at + 4 * n, n, 4, 0);
        als_small_tile(right + 8, length, depth, at + 8 * n + 8, n);
    }
}

/* reel_als_rows by conjugate gradient. */
double als_gradient_rows(const reel_als *als, const ptrdiff_t *offsets, const int32_t *entries, const float *values,
                         const float *l2, size_t rows, float *x, float *scratch);

/* Solves A x = b for a symmetric positive definite A[n, n] known by its upper triangle with whole tiles of 8 on the
   diagonal, both in place: by Cholesky's factor U'U in blocks of 16. `scratch` holds 17 n floats. A pivot that is not
   above 0 gives 0 in its place. */
void reel_als_solve(float *a, size_t n, float *b, float *scratch);

#endif
