/* Conjugate gradient (Takács, Pilászy & Tikk, RecSys 2011), a few rows of factors in lockstep: the dense part of all of
   them is one product of small matrices, which reads YᵀY once. */
#include "als_parts.h"
#include "clones.h"

typedef double d8 __attribute__((vector_size(64)));

/* Entries looked at together: their rows are read twice, the second time from the nearest cache, while those of the
   entries that follow are on their way. LOCKSTEP rows of factors at most go together, as many as leave the rows of all
   their entries, NEAR floats, in the second cache from one step to the next. */
enum { TOGETHER = 16, LOCKSTEP = 6, NEAR = 1 << 17 };

/* One row to be improved, and how far it is. */
typedef struct {
    const int32_t *entries;
    const float *values;
    size_t count;
    float l2;
    double square, loss; /* square: of the residual; 0 where there is nothing left to do */
} own_row;

/* Where the rows of TOGETHER entries from t on lie: past the end, the last one's. */
INLINE void locate(const reel_als *als, const own_row *row, size_t t, size_t width, const float **y) {
    for (size_t k = 0; k < TOGETHER; k++)
        y[k] = als->others + (size_t)row->entries[t + k < row->count ? t + k : row->count - 1] * width;
}

/* Weights of eight entries from t on: past the end, 0. */
INLINE void weigh(const reel_als *als, const own_row *row, size_t t, v8 *weights) {
    v8 w;
    for (size_t k = 0; k < 8; k++) w[k] = als->weight;
    if (row->values || t + 8 > row->count)
        for (size_t k = 0; k < 8; k++) w[k] = t + k < row->count ? als_weight(als, row->values, t + k) : 0;
    *weights = w;
}

/* dots[8] = y_k . p, while the rows next[8] are on their way. */
INLINE void eight_dots(const float *const *y, const float *const *next, const float *p, size_t width, v8 *dots) {
    v8 s[8];
    for (int k = 0; k < 8; k++) s[k] = (v8){0};
    for (size_t i = 0; i < width; i += 16) {
        v8 low = ALS_LOAD8(p + i), high = ALS_LOAD8(p + i + 8);
        for (int k = 0; k < 8; k++) {
            s[k] += ALS_LOAD8(y[k] + i) * low;
            s[k] += ALS_LOAD8(y[k] + i + 8) * high;
            __builtin_prefetch(next[k] + i);
        }
    }
    v8 first = FOURS(PAIRS(s[0], s[1]), PAIRS(s[2], s[3])), last = FOURS(PAIRS(s[4], s[5]), PAIRS(s[6], s[7]));
    *dots = HALVES(first, last);
}

/* out += sum of c_k y_k over the columns from ..< from + n, n being a constant of at most 64. */
INLINE void spread_columns(const float *const *y, const float *c, size_t from, int n, float *out) {
    v16 s[4];
    for (int i = 0; i < n / 16; i++) s[i] = LOAD16(out + from + 16 * i);
    for (int k = 0; k < TOGETHER; k++)
        for (int i = 0; i < n / 16; i++) s[i] += LOAD16(y[k] + from + 16 * i) * c[k];
    for (int i = 0; i < n / 16; i++) STORE16(out + from + 16 * i, s[i]);
}

/* out[width] += sum_j c_j y_j: c_j = w_j (y_j . p), or, at the first time, the residual w_j + base_target - w_j (y_j . p).
   Adds to the loss, at the first time, the sum of (w_j + base_target) (1 - y_j . p). */
INLINE void pass(const reel_als *als, own_row *row, const float *p, float *out, size_t width, int first) {
    const float *found[2][TOGETHER];
    d8 lanes = {0};
    locate(als, row, 0, width, found[0]);
    for (size_t t = 0, turn = 0; t < row->count; t += TOGETHER, turn ^= 1) {
        const float **y = found[turn], **next = found[turn ^ 1];
        float c[TOGETHER];
        locate(als, row, t + TOGETHER, width, next);
        for (size_t k = 0; k < TOGETHER; k += 8) {
            v8 w, d;
            weigh(als, row, t + k, &w);
            eight_dots(y + k, next + k, p, width, &d);
            v8 pull = w * d;
            if (first) {
                v8 target = w + als->base_target;
                for (size_t e = 0; e < 8; e++) target[e] = t + k + e < row->count ? target[e] : 0;
                pull = target - pull;
                lanes += __builtin_convertvector(target - target * d, d8);
            }
            memcpy(c + k, &pull, sizeof pull);
        }
        size_t from = 0;
        for (; from + 64 <= width; from += 64) spread_columns(y, c, from, 64, out);
        for (; from < width; from += 16) spread_columns(y, c, from, 16, out);
    }
    for (int k = 0; first && k < 8; k++) row->loss += lanes[k];
}

/* sum_j w_j (y_j . p)^2 */
INLINE double bend(const reel_als *als, const own_row *row, const float *p, size_t width) {
    const float *found[2][TOGETHER];
    d8 lanes = {0};
    locate(als, row, 0, width, found[0]);
    for (size_t t = 0, turn = 0; t < row->count; t += TOGETHER, turn ^= 1) {
        locate(als, row, t + TOGETHER, width, found[turn ^ 1]);
        for (size_t k = 0; k < TOGETHER; k += 8) {
            v8 w, d;
            weigh(als, row, t + k, &w);
            eight_dots(found[turn] + k, found[turn ^ 1] + k, p, width, &d);
            lanes += __builtin_convertvector(w * d * d, d8);
        }
    }
    double sum = 0;
    for (int k = 0; k < 8; k++) sum += lanes[k];
    return sum;
}

