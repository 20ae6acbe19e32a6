#include "als_parts.h"
#include "clones.h"

size_t reel_als_rating_scratch(size_t width) { return width * width + als_depth(width) * width + 18 * width; }

REEL_CLONES
double reel_als_rating_row(const reel_als_ratings *als, const int32_t *entries, const float *ratings, size_t count,
                           float l2, float *x, float *scratch) {
    size_t width = als->width, depth = als_depth(width);
    float *a = scratch, *gathered = a + width * width, *work = gathered + depth * width, *b = work + 17 * width;
    memset(a, 0, width * width * sizeof *a);
    memset(b, 0, width * sizeof *b);
    for (size_t i = 0; i < width; i++) a[i * width + i] = l2;
    double squares = 0;
    for (size_t t = 0; t < count; t += depth) {
        size_t own = count - t < depth ? count - t : depth;
        for (size_t k = 0; k < own; k++) {
            size_t other = (size_t)entries[t + k];
            const float *y = als->others + other * width;
            float target = ratings[t + k] - als->mean - (als->offsets ? als->offsets[other] : 0);
            for (size_t i = 0; i < width; i += 16) {
                v16 row = LOAD16(y + i);
                STORE16(gathered + i * own + k * 16, row);
                STORE16(b + i, LOAD16(b + i) + row * target);
            }
            squares += (double)target * target;
        }
        als_square(gathered, 16, 16 * own, width, own, a);
    }
    memcpy(x, b, width * sizeof *x);
    reel_als_solve(a, width, x, work);
    /* At the minimum the penalised sum is the targets' squares less x.b. */
    double left = squares - als_dot(x, b, width) - l2 * als_dot(x, x, width);
    return left > 0 ? left : 0;
}
