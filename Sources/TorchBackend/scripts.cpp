// TorchScript modules, loaded and run.
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

#include "support.h"

struct TorchScriptObject {
    torch::jit::Module value;
};

namespace backend {

/// The tensors of what a method returned, in order, through tuples, lists and dictionaries.
static void collect(const c10::IValue &value, std::vector<at::Tensor> &found) {
    if (value.isTensor()) {
        found.push_back(value.toTensor());
    } else if (value.isTuple()) {
        for (const c10::IValue &part : value.toTupleRef().elements()) collect(part, found);
    } else if (value.isList()) {
        const auto parts = value.toList();
        for (size_t i = 0; i < parts.size(); i++) collect(parts.get(i), found);
    } else if (value.isGenericDict()) {
        for (const auto &entry : value.toGenericDict()) collect(entry.value(), found);
    } else if (!value.isNone()) {
        TORCH_CHECK(false, "the method returns a ", value.tagKind(), ", which is no tensor");
    }
}

static TorchFailure script_load(const char *path, int32_t device, TorchScript *out) {
    return guarded([&] {
        torch::jit::Module module = torch::jit::load(std::string(path), device_of(device));
        module.eval();
        *out = new TorchScriptObject{std::move(module)};
    });
}

static TorchFailure script_run(
    TorchScript module, const char *method, const TorchTensor *inputs, int32_t count, TorchTensor *out,
    int32_t capacity, int32_t *found) {
    return guarded([&] {
        const auto entry = module->value.find_method(method);
        TORCH_CHECK(entry, "the module has no method named ", method);
        std::vector<c10::IValue> arguments;
        for (int32_t i = 0; i < count; i++) arguments.emplace_back(inputs[i]->value);
        std::vector<at::Tensor> results;
        collect((*entry)(std::move(arguments)), results);
        TORCH_CHECK(results.size() <= size_t(capacity), "the method returns ", results.size(), " tensors");
        *found = static_cast<int32_t>(results.size());
        for (size_t i = 0; i < results.size(); i++) out[i] = wrap(results[i]);
    });
}

static TorchFailure script_visit(
    TorchScript module, void *context, void (*visit)(void *context, const char *name, TorchTensor borrowed)) {
    return guarded([&] {
        for (const auto &entry : module->value.named_parameters()) {
            TorchTensorObject borrowed{entry.value};
            visit(context, entry.name.c_str(), &borrowed);
        }
    });
}

void add_scripts(TorchTable &table) {
    table.script_load = script_load;
    table.release_script = [](TorchScript module) { delete module; };
    table.script_run = script_run;
    table.script_visit = script_visit;
}

}  // namespace backend
