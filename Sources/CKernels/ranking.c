/* Top-k of a row of scores by a threshold: the k-th largest of many group maxima bounds the k-th largest score from
   below, so that one more pass finds hardly more than k candidates, and only those are sorted. */
#include "ranking.h"

#include <math.h>
#include <string.h>

#define WIDEST __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#if !defined(__x86_64__)
#undef WIDEST
#define WIDEST
#endif
#define ALWAYS static inline __attribute__((always_inline))

enum { lanes = 16, most_groups = 1024 };

typedef float floats __attribute__((ext_vector_type(16), aligned(4)));
typedef _Bool lane_mask __attribute__((ext_vector_type(16)));

/* Scores in an order of unsigned numbers, ties broken by the lower index; -0 equals +0. */
ALWAYS uint64_t key(float score, int32_t index) {
    uint32_t bits;
    score += 0.0f;
    memcpy(&bits, &score, sizeof bits);
    bits ^= bits >> 31 ? 0xffffffffu : 0x80000000u;
    return (uint64_t)bits << 32 | (0xffffffffu - (uint32_t)index);
}

ALWAYS int32_t key_index(uint64_t k) { return (int32_t)(0xffffffffu - (uint32_t)k); }

ALWAYS float key_score(uint64_t k) {
    uint32_t bits = (uint32_t)(k >> 32);
    float score;
    bits ^= bits >> 31 ? 0x80000000u : 0xffffffffu;
    memcpy(&score, &bits, sizeof score);
    return score;
}

static void insertion_sort(uint64_t *keys, int32_t n) {
    for (int32_t i = 1; i < n; i++) {
        uint64_t x = keys[i];
        int32_t j = i;
        for (; j > 0 && keys[j - 1] < x; j--) keys[j] = keys[j - 1];
        keys[j] = x;
    }
}

/* Largest first, as far as the first k are concerned. Quicksort that leaves alone what lies beyond them. */
static void sort_first(uint64_t *keys, int32_t n, int32_t k) {
    while (n > 24) {
        uint64_t a = keys[0], b = keys[n / 2], c = keys[n - 1];
        uint64_t pivot = a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
        int32_t i = 0, j = n - 1;
        while (i <= j) {
            while (keys[i] > pivot) i++;
            while (keys[j] < pivot) j--;
            if (i <= j) {
                uint64_t swap = keys[i];
                keys[i++] = keys[j];
                keys[j--] = swap;
            }
        }
        if (i < k) sort_first(keys + i, n - i, k - i);
        n = j + 1;
        if (k > n) k = n;
    }
    insertion_sort(keys, n);
}

/* A lower bound of the k-th largest score, or -infinity. `maxima` holds most_groups floats, `keys` as many keys. */
ALWAYS float threshold(const float *scores, int32_t n, int32_t k, float *maxima, uint64_t *keys) {
    int32_t groups = 64;
    while (groups < 2 * k) groups *= 2;
    if (groups > most_groups || groups * 2 > n) return -INFINITY;
    for (int32_t g = 0; g < groups; g++) maxima[g] = -INFINITY;
    int32_t i = 0;
    for (; i + groups <= n; i += groups)
        for (int32_t g = 0; g < groups; g++) maxima[g] = scores[i + g] > maxima[g] ? scores[i + g] : maxima[g];
    for (int32_t g = 0; i + g < n; g++) maxima[g] = scores[i + g] > maxima[g] ? scores[i + g] : maxima[g];
    for (int32_t g = 0; g < groups; g++) keys[g] = key(maxima[g], g);
    sort_first(keys, groups, k);
    return key_score(keys[k - 1]);
}

ALWAYS uint32_t above(const float *scores, float bound) {
    floats row;
    memcpy(&row, scores, sizeof row);
    lane_mask mask = __builtin_convertvector(row > bound, lane_mask);
    uint16_t bits;
    memcpy(&bits, &mask, sizeof bits);
    return bits;
}

/* Keys of all scores above the bound; returns how many. */
ALWAYS int32_t collect(const float *scores, int32_t n, float bound, uint64_t *keys) {
    int32_t count = 0, i = 0;
    for (; i + lanes <= n; i += lanes) {
        for (uint32_t bits = above(scores + i, bound); bits; bits &= bits - 1) {
            int32_t at = i + __builtin_ctz(bits);
            keys[count++] = key(scores[at], at);
        }
    }
    for (; i < n; i++)
        if (scores[i] > bound) keys[count++] = key(scores[i], i);
    return count;
}

