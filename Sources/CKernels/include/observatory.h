#ifndef OBSERVATORY_H
#define OBSERVATORY_H
/* Sums over the rows of tall matrices of outputs [rows, columns], row-major: each call adds the rows first ..< last. */
#include <stddef.h>
#include <stdint.h>

/* Columns that one tile covers on either side. */
enum { OBSERVATORY_TILE = 64 };

/* Adds inner products of columns left ..< left + 64 with columns right ..< right + 64 to tile [64, 64], in double
   precision; columns past the end count as zero. */
void observatory_column_products(const float *x, int32_t columns, int64_t first, int64_t last, int32_t left,
                                 int32_t right, double *tile);

/* Adds the rows, each scaled to length 1, to sum [columns]; returns how many rows are all zeros. */
int64_t observatory_unit_rows(const float *x, int32_t columns, int64_t first, int64_t last, double *sum);

/* Adds to sums [3, columns]: how often t is a number, and there y and t. */
void observatory_sums(const float *y, const float *t, int32_t columns, int64_t first, int64_t last, double *sums);

/* Adds to squares [4, columns], where t is a number: (y - mean_y)^2, (t - mean_t)^2, (y - t)^2, (constant - t)^2. */
void observatory_squares(const float *y, const float *t, int32_t columns, int64_t first, int64_t last,
                         const double *mean_y, const double *mean_t, const double *constant, double *squares);

#endif
