#include "include/gram.h"

#include <string.h>

#include "clones.h"

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

REEL_CLONES
void reel_panels_from_lower(const float *restrict s, size_t n, const float *restrict scale, float *restrict panels,
                            size_t from, size_t to) {
    for (size_t p = from; p < to; p++) {
        float *restrict panel = panels + p * n * REEL_PANEL;
        size_t first = p * REEL_PANEL, wide = n - first < REEL_PANEL ? n - first : REEL_PANEL;
        /* Above and on the diagonal block the lower triangle holds rows as columns. */
        for (size_t c = 0; c < REEL_PANEL; c++) {
            const float *restrict row = s + (first + c) * n;
            if (c >= wide) {
                for (size_t r = 0; r < n; r++) panel[r * REEL_PANEL + c] = 0;
                continue;
            }
            float w = scale[first + c];
            for (size_t r = 0; r < first + c; r++) panel[r * REEL_PANEL + c] = w * row[r];
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