/* out[rows, 16] = p[rows, width] times a panel [width, 16] of YᵀY: `rows` is a constant. */
INLINE void multiply(const float *panel, const float *p, size_t width, float *out, int rows) {
    v16 s[LOCKSTEP];
    for (int r = 0; r < rows; r++) s[r] = (v16){0};
    for (size_t i = 0; i < width; i++) {
        v16 g = LOAD16(panel + i * 16);
        for (int r = 0; r < rows; r++) s[r] += g * p[r * width + i];
    }
    for (int r = 0; r < rows; r++) STORE16(out + r * width, s[r]);
}

/* out[rows, width] = p[rows, width] YᵀY. The sum runs over the factors in order, whatever `rows` is. */
INLINE void multiply_rows(const reel_als *als, const float *p, size_t width, float *out, size_t rows) {
    if (rows == 1 && width % 64 == 0) {
        als_product(als->gram, width, p, width, out, width);
        return;
    }
    for (size_t c = 0; c < width; c += 16) {
        const float *panel = als->panels + c * width;
        switch (rows) {
        case 1: multiply(panel, p, width, out + c, 1); break;
        case 2: multiply(panel, p, width, out + c, 2); break;
        case 3: multiply(panel, p, width, out + c, 3); break;
        case 4: multiply(panel, p, width, out + c, 4); break;
        case 5: multiply(panel, p, width, out + c, 5); break;
        default: multiply(panel, p, width, out + c, 6);
        }
    }
}

/* One step of a row along p[width], q being YᵀY p: x and, but for the last step, r and p are brought up to date. */
INLINE void step(const reel_als *als, own_row *row, float *x, float *r, float *p, float *q, size_t width, int last) {
    if (row->square <= 1e-20) return;
    als_add(q, row->l2, p, width);
    double bent = last ? bend(als, row, p, width) : 0;
    if (!last) pass(als, row, p, q, width, 0);
    bent += als_dot(p, q, width);
    double length = row->square / bent;
    if (!(bent > 0)) row->square = 0;
    if (!(bent > 0)) return;
    als_add(x, (float)length, p, width);
    row->loss -= length * row->square;
    if (last) return;
    als_add(r, -(float)length, q, width);
    double next = als_dot(r, r, width);
    float turn = (float)(next / row->square);
    for (size_t i = 0; i < width; i += 16) STORE16(p + i, LOAD16(r + i) + LOAD16(p + i) * turn);
    row->square = next;
}

/* A few rows x[rows, width], all their steps. */
INLINE double lockstep(const reel_als *als, own_row *own, size_t rows, float *x, float *scratch, size_t width) {
    float *r = scratch, *p = r + LOCKSTEP * width, *q = p + LOCKSTEP * width;
    multiply_rows(als, x, width, q, rows);
    for (size_t k = 0; k < rows; k++) {
        float *residual = r + k * width, *at = x + k * width;
        if (own[k].count == 0) {
            memset(at, 0, width * sizeof *at);
            memset(p + k * width, 0, width * sizeof *p);
            continue;
        }
        for (size_t i = 0; i < width; i += 16)
            STORE16(residual + i, -LOAD16(q + k * width + i) - LOAD16(at + i) * own[k].l2);
        pass(als, own + k, at, residual, width, 1);
        own[k].square = als_dot(residual, residual, width);
        own[k].loss -= als_dot(at, residual, width);
        memcpy(p + k * width, residual, width * sizeof *p);
    }
    for (int s = 0; s < als->steps; s++) {
        multiply_rows(als, p, width, q, rows);
        for (size_t k = 0; k < rows; k++)
            step(als, own + k, x + k * width, r + k * width, p + k * width, q + k * width, width, s + 1 == als->steps);
    }
    double loss = 0;
    for (size_t k = 0; k < rows; k++) loss += own[k].loss;
    return loss;
}

REEL_CLONES
double als_gradient_rows(const reel_als *als, const ptrdiff_t *offsets, const int32_t *entries, const float *values,
                         const float *l2, size_t rows, float *x, float *scratch) {
    size_t width = als->width;
    double loss = 0;
    for (size_t from = 0; from < rows;) {
        own_row own[LOCKSTEP];
        size_t n = 0, near = 0;
        for (; n < LOCKSTEP && from + n < rows; n++) {
            size_t count = (size_t)(offsets[from + n + 1] - offsets[from + n]);
            near += count * width;
            if (n && near > NEAR) break;
            ptrdiff_t first = offsets[from + n];
            own[n] = (own_row){entries + first, values ? values + first : NULL, count, l2[from + n], 0, 0};
        }
        float *at = x + from * width;
        if (width == 64) loss += lockstep(als, own, n, at, scratch, 64);
        else if (width == 128) loss += lockstep(als, own, n, at, scratch, 128);
        else loss += lockstep(als, own, n, at, scratch, width);
        from += n;
    }
    return loss;
}
