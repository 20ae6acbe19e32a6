#ifndef REEL_BPR_H
#define REEL_BPR_H
/* Bayesian personalised ranking, one block of users by items at a time. */
#include <stddef.h>
#include <stdint.h>

/* Interactions of a block of users with a block of items; users and items counted within the block. */
typedef struct {
    const int32_t *users, *items; /* pairs */
    size_t pairs;
    size_t first_user;        /* row of the block's first user */
    size_t user_count;
    const int32_t *item_rows; /* row of each of the block's items */
    size_t item_count;
} reel_bpr_block;

typedef struct {
    float *users, *items; /* rows of `width` floats, a multiple of 16, on borders of 64 bytes */
    size_t width;
    float rate, penalty;
    int by_popularity;    /* negatives drawn as often as they occur, else each alike */
    int learn_items;      /* 0: items stay as they are */
    float *offsets;       /* one for each item, added to its scores; NULL where there are none */
} reel_bpr;

/* Bytes of scratch that a block needs. */
size_t reel_bpr_scratch(const reel_bpr_block *block);

/* Takes `samples` steps; `state` is that of xoshiro256**. Returns how many steps had the pair in the right order
   before, and in `taken` how many there were: a user who has every item of the block gives none. */
size_t reel_bpr_steps(const reel_bpr *bpr, const reel_bpr_block *block, size_t samples, uint64_t state[4],
                      void *scratch, size_t *taken);

#endif
