#include "include/als.h"

#include "als_parts.h"
#include "clones.h"

size_t reel_als_scratch(size_t width, size_t longest) {
    return width * width + als_depth(width) * width + 17 * width + 4 * width + (longest + 31) / 16 * 16;
}

/* MARK: Exact, and in blocks (Rendle et al., 2021) */

/* a[n, n] += sum_j w_j y_j y_j' over the columns from ..< from + n of the entries' rows, upper triangle, and
   b[n] += sum_j (w_j + base_target - w_j dots_j) y_j; dots may be NULL, all 0. Returns the sum of w_j + base_target. */
INLINE double add_squares(const reel_als *als, const int32_t *entries, const float *values, size_t count,
                          const float *dots, size_t from, size_t n, size_t width, float *a, float *b,
                          float *gathered) {
    /* Pieces of equal depth: each costs a walk over a. */
    size_t pieces = (count + als_depth(n) - 1) / als_depth(n), depth = pieces ? (count + pieces - 1) / pieces : 1;
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
                STORE16(gathered + i * own + k * 16, row * root);
                STORE16(b + i, LOAD16(b + i) + row * pull);
            }
            all += target;
        }
        als_square(gathered, 16, 16 * own, n, own, a);
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
    float *a = scratch, *gathered = a + width * width, *work = gathered + als_depth(width) * width;
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
    float *a = scratch, *gathered = a + block * block, *work = gathered + als_depth(block) * block;
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
static double solved_row(const reel_als *als, const int32_t *entries, const float *values, size_t count, float l2,
                         float *x, float *scratch) {
    size_t width = als->width;
    if (als->solver == 2) return in_blocks(als, entries, values, count, l2, x, scratch, width);
    if (width == 64) return exact(als, entries, values, count, l2, x, scratch, 64);
    if (width == 128) return exact(als, entries, values, count, l2, x, scratch, 128);
    return exact(als, entries, values, count, l2, x, scratch, width);
}

double reel_als_rows(const reel_als *als, const ptrdiff_t *offsets, const int32_t *entries, const float *values,
                     const float *l2, size_t rows, float *x, float *scratch) {
    if (als->solver == 0) return als_gradient_rows(als, offsets, entries, values, l2, rows, x, scratch);
    double loss = 0;
    for (size_t r = 0; r < rows; r++) {
        ptrdiff_t first = offsets[r], count = offsets[r + 1] - first;
        if (count == 0) memset(x + r * als->width, 0, als->width * sizeof *x);
        else loss += solved_row(als, entries + first, values ? values + first : NULL, (size_t)count, l2[r],
                           x + r * als->width, scratch);
    }
    return loss;
}

REEL_CLONES
void reel_als_gram(const float *y, size_t rows, size_t width, float factor, float *gram) {
    memset(gram, 0, width * width * sizeof *gram);
    size_t depth = als_depth(width);
    for (size_t r = 0; r < rows; r += depth)
        als_square(y + r * width, width, 16, width, rows - r < depth ? rows - r : depth, gram);
    for (size_t i = 0; i < width; i++)
        for (size_t j = 0; j <= i; j++) gram[i * width + j] = gram[j * width + i] *= factor;
}
