// Arithmetic, reductions and linear algebra: one switch for each family of the table.
#include <ATen/ScalarOps.h>

#include "support.h"

namespace backend {

using at::Tensor;

static Tensor apply(TorchUnary op, const Tensor &a) {
    switch (op) {
    case TorchUnaryNegative: return a.neg();
    case TorchUnaryAbsolute: return a.abs();
    case TorchUnaryExp: return a.exp();
    case TorchUnaryExpm1: return a.expm1();
    case TorchUnaryLog: return a.log();
    case TorchUnaryLog1p: return a.log1p();
    case TorchUnarySquareRoot: return a.sqrt();
    case TorchUnaryReciprocalSquareRoot: return a.rsqrt();
    case TorchUnaryReciprocal: return a.reciprocal();
    case TorchUnarySquare: return a.square();
    case TorchUnarySin: return a.sin();
    case TorchUnaryCos: return a.cos();
    case TorchUnaryTanh: return a.tanh();
    case TorchUnarySigmoid: return a.sigmoid();
    case TorchUnaryLogSigmoid: return at::log_sigmoid(a);
    case TorchUnaryRelu: return a.relu();
    case TorchUnaryGelu: return at::gelu(a);
    case TorchUnarySilu: return at::silu(a);
    case TorchUnarySoftplus: return at::softplus(a);
    case TorchUnaryElu: return at::elu(a);
    case TorchUnarySign: return a.sign();
    case TorchUnaryFloor: return a.floor();
    case TorchUnaryCeil: return a.ceil();
    case TorchUnaryRound: return a.round();
    case TorchUnaryErf: return a.erf();
    case TorchUnaryLogGamma: return a.lgamma();
    case TorchUnaryIsNaN: return a.isnan();
    case TorchUnaryIsFinite: return a.isfinite();
    case TorchUnaryNot: return a.logical_not();
    case TorchUnaryShare: return a;
    case TorchUnaryDetach: return a.detach();
    case TorchUnaryContiguous: return a.contiguous();
    case TorchUnaryClone: return a.clone();
    case TorchUnaryTranspose: return a.transpose(-2, -1);
    case TorchUnaryCoalesce: return a.coalesce();
    case TorchUnaryDense: return a.is_sparse() ? a.to_dense() : a;
    case TorchUnarySparseIndices: return a.coalesce().indices();
    case TorchUnarySparseValues: return a.coalesce().values();
    case TorchUnaryNonzero: return a.nonzero();
    case TorchUnaryCholesky: return at::linalg_cholesky(a);
    case TorchUnaryInverse: return at::linalg_inv(a);
    case TorchUnaryLogDeterminant: return std::get<1>(at::linalg_slogdet(a));
    case TorchUnaryMatrixExp: return at::linalg_matrix_exp(a);
    }
    TORCH_CHECK(false, "unknown operation");
}

/// A whole number stays one, so that positions stay whole when one is added to them.
static c10::Scalar number(const Tensor &a, double value) {
    const bool whole = at::isIntegralType(a.scalar_type(), true) && value == double(int64_t(value));
    return whole ? c10::Scalar(int64_t(value)) : c10::Scalar(value);
}

static Tensor apply(TorchScalar op, const Tensor &a, double value) {
    const c10::Scalar x = number(a, value);
    switch (op) {
    case TorchScalarAdd: return a.add(x);
    case TorchScalarMultiply: return a.mul(x);
    case TorchScalarDivide: return a.div(x);
    case TorchScalarSubtractFrom: return at::rsub(a, x);
    case TorchScalarDivideInto: return at::native::wrapped_scalar_tensor(x).div(a);
    case TorchScalarPower: return a.pow(x);
    case TorchScalarPowerOf: return at::pow(x, a);
    case TorchScalarRemainder: return a.remainder(x);
    case TorchScalarFloorDivide: return a.floor_divide(x);
    case TorchScalarAtLeast: return a.clamp_min(x);
    case TorchScalarAtMost: return a.clamp_max(x);
    case TorchScalarLeakyRelu: return at::leaky_relu(a, x);
    case TorchScalarEqual: return a.eq(x);
    case TorchScalarNotEqual: return a.ne(x);
    case TorchScalarLess: return a.lt(x);
    case TorchScalarLessEqual: return a.le(x);
    case TorchScalarGreater: return a.gt(x);
    case TorchScalarGreaterEqual: return a.ge(x);
    }
    TORCH_CHECK(false, "unknown operation");
}

static Tensor apply(TorchBinary op, const Tensor &a, const Tensor &b) {
    switch (op) {
    case TorchBinaryAdd: return a.add(b);
    case TorchBinarySubtract: return a.sub(b);
    case TorchBinaryMultiply: return a.mul(b);
    case TorchBinaryDivide: return a.div(b);
    case TorchBinaryPower: return a.pow(b);
    case TorchBinaryRemainder: return a.remainder(b);
    case TorchBinaryFloorDivide: return a.floor_divide(b);
    case TorchBinaryMaximum: return at::maximum(a, b);
    case TorchBinaryMinimum: return at::minimum(a, b);
    case TorchBinaryAtan2: return a.atan2(b);
    case TorchBinaryLogAddExp: return a.logaddexp(b);
    case TorchBinaryEqual: return a.eq(b);
    case TorchBinaryNotEqual: return a.ne(b);
    case TorchBinaryLess: return a.lt(b);
    case TorchBinaryLessEqual: return a.le(b);
    case TorchBinaryGreater: return a.gt(b);
    case TorchBinaryGreaterEqual: return a.ge(b);
    case TorchBinaryAnd: return a.logical_and(b);
    case TorchBinaryOr: return a.logical_or(b);
    case TorchBinaryXor: return a.logical_xor(b);
    case TorchBinaryMatmul: return a.is_sparse() ? at::mm(a, b) : a.matmul(b);
    case TorchBinaryBatchMatmul: return a.bmm(b);
    case TorchBinaryOuter: return a.outer(b);
    case TorchBinaryDistances: return at::cdist(a, b);
    case TorchBinarySolve: return at::linalg_solve(a, b);
    case TorchBinaryCholeskySolve: return b.cholesky_solve(a);
    case TorchBinarySolveLower: return at::linalg_solve_triangular(a, b, false);
    case TorchBinarySolveUpper: return at::linalg_solve_triangular(a, b, true);
    case TorchBinaryLeastSquares: return std::get<0>(at::linalg_lstsq(a, b));
    case TorchBinaryMaskedSelect: return a.masked_select(b);
    case TorchBinarySearchSorted: return at::searchsorted(a, b);
    case TorchBinaryExpandAs: return a.expand_as(b);
    }
    TORCH_CHECK(false, "unknown operation");
}

static Tensor apply(TorchTernary op, const Tensor &a, const Tensor &b, TorchTensor c) {
    switch (op) {
    case TorchTernaryWhere: return at::where(a, b, c->value);
    case TorchTernaryAddMatmul: return at::addmm(a, b, c->value);
    case TorchTernaryAddBatchMatmul: return at::baddbmm(a, b, c->value);
    case TorchTernaryLinear: return at::linear(a, b, maybe(c));
    case TorchTernaryInterpolate: return a.lerp(b, c->value);
    case TorchTernaryAddProduct: return a.addcmul(b, c->value);
    }
    TORCH_CHECK(false, "unknown operation");
}

static Tensor product(const Tensor &a, at::IntArrayRef axes, bool keep) {
    if (axes.empty()) return a.prod();
    TORCH_CHECK(axes.size() == 1, "a product runs along one axis or all");
    return a.prod(axes[0], keep);
}

/// Whether all, or any, of the elements along some axes hold.
static Tensor truth(const Tensor &a, at::IntArrayRef axes, bool keep, bool all) {
    if (axes.empty()) return all ? a.all() : a.any();
    TORCH_CHECK(axes.size() == 1, "all and any run along one axis or all of them");
    return all ? a.all(axes[0], keep) : a.any(axes[0], keep);
}

static c10::optional<int64_t> one(at::IntArrayRef axes) {
    TORCH_CHECK(axes.size() <= 1, "a position is found along one axis or over all");
    return axes.empty() ? c10::optional<int64_t>() : c10::optional<int64_t>(axes[0]);
}

static Tensor apply(TorchReduction op, const Tensor &a, at::IntArrayRef axes, bool keep) {
    const at::OptionalIntArrayRef some = axes;
    switch (op) {
    case TorchReductionSum: return axes.empty() ? a.sum() : a.sum(axes, keep);
    case TorchReductionMean: return axes.empty() ? a.mean() : a.mean(axes, keep);
    case TorchReductionLargest: return a.amax(axes, keep);
    case TorchReductionSmallest: return a.amin(axes, keep);
    case TorchReductionLogSumExp: return axes.empty() ? a.flatten().logsumexp(0) : a.logsumexp(axes, keep);
    case TorchReductionAll: return truth(a, axes, keep, true);
    case TorchReductionAny: return truth(a, axes, keep, false);
    case TorchReductionVariance: return axes.empty() ? a.var(false) : a.var(some, false, keep);
    case TorchReductionSampleVariance: return axes.empty() ? a.var(true) : a.var(some, true, keep);
    case TorchReductionDeviation: return axes.empty() ? a.std(false) : a.std(some, false, keep);
    case TorchReductionSampleDeviation: return axes.empty() ? a.std(true) : a.std(some, true, keep);
    case TorchReductionNorm: return axes.empty() ? a.norm() : a.norm(2, axes, keep);
    case TorchReductionProduct: return product(a, axes, keep);
    case TorchReductionArgLargest: return a.argmax(one(axes), keep);
    case TorchReductionArgSmallest: return a.argmin(one(axes), keep);
    }
    TORCH_CHECK(false, "unknown operation");
}

static TorchFailure factor(TorchFactoring op, TorchTensor handle, TorchTensor *out) {
    return guarded([&] {
        const Tensor &a = handle->value;
        Tensor parts[3];
        switch (op) {
        case TorchFactoringSVD: std::tie(parts[0], parts[1], parts[2]) = at::linalg_svd(a, false); break;
        case TorchFactoringQR: std::tie(parts[0], parts[1]) = at::linalg_qr(a); break;
        case TorchFactoringSymmetricEigen: std::tie(parts[0], parts[1]) = at::linalg_eigh(a); break;
        case TorchFactoringUnique:
            std::tie(parts[0], parts[1], parts[2]) = at::_unique2(a, true, true, true);
            break;
        }
        for (int i = 0; i < 3; i++) out[i] = wrapped(parts[i]);
    });
}

void add_operations(TorchTable &table) {
    table.unary = [](TorchUnary op, TorchTensor a, TorchTensor *out) {
        return guarded([&] { *out = wrap(apply(op, a->value)); });
    };
    table.scalar = [](TorchScalar op, TorchTensor a, double value, TorchTensor *out) {
        return guarded([&] { *out = wrap(apply(op, a->value, value)); });
    };
    table.binary = [](TorchBinary op, TorchTensor a, TorchTensor b, TorchTensor *out) {
        return guarded([&] { *out = wrap(apply(op, a->value, b->value)); });
    };
    table.ternary = [](TorchTernary op, TorchTensor a, TorchTensor b, TorchTensor c, TorchTensor *out) {
        return guarded([&] { *out = wrap(apply(op, a->value, b->value, c)); });
    };
    table.reduce = [](TorchReduction op, TorchTensor a, const int64_t *axes, int32_t count, bool keep,
                      TorchTensor *out) {
        return guarded([&] { *out = wrap(apply(op, a->value, ints(axes, count), keep)); });
    };
    table.factor = factor;
}

}  // namespace backend
