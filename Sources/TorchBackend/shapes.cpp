// Views, indexing, joining and splitting.
#include "support.h"

namespace backend {

using at::Tensor;

static Tensor apply(TorchAlong op, const Tensor &a, int64_t axis) {
    switch (op) {
    case TorchAlongSoftmax: return a.softmax(axis);
    case TorchAlongLogSoftmax: return a.log_softmax(axis);
    case TorchAlongRunningSum: return a.cumsum(axis);
    case TorchAlongRunningProduct: return a.cumprod(axis);
    case TorchAlongInsert: return a.unsqueeze(axis);
    case TorchAlongRemove: return a.squeeze(axis);
    case TorchAlongLower: return a.tril(axis);
    case TorchAlongUpper: return a.triu(axis);
    case TorchAlongDiagonal: return a.diagonal(axis, -2, -1);
    case TorchAlongFromDiagonal: return at::diag_embed(a, axis);
    case TorchAlongGate: return at::glu(a, axis);
    case TorchAlongOneHot: return at::one_hot(a, axis);
    }
    TORCH_CHECK(false, "unknown operation");
}

static Tensor apply(TorchArrangement op, const Tensor &a, at::IntArrayRef n) {
    const auto needs = [&](size_t count) { TORCH_CHECK(n.size() == count, "needs ", count, " numbers"); };
    switch (op) {
    case TorchArrangementReshape: return a.reshape(n);
    case TorchArrangementExpand: return a.expand(n);
    case TorchArrangementPermute: return a.permute(n);
    case TorchArrangementRepeat: return a.repeat(n);
    case TorchArrangementFlip: return a.flip(n);
    case TorchArrangementSwap: needs(2); return a.transpose(n[0], n[1]);
    case TorchArrangementRoll: needs(2); return a.roll(n[0], n[1]);
    case TorchArrangementPad: return at::constant_pad_nd(a, n, 0);
    case TorchArrangementFlatten: needs(2); return a.flatten(n[0], n[1]);
    }
    TORCH_CHECK(false, "unknown operation");
}

/// Slices along an axis by positions of any shape, or by a mask.
static Tensor take(const Tensor &a, int64_t axis, const Tensor &positions) {
    const int64_t from = axis < 0 ? axis + a.dim() : axis;
    TORCH_CHECK(from >= 0 && from < a.dim(), "there is no axis ", axis);
    c10::List<c10::optional<Tensor>> all;
    for (int64_t i = 0; i < from; i++) all.push_back(c10::optional<Tensor>());
    all.push_back(c10::optional<Tensor>(positions));
    return at::index(a, all);
}

static Tensor apply(TorchIndexing op, const Tensor &a, int64_t axis, const Tensor &positions) {
    switch (op) {
    case TorchIndexingSelect: return a.index_select(axis, positions);
    case TorchIndexingGather: return a.gather(axis, positions);
    case TorchIndexingTake: return take(a, axis, positions);
    }
    TORCH_CHECK(false, "unknown operation");
}

static Tensor apply(TorchScattering op, const Tensor &a, int64_t axis, const Tensor &positions, const Tensor &source) {
    switch (op) {
    case TorchScatteringSet: return a.scatter(axis, positions, source);
    case TorchScatteringAdd: return a.scatter_add(axis, positions, source);
    case TorchScatteringLargest: return a.scatter_reduce(axis, positions, source, "amax", true);
    case TorchScatteringIndexAdd: return a.index_add(axis, positions, source);
    case TorchScatteringIndexSet: return a.index_copy(axis, positions, source);
    }
    TORCH_CHECK(false, "unknown operation");
}

static TorchFailure split(TorchTensor a, const int64_t *sizes, int32_t count, int64_t axis, TorchTensor *out) {
    return guarded([&] {
        std::vector<Tensor> parts = a->value.split_with_sizes(ints(sizes, count), axis);
        for (int32_t i = 0; i < count; i++) out[i] = wrap(std::move(parts[i]));
    });
}

static TorchFailure pair(
    TorchPair op, TorchTensor handle, int64_t k, int64_t axis, TorchTensor *values, TorchTensor *positions) {
    return guarded([&] {
        const Tensor &a = handle->value;
        std::tuple<Tensor, Tensor> both;
        switch (op) {
        case TorchPairTop: both = a.topk(k, axis, true, true); break;
        case TorchPairBottom: both = a.topk(k, axis, false, true); break;
        case TorchPairAscending: both = a.sort(c10::optional<bool>(true), axis, false); break;
        case TorchPairDescending: both = a.sort(c10::optional<bool>(true), axis, true); break;
        case TorchPairLargest: both = a.max(axis, false); break;
        case TorchPairSmallest: both = a.min(axis, false); break;
        }
        *values = wrap(std::get<0>(std::move(both)));
        *positions = wrap(std::get<1>(std::move(both)));
    });
}

void add_shapes(TorchTable &table) {
    table.along = [](TorchAlong op, TorchTensor a, int64_t axis, TorchTensor *out) {
        return guarded([&] { *out = wrap(apply(op, a->value, axis)); });
    };
    table.arrange = [](TorchArrangement op, TorchTensor a, const int64_t *numbers, int32_t count, TorchTensor *out) {
        return guarded([&] { *out = wrap(apply(op, a->value, ints(numbers, count))); });
    };
    table.slice = [](TorchTensor a, int64_t axis, int64_t from, int64_t to, int64_t by, TorchTensor *out) {
        return guarded([&] { *out = wrap(a->value.slice(axis, from, to, by)); });
    };
    table.at = [](TorchTensor a, int64_t axis, int64_t index, TorchTensor *out) {
        return guarded([&] { *out = wrap(a->value.select(axis, index)); });
    };
    table.index = [](TorchIndexing op, TorchTensor a, int64_t axis, TorchTensor positions, TorchTensor *out) {
        return guarded([&] { *out = wrap(apply(op, a->value, axis, positions->value)); });
    };
    table.scatter = [](TorchScattering op, TorchTensor a, int64_t axis, TorchTensor positions, TorchTensor source,
                       TorchTensor *out) {
        return guarded([&] { *out = wrap(apply(op, a->value, axis, positions->value, source->value)); });
    };
    table.masked_fill = [](TorchTensor a, TorchTensor mask, double value, TorchTensor *out) {
        return guarded([&] { *out = wrap(a->value.masked_fill(mask->value, value)); });
    };
    table.join = [](const TorchTensor *a, int32_t count, int64_t axis, bool stack, TorchTensor *out) {
        return guarded([&] {
            *out = wrap(stack ? at::stack(list(a, count), axis) : at::cat(list(a, count), axis));
        });
    };
    table.einsum = [](const char *equation, const TorchTensor *a, int32_t count, TorchTensor *out) {
        return guarded([&] { *out = wrap(at::einsum(equation, list(a, count))); });
    };
    table.split = split;
    table.pair = pair;
}

}  // namespace backend
