#ifndef REEL_ALS_H
#define REEL_ALS_H
/* Alternating least squares: one row of factors at a time against all rows of the other side. */
#include <stddef.h>
#include <stdint.h>

/* Rows of factors lie `width` floats apart, a multiple of this, with zeros behind the last factor. */
enum { REEL_FACTOR_STEP = 16 };

/* One half of an epoch: for each row x with entries j, minimises
       sum_j w_j (s_j - 1)^2 [+ everywhere (s_j - 1)^2 base] + base sum_i s_i^2 + l2 |x|^2,   s_i = x . y_i,
   whose normal equations are (base Y'Y + l2 + sum_j w_j y_j y_j') x = sum_j (w_j + base_target) y_j. */
typedef struct {
    const float *others; /* Y, [others, width] */
    const float *gram;   /* base Y'Y, [width, width], full */
    const float *panels; /* for conjugate gradient: the same in panels of 16 columns, each [width, 16] */
    size_t width;
    float weight;        /* w_j = weight, or weight * value_j */
    float base_target;   /* base where all unknown pairs of an entry count to its target, too; else 0 */
    int solver;          /* 0 conjugate gradient, 1 Cholesky, 2 blocks */
    int steps;           /* of conjugate gradient, or sweeps over the blocks */
    size_t block;        /* width of a block, a multiple of REEL_FACTOR_STEP */
} reel_als;

/* Floats of scratch memory that one call of reel_als_rows needs, for rows of at most `longest` entries. */
size_t reel_als_scratch(size_t width, size_t longest);

/* Improves or solves rows x[rows, width] in place. Row r has the entries (of values NULL: all 1) from offsets[r] up to
   offsets[r + 1] and the penalty l2[r]; without entries it becomes 0. Scratch on a border of 64 bytes. A row's numbers
   do not depend on those beside it. Returns the value of the rows' part of the loss at the new x, without the penalty of
   the other side. */
double reel_als_rows(const reel_als *als, const ptrdiff_t *offsets, const int32_t *entries, const float *values,
                     const float *l2, size_t rows, float *x, float *scratch);

/* Ratings: for each row x with entries j, minimises sum_j (r_j - mean - offsets_j - x . y_j)^2 + l2 |x|^2. */
typedef struct {
    const float *others;  /* Y, [others, width] */
    const float *offsets; /* [others], or NULL: all 0 */
    size_t width;
    float mean;
} reel_als_ratings;

/* Floats of scratch memory that one call of reel_als_rating_row needs. */
size_t reel_als_rating_scratch(size_t width);

/* Solves for one row x[width] from its entries and their ratings. Scratch on a border of 64 bytes. Returns the sum of
   squared errors that is left, without the penalty. */
double reel_als_rating_row(const reel_als_ratings *als, const int32_t *entries, const float *ratings, size_t count,
                           float l2, float *x, float *scratch);

/* gram[width, width] = factor * sum of y y' over `rows` rows of y, full. */
void reel_als_gram(const float *y, size_t rows, size_t width, float factor, float *gram);

/* Rows y[rows, width] as panels of 16 rows, column-major within each: panel p holds [width, 16]; zeros past the end. */
void reel_factor_panels(const float *y, size_t rows, size_t width, float *panels, size_t from, size_t to);

/* scores[t * length + r] = x_t . y_r + offsets[r] for `count` rows x_t of x, the rows of y in panels `from` ..< `to`, of
   `rows` rows in all. offsets hold a multiple of 16. The sum runs over the factors in order, whatever `count` is. */
void reel_factor_scores(const float *const *x, size_t count, const float *panels, const float *offsets, size_t width,
                        size_t rows, size_t from, size_t to, float *scores, size_t length);

/* out[r, width] = sum over the entries c of row r of x, value * z[c, width], for the rows `from` ..< `to`: a sparse
   matrix times a dense one. values may be NULL, all 1. */
void reel_sparse_product(const ptrdiff_t *offsets, const int32_t *indices, const float *values, size_t from, size_t to,
                         const float *z, size_t width, float *out);

/* Makes the first `columns` columns of z[rows, width] orthonormal, by Gram & Schmidt, twice over; a column that depends
   on those before it becomes 0. `scratch` holds width floats. */
void reel_orthonormalise(float *z, size_t rows, size_t width, size_t columns, float *scratch);

#endif
