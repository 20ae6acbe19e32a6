/* What Tensors asks of a tensor library: one table of functions over opaque handles.
 *
 * Every function that can fail returns NULL when it worked, or its message, to be released with `release_text`. A
 * handle that comes back through an `out` pointer belongs to the caller and is released with `release`. Handles that
 * may be absent are NULL. Integers count elements, never bytes, unless their name says so.
 */
#ifndef TORCH_ABI_H
#define TORCH_ABI_H

#include <stdbool.h>
#include <stdint.h>

/* Only the entries of the table say that they are never NULL. */
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

#ifdef __cplusplus
extern "C" {
#endif

/* Raised whenever the table changes, so that a library of another build is refused instead of called wrongly. */
#define TORCH_TABLE_VERSION 1
#define TORCH_MAX_RANK 16

#define TORCH_ENUM(name) enum __attribute__((enum_extensibility(closed))) name : int32_t

typedef struct TorchTensorObject *TorchTensor;
typedef struct TorchGeneratorObject *TorchGenerator;
typedef struct TorchScriptObject *TorchScript;
typedef char *TorchFailure;

/* Numbered as in PyTorch's serialised form, so that they never need translating. */
typedef TORCH_ENUM(TorchType) {
    TorchTypeUInt8 = 0, TorchTypeInt8 = 1, TorchTypeInt16 = 2, TorchTypeInt32 = 3, TorchTypeInt64 = 4,
    TorchTypeFloat16 = 5, TorchTypeFloat32 = 6, TorchTypeFloat64 = 7, TorchTypeBool = 11, TorchTypeBFloat16 = 15
} TorchType;

/* The host, or a CUDA device by its number. */
#define TORCH_CPU (-1)

typedef struct TorchDescription {
    int64_t sizes[TORCH_MAX_RANK];
    int64_t count;
    int32_t rank, type, device;
    bool requires_gradient, is_leaf, is_sparse, is_contiguous;
} TorchDescription;

typedef TORCH_ENUM(TorchUnary) {
    TorchUnaryNegative, TorchUnaryAbsolute, TorchUnaryExp, TorchUnaryExpm1, TorchUnaryLog, TorchUnaryLog1p,
    TorchUnarySquareRoot, TorchUnaryReciprocalSquareRoot, TorchUnaryReciprocal, TorchUnarySquare, TorchUnarySin,
    TorchUnaryCos, TorchUnaryTanh, TorchUnarySigmoid, TorchUnaryLogSigmoid, TorchUnaryRelu, TorchUnaryGelu,
    TorchUnarySilu, TorchUnarySoftplus, TorchUnaryElu, TorchUnarySign, TorchUnaryFloor, TorchUnaryCeil,
    TorchUnaryRound, TorchUnaryErf, TorchUnaryLogGamma, TorchUnaryIsNaN, TorchUnaryIsFinite, TorchUnaryNot,
    TorchUnaryShare, TorchUnaryDetach, TorchUnaryContiguous, TorchUnaryClone, TorchUnaryTranspose,
    TorchUnaryCoalesce, TorchUnaryDense, TorchUnarySparseIndices, TorchUnarySparseValues, TorchUnaryNonzero,
    TorchUnaryCholesky, TorchUnaryInverse, TorchUnaryLogDeterminant, TorchUnaryMatrixExp
} TorchUnary;

typedef TORCH_ENUM(TorchScalar) {
    TorchScalarAdd, TorchScalarMultiply, TorchScalarDivide, TorchScalarSubtractFrom, TorchScalarDivideInto,
    TorchScalarPower, TorchScalarPowerOf, TorchScalarRemainder, TorchScalarFloorDivide, TorchScalarAtLeast,
    TorchScalarAtMost, TorchScalarLeakyRelu, TorchScalarEqual, TorchScalarNotEqual, TorchScalarLess,
    TorchScalarLessEqual, TorchScalarGreater, TorchScalarGreaterEqual
} TorchScalar;

typedef TORCH_ENUM(TorchBinary) {
    TorchBinaryAdd, TorchBinarySubtract, TorchBinaryMultiply, TorchBinaryDivide, TorchBinaryPower,
    TorchBinaryRemainder, TorchBinaryFloorDivide, TorchBinaryMaximum, TorchBinaryMinimum, TorchBinaryAtan2,
    TorchBinaryLogAddExp, TorchBinaryEqual, TorchBinaryNotEqual, TorchBinaryLess, TorchBinaryLessEqual,
    TorchBinaryGreater, TorchBinaryGreaterEqual, TorchBinaryAnd, TorchBinaryOr, TorchBinaryXor, TorchBinaryMatmul,
    TorchBinaryBatchMatmul, TorchBinaryOuter, TorchBinaryDistances, TorchBinarySolve, TorchBinaryCholeskySolve,
    TorchBinarySolveLower, TorchBinarySolveUpper, TorchBinaryLeastSquares, TorchBinaryMaskedSelect,
    TorchBinarySearchSorted, TorchBinaryExpandAs
} TorchBinary;

typedef TORCH_ENUM(TorchTernary) {
    TorchTernaryWhere,          /* condition, where true, where false */
    TorchTernaryAddMatmul,      /* a + b c */
    TorchTernaryAddBatchMatmul, /* a + b c, batch by batch */
    TorchTernaryLinear,         /* x wT + bias; bias may be NULL */
    TorchTernaryInterpolate,    /* a + c (b - a) */
    TorchTernaryAddProduct      /* a + b * c */
} TorchTernary;

typedef TORCH_ENUM(TorchReduction) {
    TorchReductionSum, TorchReductionMean, TorchReductionLargest, TorchReductionSmallest, TorchReductionLogSumExp,
    TorchReductionAll, TorchReductionAny, TorchReductionVariance, TorchReductionSampleVariance,
    TorchReductionDeviation, TorchReductionSampleDeviation, TorchReductionNorm, TorchReductionProduct,
    TorchReductionArgLargest, TorchReductionArgSmallest
} TorchReduction;

typedef TORCH_ENUM(TorchAlong) {
    TorchAlongSoftmax, TorchAlongLogSoftmax, TorchAlongRunningSum, TorchAlongRunningProduct, TorchAlongInsert,
    TorchAlongRemove, TorchAlongLower, TorchAlongUpper, TorchAlongDiagonal, TorchAlongFromDiagonal, TorchAlongGate,
    TorchAlongOneHot
} TorchAlong;

typedef TORCH_ENUM(TorchArrangement) {
    TorchArrangementReshape, TorchArrangementExpand, TorchArrangementPermute, TorchArrangementRepeat,
    TorchArrangementFlip, TorchArrangementSwap, TorchArrangementRoll, TorchArrangementPad, TorchArrangementFlatten
} TorchArrangement;

typedef TORCH_ENUM(TorchIndexing) {
    TorchIndexingSelect,  /* whole slices of `axis`, by a list of positions */
    TorchIndexingGather,  /* one element along `axis` for each position */
    TorchIndexingTake     /* slices of `axis` by positions of any shape, or by a mask */
} TorchIndexing;

typedef TORCH_ENUM(TorchScattering) {
    TorchScatteringSet, TorchScatteringAdd, TorchScatteringLargest, TorchScatteringIndexAdd, TorchScatteringIndexSet
} TorchScattering;

typedef TORCH_ENUM(TorchPair) {
    TorchPairTop, TorchPairBottom, TorchPairAscending, TorchPairDescending, TorchPairLargest, TorchPairSmallest
} TorchPair;

typedef TORCH_ENUM(TorchFactoring) {
    TorchFactoringSVD, TorchFactoringQR, TorchFactoringSymmetricEigen, TorchFactoringUnique
} TorchFactoring;

typedef TORCH_ENUM(TorchRandom) {
    TorchRandomUniform,    /* from first to second */
    TorchRandomNormal,     /* mean first, standard deviation second */
    TorchRandomIntegers,   /* first, ..., second - 1 */
    TorchRandomBernoulli,  /* 1 with probability first */
    TorchRandomExponential,/* rate first */
    TorchRandomPermutation /* of sizes[0] integers */
} TorchRandom;

typedef TORCH_ENUM(TorchAssignment) {
    TorchAssignmentCopy, TorchAssignmentAdd, TorchAssignmentMultiply, TorchAssignmentReplaceStorage
} TorchAssignment;

typedef TORCH_ENUM(TorchLoss) {
    TorchLossMeanSquares, TorchLossMeanAbsolute, TorchLossHuber, TorchLossLogits
} TorchLoss;

typedef TORCH_ENUM(TorchRecurrence) { TorchRecurrenceGRU, TorchRecurrenceLSTM } TorchRecurrence;

typedef TORCH_ENUM(TorchMethod) { TorchMethodSGD, TorchMethodAdam, TorchMethodAdagrad } TorchMethod;

/* One update of all parameters at once. Arrays hold `count` entries. */
typedef struct TorchStep {
    TorchMethod method;
    int64_t count;
    const TorchTensor *parameters;
    const TorchTensor *first;   /* momentum, or first moment; NULL for methods without */
    const TorchTensor *second;  /* second moment, or sum of squares; NULL for methods without */
    const double *rates;        /* learning rate of each parameter */
    const double *decays;       /* weight decay of each parameter */
    bool decoupled;             /* decay the weight itself (AdamW) instead of adding to the gradient */
    bool nesterov;
    bool clear;                 /* drop the gradients afterwards */
    double momentum, beta1, beta2, epsilon;
    int64_t step;               /* counted from 1 */
    double gradient_scale;      /* applied to every gradient before everything else; 1 to leave them */
    double largest_norm;        /* of all gradients together; 0 for any */
    double largest_value;       /* of every element; 0 for any */
    double norm;                /* out: norm of the scaled gradients before clipping, when largest_norm is set */
} TorchStep;

/* Called backwards with the gradients of the outputs (NULL where none flows) and what was saved; fills `out` with one
 * owned gradient for each input, or NULL. Returns NULL or a message made by `copy_text`. */
typedef TorchFailure (*TorchBackward)(
    void *context, const TorchTensor *gradients, int64_t outputs, const TorchTensor *saved, int64_t saved_count,
    TorchTensor *out, int64_t inputs);

typedef struct TorchTable {
    int32_t version;
    const char *_Nonnull library_version;
    TorchFailure (*_Nonnull start)(int32_t threads);
    TorchFailure (*_Nonnull use_threads)(int32_t threads);
    int32_t (*_Nonnull cuda_devices)(void);
    void (*_Nonnull release_text)(char *text);
    char *(*_Nonnull copy_text)(const char *text);

    /* Life, data in and out */
    void (*_Nonnull release)(TorchTensor a);
    TorchFailure (*_Nonnull describe)(TorchTensor a, TorchDescription *out);
    TorchFailure (*_Nonnull from_memory)(
        const void *data, const int64_t *sizes, int32_t rank, TorchType type, int32_t device, TorchTensor *out);
    TorchFailure (*_Nonnull to_memory)(TorchTensor a, TorchType type, void *data, int64_t count);
    /* Where the elements of a contiguous tensor of the host lie, until the tensor is released. */
    TorchFailure (*_Nonnull memory)(TorchTensor a, void **out);
    TorchFailure (*_Nonnull filled)(
        const int64_t *sizes, int32_t rank, double value, TorchType type, int32_t device, TorchTensor *out);
    TorchFailure (*_Nonnull range)(double from, double to, double by, TorchType type, int32_t device, TorchTensor *out);
    TorchFailure (*_Nonnull identity)(int64_t n, TorchType type, int32_t device, TorchTensor *out);
    TorchFailure (*_Nonnull sparse)(
        TorchTensor indices, TorchTensor values, const int64_t *sizes, int32_t rank, TorchTensor *out);
    TorchFailure (*_Nonnull convert)(TorchTensor a, TorchType type, int32_t device, TorchTensor *out);

    /* Operations */
    TorchFailure (*_Nonnull unary)(TorchUnary op, TorchTensor a, TorchTensor *out);
    TorchFailure (*_Nonnull scalar)(TorchScalar op, TorchTensor a, double value, TorchTensor *out);
    TorchFailure (*_Nonnull binary)(TorchBinary op, TorchTensor a, TorchTensor b, TorchTensor *out);
    TorchFailure (*_Nonnull ternary)(TorchTernary op, TorchTensor a, TorchTensor b, TorchTensor c, TorchTensor *out);
    TorchFailure (*_Nonnull reduce)(
        TorchReduction op, TorchTensor a, const int64_t *axes, int32_t count, bool keep, TorchTensor *out);
    TorchFailure (*_Nonnull along)(TorchAlong op, TorchTensor a, int64_t axis, TorchTensor *out);
    TorchFailure (*_Nonnull arrange)(
        TorchArrangement op, TorchTensor a, const int64_t *numbers, int32_t count, TorchTensor *out);
    TorchFailure (*_Nonnull slice)(TorchTensor a, int64_t axis, int64_t from, int64_t to, int64_t by, TorchTensor *out);
    TorchFailure (*_Nonnull at)(TorchTensor a, int64_t axis, int64_t index, TorchTensor *out);
    TorchFailure (*_Nonnull index)(TorchIndexing op, TorchTensor a, int64_t axis, TorchTensor positions, TorchTensor *out);
    TorchFailure (*_Nonnull scatter)(
        TorchScattering op, TorchTensor a, int64_t axis, TorchTensor positions, TorchTensor source, TorchTensor *out);
    TorchFailure (*_Nonnull masked_fill)(TorchTensor a, TorchTensor mask, double value, TorchTensor *out);
    TorchFailure (*_Nonnull join)(const TorchTensor *a, int32_t count, int64_t axis, bool stack, TorchTensor *out);
    TorchFailure (*_Nonnull split)(TorchTensor a, const int64_t *sizes, int32_t count, int64_t axis, TorchTensor *out);
    TorchFailure (*_Nonnull einsum)(const char *equation, const TorchTensor *a, int32_t count, TorchTensor *out);
    TorchFailure (*_Nonnull pair)(
        TorchPair op, TorchTensor a, int64_t k, int64_t axis, TorchTensor *values, TorchTensor *positions);
    /* Two or three results; the third stays NULL where there is none. */
    TorchFailure (*_Nonnull factor)(TorchFactoring op, TorchTensor a, TorchTensor *out);

    /* Layers and losses */
    TorchFailure (*_Nonnull layer_norm)(
        TorchTensor x, int64_t width, TorchTensor weight, TorchTensor bias, double epsilon, TorchTensor *out);
    TorchFailure (*_Nonnull embedding)(TorchTensor weight, TorchTensor ids, int64_t padding, bool sparse, TorchTensor *out);
    TorchFailure (*_Nonnull dropout)(TorchTensor x, double rate, TorchGenerator chance, TorchTensor *out);
    TorchFailure (*_Nonnull convolution)(
        TorchTensor x, TorchTensor weight, TorchTensor bias, int64_t stride, int64_t padding, int64_t dilation,
        int64_t groups, TorchTensor *out);
    /* x [B, T, D], states [L, B, H] (cell NULL for a GRU); out: outputs, last hidden state, last cell state. */
    TorchFailure (*_Nonnull recur)(
        TorchRecurrence kind, TorchTensor x, TorchTensor hidden, TorchTensor cell, const TorchTensor *weights,
        int32_t count, int64_t layers, bool biased, bool bidirectional, TorchTensor *out);
    /* q [.., T, D], k [.., S, D], v [.., S, E]; mask added (floating) or allowing (bool); chance NULL without dropout;
     * weights NULL when they are not wanted. */
    TorchFailure (*_Nonnull attention)(
        TorchTensor q, TorchTensor k, TorchTensor v, TorchTensor mask, bool causal, double scale, double rate,
        TorchGenerator chance, TorchTensor *out, TorchTensor *weights);
    /* weight NULL for none; the meaning of `parameter` depends on the loss (Huber's delta). */
    TorchFailure (*_Nonnull loss)(
        TorchLoss op, TorchTensor a, TorchTensor target, TorchTensor weight, double parameter, bool mean,
        TorchTensor *out);
    TorchFailure (*_Nonnull cross_entropy)(
        TorchTensor logits, TorchTensor target, TorchTensor weight, int64_t ignored, double smoothing, bool mean,
        TorchTensor *out);
    /* A sparse matrix in compressed rows, and its transpose, times a dense one: [m, n] [n, D] -> [m, D]. */
    TorchFailure (*_Nonnull compressed_product)(
        const TorchTensor rows[3], const TorchTensor columns[3], TorchTensor dense, TorchTensor *out);

    /* Chance */
    TorchFailure (*_Nonnull generator)(uint64_t seed, TorchGenerator *out);
    void (*_Nonnull release_generator)(TorchGenerator chance);
    TorchFailure (*_Nonnull draw)(TorchGenerator chance, uint64_t *out);
    TorchFailure (*_Nonnull generator_state)(TorchGenerator chance, TorchTensor *out);
    TorchFailure (*_Nonnull set_generator_state)(TorchGenerator chance, TorchTensor state);
    TorchFailure (*_Nonnull random)(
        TorchRandom op, TorchGenerator chance, const int64_t *sizes, int32_t rank, double first, double second,
        TorchType type, TorchTensor *out);
    TorchFailure (*_Nonnull multinomial)(
        TorchTensor weights, int64_t count, bool replacement, TorchGenerator chance, TorchTensor *out);

    /* Gradients */
    TorchFailure (*_Nonnull require_gradient)(TorchTensor a, bool on);
    bool (*_Nonnull gradient_mode)(bool on);  /* answers what it was, on this thread */
    TorchFailure (*_Nonnull backward)(TorchTensor a, TorchTensor gradient, bool keep);
    TorchFailure (*_Nonnull gradients)(
        const TorchTensor *outputs, const TorchTensor *output_gradients, int32_t output_count,
        const TorchTensor *inputs, int32_t input_count, bool differentiable, bool keep, TorchTensor *out);
    TorchFailure (*_Nonnull gradient)(TorchTensor a, TorchTensor *out);  /* NULL where there is none */
    TorchFailure (*_Nonnull set_gradient)(TorchTensor a, TorchTensor gradient);
    TorchFailure (*_Nonnull clear_gradients)(const TorchTensor *a, int64_t count);
    /* Makes differentiable copies of `outputs`; `release` is called once when the graph goes. */
    TorchFailure (*_Nonnull custom)(
        const TorchTensor *inputs, int32_t input_count, const TorchTensor *outputs, int32_t output_count,
        const TorchTensor *saved, int32_t saved_count, TorchBackward backward, void *context,
        void (*_Nonnull release)(void *context), TorchTensor *out);

    /* In place, outside of the graph */
    TorchFailure (*_Nonnull assign)(TorchAssignment op, TorchTensor target, TorchTensor source);
    TorchFailure (*_Nonnull assign_scalar)(TorchAssignment op, TorchTensor target, double value);
    TorchFailure (*_Nonnull step)(TorchStep *step);
    TorchFailure (*_Nonnull clip)(
        const TorchTensor *parameters, int64_t count, double largest_norm, double largest_value, double *norm);
    /* Lower precision for what tolerates it; answers what it was through `was`. `type` counts only when `on`. */
    TorchFailure (*_Nonnull autocast)(int32_t device, bool on, TorchType type, bool *was);

    /* TorchScript */
    TorchFailure (*_Nonnull script_load)(const char *path, int32_t device, TorchScript *out);
    void (*_Nonnull release_script)(TorchScript module);
    TorchFailure (*_Nonnull script_run)(
        TorchScript module, const char *method, const TorchTensor *inputs, int32_t count, TorchTensor *out,
        int32_t capacity, int32_t *found);
    TorchFailure (*_Nonnull script_visit)(
        TorchScript module, void *context, void (*_Nonnull visit)(void *context, const char *name, TorchTensor borrowed));
} TorchTable;

/* The one symbol that the library exports, by name. */
#define TORCH_TABLE_SYMBOL "torch_table"
const TorchTable *_Nonnull torch_table(void);

#ifdef __cplusplus
}
#endif
#pragma clang diagnostic pop
#endif
