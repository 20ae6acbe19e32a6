#include "als_parts.h"
#include "clones.h"

#include <math.h>

/* Rows of eight: s = u'u, with `beside` and, as a column, b taken along. The lower triangle of u holds what is left over. */
INLINE void factor_eight(v8 *u, v8 *beside, v8 *b, float *pivots) {
#pragma clang loop unroll(full)
    for (int j = 0; j < 8; j++) {
        float d = u[j][j];
        /* A pivot of 0 or below: as if it were infinite, so that its unknown becomes 0. */
        float inverse = d > 1e-30f ? 1 / sqrtf(d) : 0, z = (*b)[j] * inverse;
        pivots[j] = inverse;
        u[j] *= inverse;
        if (beside) beside[j] *= inverse;
#pragma clang loop unroll(full)
        for (int i = j + 1; i < 8; i++) {
            float f = u[j][i];
            u[i] -= u[j] * f;
            if (beside) beside[i] -= beside[j] * f;
        }
        /* Lanes up to j keep what they hold: b is z there. */
        v8 rest = u[j];
#pragma clang loop unroll(full)
        for (int i = 0; i <= j; i++) rest[i] = 0;
        *b -= rest * z;
        (*b)[j] = z;
    }
}

/* Factor U of the block S = U'U of a, in place, its turned copy, the inverse pivots; b of the block becomes z of U'z = b. */
INLINE void factor_block(float *a, size_t length, float *b, float *pivots, float *turned) {
    v8 u[8], beside[8], last[8], first_b = ALS_LOAD8(b), last_b = ALS_LOAD8(b + 8);
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
        u[i] = ALS_LOAD8(a + i * length);
        beside[i] = ALS_LOAD8(a + i * length + 8);
        last[i] = ALS_LOAD8(a + (8 + i) * length + 8);
    }
    factor_eight(u, beside, &first_b, pivots);
#pragma clang loop unroll(full)
    for (int t = 0; t < 8; t++) {
#pragma clang loop unroll(full)
        for (int i = 0; i < 8; i++) last[i] -= beside[t] * beside[t][i];
        last_b -= beside[t] * first_b[t];
    }
    factor_eight(last, NULL, &last_b, pivots + 8);
    ALS_STORE8(b, first_b);
    ALS_STORE8(b + 8, last_b);
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
        ALS_STORE8(a + i * length, u[i]);
        ALS_STORE8(a + i * length + 8, beside[i]);
        ALS_STORE8(a + (8 + i) * length + 8, last[i]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++)
#pragma clang loop unroll(full)
        for (int j = 0; j < i; j++) turned[i * 16 + j] = a[j * length + i];
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++)
#pragma clang loop unroll(full)
        for (int j = i; j < 16; j++) turned[i * 16 + j] = 0;
}

/* Columns of eight of the block's rows to its right: U'^-1 times what they hold, and out of the rest of b. */
INLINE void raise_columns(const float *u, size_t length, const float *pivots, const float *z, float *c, float *b) {
    v8 rows[16], rest = ALS_LOAD8(b);
    for (int t = 0; t < 16; t++) rows[t] = ALS_LOAD8(c + t * length);
#pragma clang loop unroll(full)
    for (int t = 0; t < 16; t++) {
        rows[t] *= pivots[t];
#pragma clang loop unroll(full)
        for (int s = t + 1; s < 16; s++) rows[s] -= rows[t] * u[t * length + s];
        rest -= rows[t] * z[t];
        ALS_STORE8(c + t * length, rows[t]);
    }
    ALS_STORE8(b, rest);
}

REEL_CLONES
void reel_als_solve(float *a, size_t n, float *b, float *scratch) {
    float *pivots = scratch, *turned = scratch + n;
    for (size_t k = 0; k < n; k += 16) {
        float *own = a + k * n;
        factor_block(own + k, n, b + k, pivots + k, turned + k * 16);
        for (size_t j = k + 16; j < n; j += 8) raise_columns(own + k, n, pivots + k, b + k, own + j, b + j);
        for (size_t j = k + 16; j < n; j += 16)
            for (size_t i = k + 16; i < j + 16;) {
                size_t left = j + 16 - i;
                float *c = a + i * n + j;
                if (left >= 6) als_tile(own + i, own + j, n, 16, c, n, 6, 1);
                else if (left == 4) als_tile(own + i, own + j, n, 16, c, n, 4, 1);
                else als_tile(own + i, own + j, n, 16, c, n, 2, 1);
                i += left < 6 ? left : 6;
            }
    }
    /* Back: U x = z. */
    for (size_t k = n; k > 0;) {
        k -= 16;
        float dots[16];
        const float *rows[16];
        if (k + 16 < n) {
            for (int i = 0; i < 16; i++) rows[i] = a + (k + i) * n + k + 16;
            als_eight_dots(rows, b + k + 16, n - k - 16, dots);
            als_eight_dots(rows + 8, b + k + 16, n - k - 16, dots + 8);
            for (int i = 0; i < 16; i++) b[k + i] -= dots[i];
        }
        v16 z = LOAD16(b + k);
        for (int i = 15; i >= 0; i--) {
            float x = z[i] * pivots[k + i];
            z -= LOAD16(turned + k * 16 + i * 16) * x;
            z[i] = x;
        }
        STORE16(b + k, z);
    }
}
