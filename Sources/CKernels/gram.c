#include "include/gram.h"

#include <string.h>

#include "clones.h"
#include "vectors.h"

void reel_transpose(reel_rows x, size_t rows, size_t columns, ptrdiff_t *offsets, int32_t *indices, float *values,
                    int32_t *positions) {
    memset(offsets, 0, (columns + 1) * sizeof *offsets);
    ptrdiff_t entries = x.offsets[rows];
    for (ptrdiff_t k = 0; k < entries; k++) offsets[x.indices[k] + 1]++;
    for (size_t c = 0; c < columns; c++) offsets[c + 1] += offsets[c];
    /* offsets[c] walks through column c and ends where column c + 1 begins; moved back by one afterwards. */
    for (size_t r = 0; r < rows; r++) {
        for (ptrdiff_t k = x.offsets[r]; k < x.offsets[r + 1]; k++) {
            ptrdiff_t to = offsets[x.indices[k]]++;
            indices[to] = (int32_t)r;
            if (values) values[to] = x.values ? x.values[k] : 1;
            if (positions) positions[to] = (int32_t)k;
        }
    }
    memmove(offsets + 1, offsets, columns * sizeof *offsets);
    offsets[0] = 0;
}

void reel_gram_row(float *restrict acc, reel_rows x, const int32_t *entries, const float *weights,
                   const int32_t *positions, size_t count) {
    for (size_t t = 0; t < count; t++) {
        ptrdiff_t r = entries[t], k = x.offsets[r], end = positions ? positions[t] : x.offsets[r + 1];
        const int32_t *restrict indices = x.indices;
        if (!x.values && !weights) {
            for (; k + 4 <= end; k += 4) {
                int32_t a = indices[k], b = indices[k + 1], c = indices[k + 2], d = indices[k + 3];
                acc[a] += 1;
                acc[b] += 1;
                acc[c] += 1;
                acc[d] += 1;
            }
            for (; k < end; k++) acc[indices[k]] += 1;
        } else {
            float w = weights ? weights[t] : 1;
            if (x.values)
                for (; k < end; k++) acc[indices[k]] += w * x.values[k];
            else
                for (; k < end; k++) acc[indices[k]] += w;
        }
    }
}

REEL_CLONES
void reel_pair_row(reel_pair *restrict acc, reel_rows x, const int32_t *entries, const float *weights, size_t count) {
    for (size_t t = 0; t < count; t++) {
        float w = weights[t], ww = w * w;
        for (ptrdiff_t k = x.offsets[entries[t]]; k < x.offsets[entries[t] + 1]; k++) {
            reel_pair *p = acc + x.indices[k];
            float v = x.values[k];
            p->n += 1;
            p->x += w;
            p->y += v;
            p->xx += ww;
            p->yy += v * v;
            p->xy += w * v;
        }
    }
}

/* Swaps, in every square of 2 k by 2 k, the k by k above the diagonal with the one below it. */
#define SWAP_BLOCKS(rows, k, low, high)                                                     \
    for (int i = 0; i < 16; i++)                                                            \
        if (!(i & k)) {                                                                     \
            v16 x = rows[i], y = rows[i + k];                                               \
            rows[i] = __builtin_shufflevector(x, y, low);                                   \
            rows[i + k] = __builtin_shufflevector(x, y, high);                              \
        }
#define LOW1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define HIGH1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31
#define LOW2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define HIGH2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define LOW4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define HIGH4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define LOW8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define HIGH8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31

/* to[c, r] = scale[r] * from[r, c] for a square of 16. */
INLINE void turn_square(const float *from, size_t from_length, const float *scale, float *to, size_t to_length) {
    v16 rows[16];
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
        memcpy(&rows[i], from + i * from_length, sizeof rows[i]);
        rows[i] *= scale[i];
    }
#pragma clang loop unroll(full)
    SWAP_BLOCKS(rows, 8, LOW8, HIGH8)
#pragma clang loop unroll(full)
    SWAP_BLOCKS(rows, 4, LOW4, HIGH4)
#pragma clang loop unroll(full)
    SWAP_BLOCKS(rows, 2, LOW2, HIGH2)
#pragma clang loop unroll(full)
    SWAP_BLOCKS(rows, 1, LOW1, HIGH1)
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) memcpy(to + i * to_length, &rows[i], sizeof rows[i]);
}

REEL_CLONES
void reel_panels_from_lower(const float *restrict s, size_t n, const float *restrict scale, float *restrict panels,
                            size_t from, size_t to) {
    for (size_t p = from; p < to; p++) {
        float *restrict panel = panels + p * n * REEL_PANEL;
        size_t first = p * REEL_PANEL, wide = n - first < REEL_PANEL ? n - first : REEL_PANEL;
        /* Above the diagonal the lower triangle holds rows as columns: squares of 16, as long as they are whole. */
        size_t whole = wide / 16 * 16;
        for (size_t r = 0; r < first; r += 16)
            for (size_t c = 0; c < whole; c += 16)
                turn_square(s + (first + c) * n + r, n, scale + first + c, panel + r * REEL_PANEL + c, REEL_PANEL);
        for (size_t c = 0; c < REEL_PANEL; c++) {
            const float *restrict row = s + (first + c) * n;
            if (c >= wide) {
                for (size_t r = 0; r < n; r++) panel[r * REEL_PANEL + c] = 0;
                continue;
            }
            float w = scale[first + c];
            for (size_t r = c < whole ? first : 0; r < first + c; r++) panel[r * REEL_PANEL + c] = w * row[r];
            panel[(first + c) * REEL_PANEL + c] = 0;
        }
        for (size_t r = first; r < n; r++) {
            size_t below = r - first < wide ? r - first : wide;
            for (size_t c = 0; c < below; c++) panel[r * REEL_PANEL + c] = scale[first + c] * s[r * n + first + c];
        }
    }
}

REEL_CLONES
void reel_panel_scores(reel_rows x, const int32_t *users, size_t count, const float *restrict panels, size_t panel,
                       size_t n, float *restrict scores, size_t length) {
    const float *restrict w = panels + panel * n * REEL_PANEL;
    size_t first = panel * REEL_PANEL, wide = n - first < REEL_PANEL ? n - first : REEL_PANEL;
    for (size_t t = 0; t < count; t++) {
        float sum[REEL_PANEL] = {0};
        for (ptrdiff_t k = x.offsets[users[t]]; k < x.offsets[users[t] + 1]; k++) {
            const float *restrict row = w + (size_t)x.indices[k] * REEL_PANEL;
            if (x.values) {
                float v = x.values[k];
                for (size_t c = 0; c < REEL_PANEL; c++) sum[c] += v * row[c];
            } else {
                for (size_t c = 0; c < REEL_PANEL; c++) sum[c] += row[c];
            }
        }
        memcpy(scores + t * length + first, sum, wide * sizeof(float));
    }
}
