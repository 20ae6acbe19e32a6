#include "include/knn.h"

#include <string.h>

#include "clones.h"

/* A value above 0 and its position as one number: larger value first, then lower position. */
static inline uint64_t key(float value, size_t position) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return (uint64_t)bits << 32 | (uint32_t)~(uint32_t)position;
}

static inline void swap(uint64_t *a, uint64_t *b) {
    uint64_t c = *a;
    *a = *b;
    *b = c;
}

/* Hoare's quickselect: the k largest keys come to the front. All keys differ. */
static void select_largest(uint64_t *keys, size_t count, size_t k) {
    size_t low = 0, high = count;
    while (high - low > 1 && k > low && k < high) {
        uint64_t *a = keys + low, *b = keys + (low + high) / 2, *c = keys + high - 1;
        if (*a < *b) swap(a, b);
        if (*a < *c) swap(a, c);
        if (*b < *c) swap(b, c);
        uint64_t pivot = *b;
        size_t i = low, j = high - 1;
        for (;;) {
            while (keys[i] > pivot) i++;
            while (keys[j] < pivot) j--;
            if (i >= j) break;
            swap(keys + i++, keys + j--);
        }
        size_t middle = i == j ? i : j + 1;
        if (middle == low) middle++;
        if (k <= middle) high = middle;
        else low = middle;
    }
}

static int32_t place(uint64_t k) { return (int32_t)~(uint32_t)k; }

/* Shell sort: the lists are short and come almost in order. */
static void ascending(int32_t *a, size_t n) {
    for (size_t gap = n / 2; gap; gap = gap > 2 ? gap * 5 / 11 : gap == 2 ? 1 : 0)
        for (size_t i = gap; i < n; i++) {
            int32_t x = a[i];
            size_t j = i;
            for (; j >= gap && a[j - gap] > x; j -= gap) a[j] = a[j - gap];
            a[j] = x;
        }
}

static size_t finish(uint64_t *keys, size_t held, size_t k, int32_t *best) {
    if (held > k) {
        select_largest(keys, held, k);
        held = k;
    }
    for (size_t t = 0; t < held; t++) best[t] = place(keys[t]);
    ascending(best, held);
    return held;
}

/* Keeps the k largest keys, and notes the value of the least of them. */
static size_t keep_largest(uint64_t *keys, size_t held, size_t k, float *least) {
    select_largest(keys, held, k);
    uint64_t last = keys[0];
    for (size_t i = 1; i < k; i++) last = keys[i] < last ? keys[i] : last;
    uint32_t bits = (uint32_t)(last >> 32);
    memcpy(least, &bits, sizeof bits);
    return k;
}

REEL_CLONES
size_t reel_nearest(const float *values, size_t count, size_t k, uint64_t *keys, int32_t *best) {
    size_t held = 0, room = 4 * k + 64;
    float least = 0;
    /* Sixteen at a time, as nearly all are turned away: at a later position an equal value does not beat the k-th. */
    for (size_t from = 0; from < count; from += 16) {
        size_t to = from + 16 < count ? from + 16 : count;
        int any = 0;
        for (size_t t = from; t < to; t++) any |= values[t] > least;
        if (!any) continue;
        for (size_t t = from; t < to; t++) {
            if (!(values[t] > least)) continue;
            keys[held++] = key(values[t], t);
            if (held == room) held = keep_largest(keys, held, k, &least);
        }
    }
    return finish(keys, held, k, best);
}

size_t reel_weigh(const float *similarities, const int32_t *candidates, const float *values, size_t count, size_t k,
                  uint64_t *keys, double *sum, double *weight) {
    size_t used = 0;
    *sum = *weight = 0;
    if (count <= k) {
        for (size_t t = 0; t < count; t++) {
            float s = similarities[candidates[t]];
            if (!(s > 0)) continue;
            *sum += (double)s * values[t];
            *weight += s;
            used++;
        }
        return used;
    }
    /* Likeness is as often below 0 as above: a candidate is always written and then kept or not, without a branch. */
    size_t held = 0, room = 4 * k + 64 - 16;
    float least = 0;
    for (size_t from = 0; from < count; from += 16) {
        size_t to = from + 16 < count ? from + 16 : count;
        for (size_t t = from; t < to; t++) {
            float s = similarities[candidates[t]];
            keys[held] = key(s, t);
            held += s > least;
        }
        if (held >= room) held = keep_largest(keys, held, k, &least);
    }
    if (held > k) {
        select_largest(keys, held, k);
        held = k;
    }
    for (; used < held; used++) {
        int32_t t = place(keys[used]);
        float s = similarities[candidates[t]];
        *sum += (double)s * values[t];
        *weight += s;
    }
    return used;
}

REEL_CLONES
void reel_cosines(float *restrict products, const float *restrict norms, size_t count, float length, float shrink,
                  float least) {
    for (size_t r = 0; r < count; r++) {
        float product = products[r], scale = norms[r] * length + shrink;
        products[r] = product >= least && scale > 0 ? product / scale : 0;
    }
}
