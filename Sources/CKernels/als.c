#include "include/als.h"

#include "als_parts.h"
#include "clones.h"

/* Rows gathered at a time: as many as fill half of the nearest cache. */
INLINE size_t depth_of(size_t width) { return width >= 512 ? 8 : 4096 / width; }

size_t reel_als_scratch(size_t width, size_t longest) {
    return width * width + depth_of(width) * width + 17 * width + 4 * width + (longest + 31) / 16 * 16;
}

/* MARK: Conjugate gradient (Takács, Pilászy & Tikk, RecSys 2011) */

/* out += sum_j c_j y_j: c_j = w_j (y_j . p), or, at the first time, the residual w_j + base_target - w_j (y_j . p).
   Returns, at the first time, the sum of (w_j + base_target) (y_j . p), and in `all` that without the product. */
INLINE double pass(const reel_als *als, const int32_t *entries, const float *values, size_t count, const float *p,
                   float *out, size_t width, int first, double *all) {
    double fit = 0;
    for (size_t t = 0; t < count; t += 8) {
        const float *y[8];
        float dots[8], c[8];
        size_t own = count - t < 8 ? count - t : 8;
        for (size_t k = 0; k < 8; k++) y[k] = als->others + (size_t)entries[t + (k < own ? k : 0)] * width;
        if (first && t + 16 <= count)
            for (size_t k = 0; k < 8; k++)
                for (size_t i = 0; i < width; i += 16)
                    __builtin_prefetch(als->others + (size_t)entries[t + 8 + k] * width + i);
        als_eight_dots(y, p, width, dots);
        for (size_t k = 0; k < 8; k++) {
            float w = k < own ? als_weight(als, values, t + k) : 0;
            if (first) {
                float target = k < own ? w + als->base_target : 0;
                c[k] = target - w * dots[k];
                fit += (double)target * dots[k];
                *all += target;
            } else {
                c[k] = w * dots[k];
            }
        }
        for (size_t i = 0; i < width; i += 16) {
            v16 s = LOAD16(out + i);
            for (int k = 0; k < 8; k++) s += LOAD16(y[k] + i) * c[k];
            STORE16(out + i, s);
        }
    }
    return fit;
}

INLINE double conjugate(const reel_als *als, const int32_t *entries, const float *values, size_t count, float l2,
                        float *x, float *scratch, size_t width) {
    float *r = scratch, *p = r + width, *q = p + width;
    double all = 0;
    als_product(als->gram, width, x, width, q, width);
    for (size_t i = 0; i < width; i++) r[i] = -q[i] - l2 * x[i];
    double fit = pass(als, entries, values, count, x, r, width, 1, &all);
    double loss = all - fit - als_dot(x, r, width), square = als_dot(r, r, width);
    memcpy(p, r, width * sizeof *p);
    for (int step = 0; step < als->steps && square > 1e-20; step++) {
        als_product(als->gram, width, p, width, q, width);
        als_add(q, l2, p, width);
        pass(als, entries, values, count, p, q, width, 0, NULL);
        double bent = als_dot(p, q, width);
        if (!(bent > 0)) break;
        double length = square / bent;
        als_add(x, (float)length, p, width);
        loss -= length * square;
        if (step + 1 == als->steps) break;
        als_add(r, -(float)length, q, width);
        double next = als_dot(r, r, width);
        float turn = (float)(next / square);
        for (size_t i = 0; i < width; i += 16) STORE16(p + i, LOAD16(r + i) + LOAD16(p + i) * turn);
        square = next;
    }
    return loss;
}

/* MARK: Exact, and in blocks (Rendle et al., 2021) */

/* a[n, n] += sum_j w_j y_j y_j' over the columns from ..< from + n of the entries' rows, upper triangle, and
   b[n] += sum_j (w_j + base_target - w_j dots_j) y_j; dots may be NULL, all 0. Returns the sum of w_j + base_target. */
INLINE double add_squares(const reel_als *als, const int32_t *entries, const float *values, size_t count,
                          const float *dots, size_t from, size_t n, size_t width, float *a, float *b,
                          float *gathered) {
    /* Pieces of equal depth: each costs a walk over a. */
    size_t pieces = (count + depth_of(n) - 1) / depth_of(n), depth = pieces ? (count + pieces - 1) / pieces : 1;
    double all = 0;
    for (size_t t = 0; t < count; t += depth) {
        size_t own = count - t < depth ? count - t : depth;
        for (size_t k = 0; k < own; k++) {
            const float *y = als->others + (size_t)entries[t + k] * width + from;
            if (t + k + 6 < count) {
                const float *next = als->others + (size_t)entries[t + k + 6] * width + from;
                for (size_t i = 0; i < n; i += 16) __builtin_prefetch(next + i);
            }
            float w = als_weight(als, values, t + k), root = __builtin_sqrtf(w), target = w + als->base_target;
            float pull = dots ? target - w * dots[t + k] : target;
            for (size_t i = 0; i < n; i += 16) {
                v16 row = LOAD16(y + i);
                STORE16(gathered + k * n + i, row * root);
                STORE16(b + i, LOAD16(b + i) + row * pull);
            }
            all += target;
        }
        als_square(gathered, n, own, a);
    }
    return all;
}

