#ifndef OBSERVATORY_H
#define OBSERVATORY_H
/* Sums over the rows of tall matrices of outputs [rows, columns], row-major: each call adds the rows first ..< last. */
#include <stddef.h>
#include <stdint.h>

/* Columns that one tile covers on either side, and numbers that are kept of the moments of a column. */
enum { OBSERVATORY_TILE = 64, OBSERVATORY_MOMENTS = 7 };

/* Adds inner products of columns left ..< left + 64 with columns right ..< right + 64 to tile [64, 64], in double
   precision; columns past the end count as zero. Of columns with themselves, blocks above the diagonal alone are kept.
   With origins [columns], x - origin counts in place of x, and 0 where that is no number. */
void observatory_column_products(const float *x, const double *origins, int32_t columns, int64_t first, int64_t last,
                                 int32_t left, int32_t right, double *tile);

/* Adds the rows, each scaled to length 1, to sum [columns]; returns how many rows are all zeros. With origins and
   factors [columns], (x - origin) factor counts in place of x, and 0 where that is no number. */
int64_t observatory_unit_rows(const float *x, const double *origins, const double *factors, int32_t columns,
                              int64_t first, int64_t last, double *sum);

/* Takes rows into the moments [7, columns], of the rows in which t is a number: how many; means of y and t; sums of
   (y - mean)^2, (t - mean)^2, (y - t)^2 and, with constants [columns], (constant - t)^2. scratch is as large. */
void observatory_moments(const float *y, const float *t, const double *constants, int32_t columns, int64_t first,
                         int64_t last, double *scratch, double *moments);

/* Takes the moments of other rows into moments [7, columns]. */
void observatory_merge_moments(double *moments, const double *others, int32_t columns);

#endif
