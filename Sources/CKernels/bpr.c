#include "include/bpr.h"

#include <math.h>

#include "clones.h"
#include "vectors.h"

INLINE uint64_t turned(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

/* xoshiro256** (Blackman & Vigna 2018). */
INLINE uint64_t draw(uint64_t s[4]) {
    uint64_t result = turned(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = turned(s[3], 45);
    return result;
}

/* One of 0 ..< n from 32 random bits (Lemire 2019, without the rejection: blocks are far smaller than 2^32). */
INLINE size_t below(uint32_t bits, size_t n) { return (size_t)((uint64_t)bits * n >> 32); }

size_t reel_bpr_scratch(const reel_bpr_block *block) {
    return (block->user_count * block->item_count + 63) / 64 * sizeof(uint64_t) + 64;
}

/* One step of BPR-Opt (Rendle et al. 2009, fig. 4) on (u, i, j); answers whether x_ui > x_uj before. */
INLINE int step(const reel_bpr *bpr, float *u, size_t row_i, size_t row_j, size_t width) {
    float *i = bpr->items + row_i * width, *j = bpr->items + row_j * width, *o = bpr->offsets;
    v16 sum = {0};
    for (size_t k = 0; k < width; k += 16) sum += LOAD16(u + k) * (LOAD16(i + k) - LOAD16(j + k));
    v8 half = FOLD(sum);
    float x = ((half[0] + half[4]) + (half[1] + half[5])) + ((half[2] + half[6]) + (half[3] + half[7]));
    if (o) x += o[row_i] - o[row_j];
    float slope = bpr->rate / (1 + expf(x)), keep = 1 - bpr->rate * bpr->penalty;
    for (size_t k = 0; k < width; k += 16) {
        v16 a = LOAD16(u + k), b = LOAD16(i + k), c = LOAD16(j + k);
        STORE16(u + k, a * keep + (b - c) * slope);
        if (bpr->learn_items) {
            STORE16(i + k, b * keep + a * slope);
            STORE16(j + k, c * keep - a * slope);
        }
    }
    if (o && bpr->learn_items) {
        o[row_i] = o[row_i] * keep + slope;
        o[row_j] = o[row_j] * keep - slope;
    }
    return x > 0;
}

INLINE size_t steps(const reel_bpr *bpr, const reel_bpr_block *block, size_t samples, uint64_t state[4],
                    uint64_t *seen, size_t width, size_t *taken) {
    size_t right = 0, done = 0, items = block->item_count;
    memset(seen, 0, reel_bpr_scratch(block));
    for (size_t k = 0; k < block->pairs; k++) {
        size_t bit = (size_t)block->users[k] * items + (size_t)block->items[k];
        seen[bit >> 6] |= (uint64_t)1 << (bit & 63);
    }
    for (size_t n = 0; n < samples; n++) {
        uint64_t bits = draw(state);
        size_t pair = below((uint32_t)(bits >> 32), block->pairs);
        size_t u = (size_t)block->users[pair], i = (size_t)block->items[pair], j = 0;
        int found = 0;
        for (int tries = 0; tries < 16 && !found; tries++) {
            uint32_t low = (uint32_t)(tries ? draw(state) >> 32 : bits);
            j = bpr->by_popularity ? (size_t)block->items[below(low, block->pairs)] : below(low, items);
            size_t bit = u * items + j;
            found = !(seen[bit >> 6] >> (bit & 63) & 1);
        }
        if (!found) continue;
        done++;
        right += (size_t)step(bpr, bpr->users + (block->first_user + u) * width,
                              (size_t)block->item_rows[i],
                              (size_t)block->item_rows[j], width);
    }
    *taken = done;
    return right;
}

REEL_CLONES
size_t reel_bpr_steps(const reel_bpr *bpr, const reel_bpr_block *block, size_t samples, uint64_t state[4],
                      void *scratch, size_t *taken) {
    switch (bpr->width) {
    case 64: return steps(bpr, block, samples, state, scratch, 64, taken);
    case 128: return steps(bpr, block, samples, state, scratch, 128, taken);
    default: return steps(bpr, block, samples, state, scratch, bpr->width, taken);
    }
}
