#include "als_parts.h"
#include "clones.h"

void reel_factor_panels(const float *y, size_t rows, size_t width, float *panels, size_t from, size_t to) {
    for (size_t p = from; p < to; p++) {
        float *panel = panels + p * width * 16;
        for (size_t r = 0; r < 16; r++)
            for (size_t i = 0; i < width; i++)
                panel[i * 16 + r] = p * 16 + r < rows ? y[(p * 16 + r) * width + i] : 0;
    }
}

INLINE void score_tile(const float *const *x, const float *panel, size_t width, float *scores, size_t length,
                       size_t wide, const float *offsets, int rows) {
    v16 s[6], first;
    memcpy(&first, offsets, sizeof first);
    for (int r = 0; r < rows; r++) s[r] = first;
    for (size_t i = 0; i < width; i++) {
        v16 y = LOAD16(panel + i * 16);
        for (int r = 0; r < rows; r++) s[r] += y * x[r][i];
    }
    for (int r = 0; r < rows; r++) memcpy(scores + r * length, &s[r], wide * sizeof(float));
}

REEL_CLONES
void reel_factor_scores(const float *const *x, size_t count, const float *panels, const float *offsets, size_t width,
                        size_t rows, size_t from, size_t to, float *scores, size_t length) {
    for (size_t p = from; p < to; p++) {
        const float *panel = panels + p * width * 16;
        size_t wide = rows - p * 16 < 16 ? rows - p * 16 : 16, t = 0;
        float *target = scores + p * 16;
        const float *own = offsets + p * 16;
        for (; t + 6 <= count; t += 6) score_tile(x + t, panel, width, target + t * length, length, wide, own, 6);
        for (; t < count; t++) score_tile(x + t, panel, width, target + t * length, length, wide, own, 1);
    }
}

REEL_CLONES
void reel_sparse_product(const ptrdiff_t *offsets, const int32_t *indices, const float *values, size_t from, size_t to,
                         const float *z, size_t width, float *out) {
    for (size_t r = from; r < to; r++) {
        float *row = out + r * width;
        memset(row, 0, width * sizeof *row);
        for (ptrdiff_t k = offsets[r]; k < offsets[r + 1]; k++)
            als_add(row, values ? values[k] : 1, z + (size_t)indices[k] * width, width);
    }
}

REEL_CLONES
void reel_orthonormalise(float *z, size_t rows, size_t width, size_t columns, float *scratch) {
    for (size_t j = 0; j < columns; j++) {
        double before = 0, after = 0;
        for (size_t r = 0; r < rows; r++) before += (double)z[r * width + j] * z[r * width + j];
        for (int turn = 0; turn < 2; turn++) {
            /* Columns from j on get products, too, and are left alone: whole vectors are quicker than parts. */
            memset(scratch, 0, width * sizeof *scratch);
            for (size_t r = 0; r < rows; r++) als_add(scratch, z[r * width + j], z + r * width, width);
            for (size_t r = 0; r < rows; r++) {
                float sum = 0;
                for (size_t k = 0; k < j; k++) sum += scratch[k] * z[r * width + k];
                z[r * width + j] -= sum;
            }
        }
        for (size_t r = 0; r < rows; r++) after += (double)z[r * width + j] * z[r * width + j];
        float scale = after > 1e-10 * before && after > 0 ? (float)(1 / __builtin_sqrt(after)) : 0;
        for (size_t r = 0; r < rows; r++) z[r * width + j] *= scale;
    }
}