/* base Y'Y + l2 for the columns from ..< from + n. */
INLINE void begin_square(const reel_als *als, size_t from, size_t n, size_t width, float l2, float *a) {
    for (size_t i = 0; i < n; i++) {
        size_t first = i / 16 * 16;
        memcpy(a + i * n + first, als->gram + (from + i) * width + from + first, (n - first) * sizeof *a);
        a[i * n + i] += l2;
    }
}

INLINE double exact(const reel_als *als, const int32_t *entries, const float *values, size_t count, float l2, float *x,
                    float *scratch, size_t width) {
    float *a = scratch, *gathered = a + width * width, *work = gathered + depth_of(width) * width;
    float *target = work + 17 * width;
    begin_square(als, 0, width, width, l2, a);
    memset(x, 0, width * sizeof *x);
    double all = add_squares(als, entries, values, count, NULL, 0, width, width, a, x, gathered);
    memcpy(target, x, width * sizeof *x);
    reel_als_solve(a, width, x, work);
    return all - als_dot(x, target, width);
}

INLINE double in_blocks(const reel_als *als, const int32_t *entries, const float *values, size_t count, float l2,
                        float *x, float *scratch, size_t width) {
    size_t block = als->block < width ? als->block : width;
    float *a = scratch, *gathered = a + block * block, *work = gathered + depth_of(block) * block;
    float *whole = work + 17 * block, *slope = whole + width, *dots = slope + width;
    double all = 0, fit = 0;
    for (size_t t = 0; t < count; t++) {
        dots[t] = (float)als_dot(x, als->others + (size_t)entries[t] * width, width);
        float target = als_weight(als, values, t) + als->base_target;
        all += target;
        fit += 2.0 * target * dots[t] - (double)als_weight(als, values, t) * dots[t] * dots[t];
    }
    /* x'Ax - 2 b'x + all. */
    als_product(als->gram, width, x, width, whole, width);
    double loss = all - fit + als_dot(x, whole, width) + l2 * als_dot(x, x, width);
    for (int sweep = 0; sweep < als->steps; sweep++) {
        for (size_t from = 0; from < width; from += block) {
            size_t n = width - from < block ? width - from : block;
            als_product(als->gram + from, width, x, width, slope, n);
            for (size_t i = 0; i < n; i++) slope[i] = -slope[i] - l2 * x[from + i];
            begin_square(als, from, n, width, l2, a);
            add_squares(als, entries, values, count, dots, from, n, width, a, slope, gathered);
            memcpy(whole, slope, n * sizeof *whole);
            reel_als_solve(a, n, slope, work);
            loss -= als_dot(slope, whole, n);
            als_add(x + from, 1, slope, n);
            for (size_t t = 0; t < count; t++)
                dots[t] += (float)als_dot(slope, als->others + (size_t)entries[t] * width + from, n);
        }
    }
    return loss;
}

REEL_CLONES
double reel_als_row(const reel_als *als, const int32_t *entries, const float *values, size_t count, float l2, float *x,
                    float *scratch) {
    size_t width = als->width;
    switch (als->solver) {
    case 1:
        if (width == 64) return exact(als, entries, values, count, l2, x, scratch, 64);
        if (width == 128) return exact(als, entries, values, count, l2, x, scratch, 128);
        return exact(als, entries, values, count, l2, x, scratch, width);
    case 2: return in_blocks(als, entries, values, count, l2, x, scratch, width);
    default:
        if (width == 64) return conjugate(als, entries, values, count, l2, x, scratch, 64);
        if (width == 128) return conjugate(als, entries, values, count, l2, x, scratch, 128);
        return conjugate(als, entries, values, count, l2, x, scratch, width);
    }
}

REEL_CLONES
void reel_als_gram(const float *y, size_t rows, size_t width, float factor, float *gram) {
    memset(gram, 0, width * width * sizeof *gram);
    size_t depth = depth_of(width);
    for (size_t r = 0; r < rows; r += depth)
        als_square(y + r * width, width, rows - r < depth ? rows - r : depth, gram);
    for (size_t i = 0; i < width; i++)
        for (size_t j = 0; j <= i; j++) gram[i * width + j] = gram[j * width + i] *= factor;
}