/* Appends the first `wanted` of the scores that equal the bound. */
ALWAYS void collect_equal(const float *scores, int32_t n, float bound, int32_t wanted, uint64_t *keys) {
    for (int32_t i = 0; i < n && wanted > 0; i++)
        if (scores[i] == bound) {
            *keys++ = key(bound, i);
            wanted--;
        }
}

ALWAYS void count_around(const float *scores, int32_t n, float x, int32_t *greater, int32_t *equal) {
    int32_t g = 0, e = 0;
    for (int32_t i = 0; i < n; i++) {
        g += scores[i] > x;
        e += scores[i] == x;
    }
    *greater = g;
    *equal = e;
}

ALWAYS int32_t first_not_finite(const float *scores, int32_t n) {
    uint32_t any = 0;
    for (int32_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, scores + i, sizeof bits);
        any |= (bits & 0x7f800000u) == 0x7f800000u;
    }
    if (!any) return -1;
    int32_t i = 0;
    while (isfinite(scores[i])) i++;
    return i;
}

size_t ranking_scratch(int32_t items, int32_t relevant_count) {
    size_t keys = (size_t)items > most_groups ? (size_t)items : most_groups;
    return (keys + (size_t)relevant_count) * sizeof(uint64_t) + most_groups * sizeof(float);
}

/* Groups of equal scores that hold relevant items, from the sorted top list and, beyond it, by counting. */
ALWAYS void find_groups(ranking_row *row, int32_t listed, const uint64_t *top, uint64_t *relevant) {
    const float *scores = row->scores;
    float last = listed ? key_score(top[listed - 1]) : -INFINITY;
    int32_t full = listed == row->k, n = row->relevant_count, count = 0;
    for (int32_t r = 0; r < n; r++) relevant[r] = key(scores[row->relevant[r]], row->relevant[r]);
    sort_first(relevant, n, n);
    int32_t position = 0;
    for (int32_t r = 0; r < n;) {
        float x = key_score(relevant[r]);
        int32_t hits = 1, start, size;
        while (r + hits < n && key_score(relevant[r + hits]) == x) hits++;
        if (x > last || (x == last && !full)) {
            while (key_score(top[position]) != x) position++;
            start = position;
            while (position < listed && key_score(top[position]) == x) position++;
            size = position - start;
        } else if (x == last || row->whole) {
            count_around(scores, row->items, x, &start, &size);
        } else {
            break;
        }
        row->groups[count++] = (ranking_group){start, size, hits};
        r += hits;
    }
    row->group_count = count;
}

WIDEST int32_t ranking_rank(ranking_row *row, void *scratch) {
    float *scores = row->scores;
    int32_t n = row->items, k = row->k;
    size_t room = (size_t)n > most_groups ? (size_t)n : most_groups;
    uint64_t *keys = scratch, *relevant = keys + room;
    float *maxima = (float *)(relevant + row->relevant_count);

    int32_t bad = first_not_finite(scores, n);
    if (bad >= 0) return bad;
    for (int32_t s = 0; s < row->seen_count; s++) scores[row->seen[s]] = -INFINITY;

    float bound = threshold(scores, n, k, maxima, keys);
    int32_t found = collect(scores, n, bound, keys), listed = found < k ? found : k;
    if (found < k && bound > -INFINITY) {
        collect_equal(scores, n, bound, k - found, keys + found);
        found = listed = k;
    }
    sort_first(keys, found, k);

    for (int32_t i = 0; i < listed; i++) {
        row->top_items[i] = key_index(keys[i]);
        row->top_scores[i] = key_score(keys[i]);
    }
    for (int32_t i = listed; i < k; i++) {
        row->top_items[i] = -1;
        row->top_scores[i] = -INFINITY;
    }
    int32_t ties = 0;
    while (ties < listed && row->top_scores[ties] == row->top_scores[0]) ties++;
    if (ties == k && ties > 0) {
        int32_t greater;
        count_around(scores, n, row->top_scores[0], &greater, &ties);
    }
    row->top_ties = ties;
    find_groups(row, listed, keys, relevant);
    return -1;
}
