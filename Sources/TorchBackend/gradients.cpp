// Gradients: backward passes, and operations whose derivative the caller writes.
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <memory>

#include "support.h"

namespace backend {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

static TorchFailure backward(TorchTensor a, TorchTensor gradient, bool keep) {
    return guarded([&] {
        variable_list seeds;
        if (gradient) seeds.push_back(gradient->value);
        torch::autograd::backward({a->value}, seeds, keep);
    });
}

static TorchFailure gradients(
    const TorchTensor *outputs, const TorchTensor *output_gradients, int32_t output_count, const TorchTensor *inputs,
    int32_t input_count, bool differentiable, bool keep, TorchTensor *out) {
    return guarded([&] {
        variable_list seeds;
        if (output_gradients) seeds = list(output_gradients, output_count);
        variable_list found = torch::autograd::grad(
            list(outputs, output_count), list(inputs, input_count), seeds, keep || differentiable, differentiable,
            true);
        for (int32_t i = 0; i < input_count; i++) out[i] = wrapped(found[i]);
    });
}

/// What a custom operation needs on its way back; shared by the graph, and released with it.
struct Derivative {
    TorchBackward backward;
    void *context;
    void (*release)(void *);
    Derivative(TorchBackward backward, void *context, void (*release)(void *))
        : backward(backward), context(context), release(release) {}
    Derivative(const Derivative &) = delete;
    ~Derivative() { release(context); }
};

/// Lets a shared pointer travel in what a graph node saves.
struct Carrier : torch::CustomClassHolder {
    std::shared_ptr<Derivative> derivative;
    explicit Carrier(std::shared_ptr<Derivative> derivative) : derivative(std::move(derivative)) {}
};

struct CustomOperation : torch::autograd::Function<CustomOperation> {
    static variable_list forward(
        AutogradContext *context, at::TensorList inputs, const variable_list *outputs,
        const variable_list *saved, std::shared_ptr<Derivative> derivative) {
        context->save_for_backward(*saved);
        context->saved_data["inputs"] = int64_t(inputs.size());
        context->saved_data["derivative"] =
            c10::IValue::make_capsule(c10::make_intrusive<Carrier>(std::move(derivative)));
        return *outputs;
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const auto carrier = context->saved_data["derivative"].toCapsule();
        const Derivative &derivative = *static_cast<Carrier *>(carrier.get())->derivative;
        variable_list saved = context->get_saved_variables();
        std::vector<TorchTensor> above, kept, below(context->saved_data["inputs"].toInt(), nullptr);
        for (Tensor &g : gradients) above.push_back(wrapped(std::move(g)));
        for (Tensor &s : saved) kept.push_back(wrapped(std::move(s)));
        const std::unique_ptr<char, void (*)(void *)> failure(
            derivative.backward(
                derivative.context, above.data(), above.size(), kept.data(), kept.size(), below.data(), below.size()),
            free);
        for (TorchTensor t : above) delete t;
        for (TorchTensor t : kept) delete t;
        variable_list out;
        for (TorchTensor t : below) {
            out.push_back(given(t));
            delete t;
        }
        TORCH_CHECK(!failure, failure.get());
        out.resize(out.size() + 3);  // nothing flows into the three arguments that are no tensors
        return out;
    }
};

static TorchFailure custom(
    const TorchTensor *inputs, int32_t input_count, const TorchTensor *outputs, int32_t output_count,
    const TorchTensor *saved, int32_t saved_count, TorchBackward backward, void *context,
    void (*release)(void *context), TorchTensor *out) {
    auto derivative = std::make_shared<Derivative>(backward, context, release);
    return guarded([&] {
        const variable_list in = list(inputs, input_count);
        variable_list computed = list(outputs, output_count);
        for (Tensor &output : computed) output = output.detach();
        const variable_list remembered = list(saved, saved_count);
        const variable_list made = CustomOperation::apply(at::TensorList(in), &computed, &remembered, derivative);
        for (int32_t i = 0; i < output_count; i++) out[i] = wrap(made[i]);
    });
}

static TorchFailure autocast(int32_t device, bool on, TorchType type, bool *was) {
    return guarded([&] {
        const at::ScalarType to = type_of(type);
#if TORCH_VERSION_MAJOR >= 2
        const at::DeviceType kind = device_of(device).type();
        *was = at::autocast::is_autocast_enabled(kind);
        if (on) at::autocast::set_autocast_dtype(kind, to);
        at::autocast::set_autocast_enabled(kind, on);
#else
        if (device == TORCH_CPU) {
            *was = at::autocast::is_cpu_enabled();
            if (on) at::autocast::set_autocast_cpu_dtype(to);
            at::autocast::set_cpu_enabled(on);
        } else {
            *was = at::autocast::is_enabled();
            if (on) at::autocast::set_autocast_gpu_dtype(to);
            at::autocast::set_enabled(on);
        }
#endif
        if (!on) at::autocast::clear_cache();
    });
}

void add_gradients(TorchTable &table) {
    table.require_gradient = [](TorchTensor a, bool on) { return guarded([&] { a->value.set_requires_grad(on); }); };
    table.gradient_mode = [](bool on) {
        const bool was = c10::GradMode::is_enabled();
        c10::GradMode::set_enabled(on);
        return was;
    };
    table.backward = backward;
    table.gradients = gradients;
    table.gradient = [](TorchTensor a, TorchTensor *out) { return guarded([&] { *out = wrapped(a->value.grad()); }); };
    table.set_gradient = [](TorchTensor a, TorchTensor gradient) {
        return guarded([&] { a->value.mutable_grad() = given(gradient); });
    };
    table.clear_gradients = [](const TorchTensor *a, int64_t count) {
        return guarded([&] {
            for (int64_t i = 0; i < count; i++) a[i]->value.mutable_grad() = Tensor();
        });
    };
    table.custom = custom;
    table.autocast = autocast;
}

}  // namespace backend
