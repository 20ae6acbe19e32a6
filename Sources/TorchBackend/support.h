// Handles, and the wall between C++ exceptions and C.
#pragma once

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <torch/version.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <initializer_list>
#include <string>
#include <utility>

#include "TorchABI.h"

struct TorchTensorObject {
    at::Tensor value;
};
struct TorchGeneratorObject {
    at::Generator value;
};

namespace backend {

inline TorchTensor wrap(at::Tensor value) { return new TorchTensorObject{std::move(value)}; }
/// A handle for a tensor, NULL for an undefined one.
inline TorchTensor wrapped(at::Tensor value) { return value.defined() ? wrap(std::move(value)) : nullptr; }
/// A tensor that may be absent.
inline at::Tensor given(TorchTensor a) { return a ? a->value : at::Tensor(); }
inline c10::optional<at::Tensor> maybe(TorchTensor a) {
    return a ? c10::optional<at::Tensor>(a->value) : c10::optional<at::Tensor>();
}
inline at::IntArrayRef ints(const int64_t *numbers, int64_t count) { return at::IntArrayRef(numbers, count); }
inline std::vector<at::Tensor> list(const TorchTensor *a, int64_t count) {
    std::vector<at::Tensor> out;
    out.reserve(count);
    for (int64_t i = 0; i < count; i++) out.push_back(given(a[i]));
    return out;
}
inline at::ScalarType type_of(TorchType type) { return static_cast<at::ScalarType>(type); }
inline at::Device device_of(int32_t device) {
    return device == TORCH_CPU ? at::Device(at::kCPU) : at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(device));
}
inline at::TensorOptions options(TorchType type, int32_t device) {
    return at::TensorOptions().dtype(type_of(type)).device(device_of(device));
}
/// Whether the elements can be walked with a plain pointer to floats.
inline bool plain(const at::Tensor &a) {
    return a.defined() && !a.is_sparse() && a.device().is_cpu() && a.scalar_type() == at::kFloat && a.is_contiguous();
}

/// Compiles a loop for several instruction sets; the machine's is chosen when the library is loaded.
#if defined(__x86_64__)
#define EVERY_MACHINE __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define EVERY_MACHINE
#endif

/// Runs `body` and answers NULL, or the message of what it threw.
template <class Body> TorchFailure guarded(Body &&body) noexcept {
    try {
        body();
        return nullptr;
    } catch (const c10::Error &e) {
        return strdup(e.what_without_backtrace());
    } catch (const std::exception &e) {
        return strdup(e.what());
    } catch (...) {
        return strdup("an unknown C++ exception");
    }
}

/// What one file adds to the table.
void add_memory(TorchTable &table);
void add_operations(TorchTable &table);
void add_shapes(TorchTable &table);
void add_layers(TorchTable &table);
void add_chance(TorchTable &table);
void add_gradients(TorchTable &table);
void add_steps(TorchTable &table);
void add_scripts(TorchTable &table);

}  // namespace backend
