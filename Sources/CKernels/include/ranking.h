#ifndef RANKING_H
#define RANKING_H
/* Score rows to top-k lists with their ties, and resampling of paired differences. */
#include <stddef.h>
#include <stdint.h>

/* Items of one score that hold at least one relevant item: positions start..<start+size (from 0), `hits` relevant. */
typedef struct {
    int32_t start, size, hits;
} ranking_group;

/* One row of scores and where its ranking goes. Index lists ascend; relevant and seen do not overlap. */
typedef struct {
    float *scores;           /* [items], overwritten: what was seen becomes -infinity */
    int32_t items;
    const int32_t *seen;     /* left out of the ranking */
    int32_t seen_count;
    const int32_t *relevant;
    int32_t relevant_count;
    int32_t k;
    int32_t whole;           /* 1: groups of the whole list; 0: those that begin among the first k positions */
    int32_t *top_items;      /* [k], -1 past the end; of equal scores the lower index first */
    float *top_scores;       /* [k], -infinity past the end */
    ranking_group *groups;   /* [relevant_count] */
    int32_t group_count;     /* result */
    int32_t top_ties;        /* result: how many items share the first place */
} ranking_row;

/* Bytes of scratch memory that `ranking_rank` needs. */
size_t ranking_scratch(int32_t items, int32_t relevant_count);

/* Ranks one row. Returns -1, or the index of the first score that is not a finite number. */
int32_t ranking_rank(ranking_row *row, void *scratch);

/* Means of `resamples` bootstrap samples of the rows of values [rows, columns]; every column sees the same samples.
   Fills means [resamples, columns]. `columns` is a multiple of 8, `counts` is scratch [rows], `state` that of
   xoshiro256**, left where the draws ended. */
void ranking_bootstrap(
    const double *values, int32_t rows, int32_t columns, int32_t resamples, uint64_t state[4], int32_t *counts,
    double *means);

/* Sums of the rows of values [rows, columns] under random signs, the same for every column: sums [flips, columns].
   `columns` is a multiple of 8, `signs` is scratch [rows]. */
void ranking_sign_flips(
    const double *values, int32_t rows, int32_t columns, int32_t flips, uint64_t state[4], int32_t *signs,
    double *sums);

/* gram [rows, rows] (lower triangle of rows first..<last) of a row-major matrix [rows, width]. */
void ranking_gram(const float *matrix, int32_t width, int32_t first, int32_t last, int32_t rows, double *gram);

#endif
