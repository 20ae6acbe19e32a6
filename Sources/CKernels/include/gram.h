#ifndef REEL_GRAM_H
#define REEL_GRAM_H
/* Sparse matrices in compressed rows, multiplied by themselves and by dense ones. */
#include <stddef.h>
#include <stdint.h>

/* Rows of a sparse matrix: row r holds entries offsets[r] ..< offsets[r + 1], columns ascending. values may be NULL,
   where every entry counts 1. */
typedef struct {
    const ptrdiff_t *offsets;
    const int32_t *indices;
    const float *values;
} reel_rows;

/* The transpose of x[rows, columns] into arrays that are long enough (offsets: columns + 1). positions tells for each
   entry of the transpose where it stands in x; values and positions may be NULL. */
void reel_transpose(reel_rows x, size_t rows, size_t columns, ptrdiff_t *offsets, int32_t *indices, float *values,
                    int32_t *positions);

/* acc[c] += weights[t] * x[entries[t], c] for t ..< count, over all columns c, or, where positions is given, over the
   entries of row entries[t] that stand before x's position positions[t]. weights may be NULL (all 1). */
void reel_gram_row(float *acc, reel_rows x, const int32_t *entries, const float *weights, const int32_t *positions,
                   size_t count);

/* What similarities over the common entries of two rows are made of; padded to one vector. */
typedef struct {
    float n, x, y, xx, yy, xy, pad[2];
} reel_pair;

/* The same walk, adding to acc[c] the sums over the entries that the row behind `weights` has in common with c. */
void reel_pair_row(reel_pair *acc, reel_rows x, const int32_t *entries, const float *weights, size_t count);

/* Columns of a dense matrix that lie together: w[columns, n] is cut into panels of this many columns, each a block
   [n, REEL_PANEL] of its own, the last one padded with zeros. */
enum { REEL_PANEL = 64 };

/* Lays the off-diagonal of a symmetric s[n, n], known by its lower triangle, into panels ..., each column c multiplied
   by scale[c], with zeros on the diagonal: the panels `from` ..< `to`. */
void reel_panels_from_lower(const float *s, size_t n, const float *scale, float *panels, size_t from, size_t to);

/* scores[t, c] = sum over row users[t] of x of value * w[entry, c], for the columns of one panel; `length` is the row
   length of scores, n the rows and columns of w. */
void reel_panel_scores(reel_rows x, const int32_t *users, size_t count, const float *panels, size_t panel, size_t n,
                       float *scores, size_t length);

#endif
