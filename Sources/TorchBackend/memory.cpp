// Tensors made from memory and numbers, and read back.
#include "support.h"

namespace backend {

static TorchFailure describe(TorchTensor a, TorchDescription *out) {
    return guarded([&] {
        const at::Tensor &t = a->value;
        TORCH_CHECK(t.dim() <= TORCH_MAX_RANK, "a tensor has at most ", TORCH_MAX_RANK, " axes here");
        out->rank = static_cast<int32_t>(t.dim());
        std::copy(t.sizes().begin(), t.sizes().end(), out->sizes);
        out->count = t.numel();
        out->type = static_cast<int32_t>(t.scalar_type());
        out->device = t.device().is_cpu() ? TORCH_CPU : std::max<int32_t>(0, t.device().index());
        out->requires_gradient = t.requires_grad();
        out->is_leaf = t.is_leaf();
        out->is_sparse = t.is_sparse();
        out->is_contiguous = !t.is_sparse() && t.is_contiguous();
    });
}

static TorchFailure from_memory(
    const void *data, const int64_t *sizes, int32_t rank, TorchType type, int32_t device, TorchTensor *out) {
    return guarded([&] {
        auto host = at::TensorOptions().dtype(type_of(type));
        at::Tensor view = at::from_blob(const_cast<void *>(data), ints(sizes, rank), host);
        *out = wrap(device == TORCH_CPU ? view.clone() : view.to(device_of(device)));
    });
}

static TorchFailure to_memory(TorchTensor a, TorchType type, void *data, int64_t count) {
    return guarded([&] {
        at::Tensor source = a->value.detach();
        if (source.is_sparse()) source = source.to_dense();
        TORCH_CHECK(source.numel() == count, "room for ", count, " elements, but there are ", source.numel());
        if (count == 0) return;
        at::from_blob(data, source.sizes(), at::TensorOptions().dtype(type_of(type))).copy_(source);
    });
}

static TorchFailure memory(TorchTensor a, void **out) {
    return guarded([&] {
        const at::Tensor &t = a->value;
        TORCH_CHECK(t.device().is_cpu() && !t.is_sparse() && t.is_contiguous(), "not contiguous in the host's memory");
        *out = t.data_ptr();
    });
}

static TorchFailure filled(
    const int64_t *sizes, int32_t rank, double value, TorchType type, int32_t device, TorchTensor *out) {
    return guarded([&] {
        at::Tensor a = at::empty(ints(sizes, rank), options(type, device));
        if (a.is_floating_point())
            a.fill_(value);
        else
            a.fill_(static_cast<int64_t>(value));
        *out = wrap(std::move(a));
    });
}

static TorchFailure range(double from, double to, double by, TorchType type, int32_t device, TorchTensor *out) {
    return guarded([&] {
        if (at::isIntegralType(type_of(type), false))
            *out = wrap(at::arange(int64_t(from), int64_t(to), int64_t(by), options(type, device)));
        else
            *out = wrap(at::arange(from, to, by, options(type, device)));
    });
}

static TorchFailure identity(int64_t n, TorchType type, int32_t device, TorchTensor *out) {
    return guarded([&] { *out = wrap(at::eye(n, options(type, device))); });
}

static TorchFailure sparse(
    TorchTensor indices, TorchTensor values, const int64_t *sizes, int32_t rank, TorchTensor *out) {
    return guarded([&] {
        *out = wrap(at::sparse_coo_tensor(indices->value, values->value, ints(sizes, rank)));
    });
}

static TorchFailure convert(TorchTensor a, TorchType type, int32_t device, TorchTensor *out) {
    return guarded([&] { *out = wrap(a->value.to(device_of(device), type_of(type))); });
}

static TorchFailure assign(TorchAssignment op, TorchTensor target, TorchTensor source) {
    return guarded([&] {
        c10::NoGradGuard quiet;
        at::Tensor &a = target->value;
        switch (op) {
        case TorchAssignmentCopy: a.copy_(source->value); break;
        case TorchAssignmentAdd: a.add_(source->value); break;
        case TorchAssignmentMultiply: a.mul_(source->value); break;
        case TorchAssignmentReplaceStorage: a.set_data(source->value); break;
        }
    });
}

static TorchFailure assign_scalar(TorchAssignment op, TorchTensor target, double value) {
    return guarded([&] {
        c10::NoGradGuard quiet;
        at::Tensor &a = target->value;
        switch (op) {
        case TorchAssignmentCopy: a.fill_(value); break;
        case TorchAssignmentAdd: a.add_(value); break;
        case TorchAssignmentMultiply: a.mul_(value); break;
        case TorchAssignmentReplaceStorage: TORCH_CHECK(false, "a number has no storage"); break;
        }
    });
}

void add_memory(TorchTable &table) {
    table.release = [](TorchTensor a) { delete a; };
    table.describe = describe;
    table.from_memory = from_memory;
    table.to_memory = to_memory;
    table.memory = memory;
    table.filled = filled;
    table.range = range;
    table.identity = identity;
    table.sparse = sparse;
    table.convert = convert;
    table.assign = assign;
    table.assign_scalar = assign_scalar;
}

}  // namespace backend
