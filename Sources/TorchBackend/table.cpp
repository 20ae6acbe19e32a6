// The table itself, and what is done once when the library is loaded.
#include <ATen/Parallel.h>
#include <c10/util/Logging.h>
#include <malloc.h>
#include <torch/cuda.h>

#include "support.h"

namespace backend {

/// Sets the threads (Debian's build answers 1) and keeps large blocks: glibc hands every block over 32 MB back to the
/// kernel at once, and most of the time of a large operation is then spent on page faults.
static TorchFailure start(int32_t threads) {
    return guarded([&] {
        mallopt(M_MMAP_MAX, 0);
        mallopt(M_TRIM_THRESHOLD, 1 << 30);
        mallopt(M_TOP_PAD, 16 << 20);
        at::set_num_threads(threads);
        // Nobody sees the stack of a failed operation, and walking it takes milliseconds.
        c10::SetStackTraceFetcher([] { return std::string(); });
    });
}

static int32_t cuda_devices() {
    try {
        return static_cast<int32_t>(torch::cuda::device_count());
    } catch (...) {
        return 0;
    }
}

static TorchTable made() {
    TorchTable table{};
    table.version = TORCH_TABLE_VERSION;
    table.library_version = TORCH_VERSION;
    table.start = start;
    table.use_threads = [](int32_t threads) { return guarded([&] { at::set_num_threads(threads); }); };
    table.cuda_devices = cuda_devices;
    table.release_text = [](char *text) { free(text); };
    table.copy_text = [](const char *text) { return strdup(text); };
    add_memory(table);
    add_operations(table);
    add_shapes(table);
    add_layers(table);
    add_chance(table);
    add_gradients(table);
    add_steps(table);
    add_scripts(table);
    return table;
}

}  // namespace backend

extern "C" __attribute__((visibility("default"))) const TorchTable *torch_table(void) {
    static const TorchTable table = backend::made();
    return &table;
}
