#define _GNU_SOURCE
#include "include/dense.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Fortran's way of calling: everything by reference, the lengths of the texts at the end. */
typedef void gemm_t(const char *, const char *, const int *, const int *, const int *, const float *, const float *,
                    const int *, const float *, const int *, const float *, float *, const int *, size_t, size_t);
typedef void factor_t(const char *, const int *, float *, const int *, int *, size_t);
typedef char *text_t(void);
typedef int number_t(void);
typedef void setter_t(int);

const char *reel_dense_open(const char *path, const char *lapack, reel_dense *out) {
    memset(out, 0, sizeof *out);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) return dlerror();
    out->sgemm = dlsym(library, "sgemm_");
    if (!out->sgemm) return dlerror();
    void *factors = library;
    if (!dlsym(library, "spotrf_") && lapack) {
        factors = dlopen(lapack, RTLD_NOW | RTLD_LOCAL);
        if (!factors) return dlerror();
    }
    out->spotrf = dlsym(factors, "spotrf_");
    out->spotri = dlsym(factors, "spotri_");
    if (!out->spotrf || !out->spotri) return dlerror();
    out->core = dlsym(library, "openblas_get_corename");
    out->config = dlsym(library, "openblas_get_config");
    out->parallel = dlsym(library, "openblas_get_parallel");
    out->set_threads = dlsym(library, "openblas_set_num_threads");
    out->omp_get_threads = dlsym(library, "omp_get_max_threads");
    out->omp_set_threads = dlsym(library, "omp_set_num_threads");
    /* An OpenMP build asks the calling thread how many threads it may use (see alone); any other build asks here. */
    if (out->set_threads && reel_dense_parallel(out) != 2) ((setter_t *)out->set_threads)(1);
    return NULL;
}

const char *reel_dense_core(const reel_dense *dense) { return dense->core ? ((text_t *)dense->core)() : NULL; }
const char *reel_dense_config(const reel_dense *dense) { return dense->config ? ((text_t *)dense->config)() : NULL; }
int reel_dense_parallel(const reel_dense *dense) { return dense->parallel ? ((number_t *)dense->parallel)() : -1; }

/* Keeps an OpenMP build on the calling thread: work is cut into pieces above, where the pieces do not depend on the
   number of threads. The setting is the thread's own; what was there before is put back. */
static int alone(const reel_dense *dense) {
    if (!dense->omp_get_threads || !dense->omp_set_threads) return 0;
    int before = ((number_t *)dense->omp_get_threads)();
    if (before != 1) ((setter_t *)dense->omp_set_threads)(1);
    return before;
}
static void together(const reel_dense *dense, int before) {
    if (before > 1) ((setter_t *)dense->omp_set_threads)(before);
}

void reel_dense_sgemm(const reel_dense *dense, int transpose_a, int transpose_b, int m, int n, int k, float alpha,
                      const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc) {
    if (m <= 0 || n <= 0) return;
    int before = alone(dense);
    /* Row-major C = A B is column-major C' = B' A'. */
    ((gemm_t *)dense->sgemm)(transpose_b ? "T" : "N", transpose_a ? "T" : "N", &n, &m, &k, &alpha, b, &ldb, a, &lda,
                             &beta, c, &ldc, 1, 1);
    together(dense, before);
}

static int factor(const reel_dense *dense, void *routine, int n, float *a, int lda) {
    int info = 0, before = alone(dense);
    /* The lower triangle by rows is the upper one by columns. */
    ((factor_t *)routine)("U", &n, a, &lda, &info, 1);
    together(dense, before);
    return info;
}
int reel_dense_spotrf(const reel_dense *dense, int n, float *a, int lda) {
    return factor(dense, dense->spotrf, n, a, lda);
}
int reel_dense_spotri(const reel_dense *dense, int n, float *a, int lda) {
    return factor(dense, dense->spotri, n, a, lda);
}

void reel_dense_turn(const float *restrict from, size_t from_length, float *restrict to, size_t to_length, size_t rows,
                     size_t columns) {
    enum { TILE = 16 };
    for (size_t r = 0; r < rows; r += TILE)
        for (size_t c = 0; c < columns; c += TILE)
            for (size_t j = c; j < columns && j < c + TILE; j++)
                for (size_t i = r; i < rows && i < r + TILE; i++) to[j * to_length + i] = from[i * from_length + j];
}

float *reel_dense_room(size_t count) {
    void *room = NULL;
    int large = count * sizeof(float) >= (size_t)1 << 20;
    size_t border = large ? (size_t)2 << 20 : 64, bytes = (count * sizeof(float) + border) / border * border;
    if (posix_memalign(&room, border, bytes)) abort();
    if (large) madvise(room, bytes, MADV_HUGEPAGE);
    return room;
}
