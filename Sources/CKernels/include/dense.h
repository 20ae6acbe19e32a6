#ifndef REEL_DENSE_H
#define REEL_DENSE_H
/* BLAS and LAPACK, found at run time: nothing here is linked, so that a prompt which multiplies nothing loads nothing. */
#include <stddef.h>

/* The entry points of one loaded library. Filled by reel_dense_open, read-only afterwards. */
typedef struct {
    void *sgemm, *spotrf, *spotri;
    void *core, *config, *parallel;
    void *set_threads, *omp_get_threads, *omp_set_threads;
} reel_dense;

/* Loads a library by path or soname, and LAPACK beside it where the first holds none (lapack may be NULL).
   Returns NULL when it worked, otherwise why not; the text belongs to the C library and lives until the next call. */
const char *reel_dense_open(const char *path, const char *lapack, reel_dense *out);

/* Core type whose kernels OpenBLAS chose ("SkylakeX"), its build options, and 0 none, 1 pthread, 2 OpenMP; NULL or -1
   where the library is not OpenBLAS. */
const char *reel_dense_core(const reel_dense *dense);
const char *reel_dense_config(const reel_dense *dense);
int reel_dense_parallel(const reel_dense *dense);

/* C[m,n] = alpha op(A)[m,k] op(B)[k,n] + beta C, row-major, on the calling thread alone. */
void reel_dense_sgemm(const reel_dense *dense, int transpose_a, int transpose_b, int m, int n, int k, float alpha,
                      const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc);

/* Cholesky factor (lower, row-major) of A[n,n], in place, and the inverse from it. LAPACK's info: 0 when it worked. */
int reel_dense_spotrf(const reel_dense *dense, int n, float *a, int lda);
int reel_dense_spotri(const reel_dense *dense, int n, float *a, int lda);

/* The transpose of from[rows, columns] into to[columns, rows]; row lengths as they lie in memory. */
void reel_dense_turn(const float *from, size_t from_length, float *to, size_t to_length, size_t rows, size_t columns);

/* Room for `count` floats on a border of 2 MB, in large pages where the system gives them: they save most of the page
   faults of a big matrix. Never NULL; freed with free. */
float *reel_dense_room(size_t count);

#endif
