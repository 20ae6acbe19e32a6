// Chance: every random number comes from a generator that the caller holds.
#include "random.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>

#include <mutex>

#include "support.h"

namespace backend {

using at::Tensor;

uint64_t drawn(at::Generator &chance) {
    std::lock_guard<std::mutex> lock(chance.mutex());
    return at::get_generator_or_default<at::CPUGeneratorImpl>(chance, at::detail::getDefaultCPUGenerator())->random64();
}

/// Mixes 32 bits (the finaliser of MurmurHash3); a counter through it twice, with a key in between, is as even as a
/// mask needs, can be computed in any order by any number of threads, and vectorises.
static inline uint32_t mixed(uint32_t x) {
    x ^= x >> 16;
    x *= 0x85ebca6bu;
    x ^= x >> 13;
    x *= 0xc2b2ae35u;
    return x ^ (x >> 16);
}

EVERY_MACHINE static void fill_kept(float *out, int64_t begin, int64_t end, uint64_t key, uint32_t limit, float value) {
    const uint32_t low = uint32_t(key), high = uint32_t(key >> 32);
    for (int64_t i = begin; i < end; i++) {
        const uint32_t bits = mixed(mixed(uint32_t(i) + low) ^ high ^ uint32_t(i >> 32));
        out[i] = bits < limit ? 0.0f : value;
    }
}

Tensor kept(const Tensor &like, double rate, at::Generator &chance) {
    TORCH_CHECK(rate >= 0 && rate < 1, "a dropout rate lies in 0 ..< 1, but is ", rate);
    const uint64_t key = drawn(chance);
    const float value = float(1 / (1 - rate));
    if (!like.device().is_cpu()) {
        at::Generator device = at::globalContext().defaultGenerator(like.device());
        {
            std::lock_guard<std::mutex> lock(device.mutex());
            device.set_current_seed(key);
        }
        return at::empty_like(like.detach()).bernoulli_(1 - rate, device).mul_(value);
    }
    Tensor mask = at::empty(like.sizes(), like.options().dtype(at::kFloat));
    float *out = mask.data_ptr<float>();
    const uint32_t limit = uint32_t(rate * 4294967296.0);
    at::parallel_for(0, mask.numel(), 1 << 15, [&](int64_t begin, int64_t end) {
        fill_kept(out, begin, end, key, limit, value);
    });
    return mask.to(like.scalar_type());
}

static TorchFailure generator(uint64_t seed, TorchGenerator *out) {
    return guarded([&] { *out = new TorchGeneratorObject{at::detail::createCPUGenerator(seed)}; });
}

static TorchFailure generator_state(TorchGenerator chance, TorchTensor *out) {
    return guarded([&] {
        std::lock_guard<std::mutex> lock(chance->value.mutex());
        *out = wrap(chance->value.get_state());
    });
}

static TorchFailure set_generator_state(TorchGenerator chance, TorchTensor state) {
    return guarded([&] {
        std::lock_guard<std::mutex> lock(chance->value.mutex());
        chance->value.set_state(state->value);
    });
}

static TorchFailure random(
    TorchRandom op, TorchGenerator chance, const int64_t *sizes, int32_t rank, double first, double second,
    TorchType type, TorchTensor *out) {
    return guarded([&] {
        c10::NoGradGuard quiet;
        at::Generator &from = chance->value;
        if (op == TorchRandomPermutation) {
            TORCH_CHECK(rank == 1, "a permutation has one axis");
            *out = wrap(at::randperm(sizes[0], from, options(type, TORCH_CPU)));
            return;
        }
        Tensor a = at::empty(ints(sizes, rank), options(type, TORCH_CPU));
        switch (op) {
        case TorchRandomUniform: a.uniform_(first, second, from); break;
        case TorchRandomNormal: a.normal_(first, second, from); break;
        case TorchRandomIntegers: a.random_(int64_t(first), int64_t(second), from); break;
        case TorchRandomBernoulli: a.bernoulli_(first, from); break;
        case TorchRandomExponential: a.exponential_(first, from); break;
        case TorchRandomPermutation: break;
        }
        *out = wrap(std::move(a));
    });
}

static TorchFailure multinomial(
    TorchTensor weights, int64_t count, bool replacement, TorchGenerator chance, TorchTensor *out) {
    return guarded([&] { *out = wrap(at::multinomial(weights->value, count, replacement, chance->value)); });
}

void add_chance(TorchTable &table) {
    table.generator = generator;
    table.release_generator = [](TorchGenerator chance) { delete chance; };
    table.draw = [](TorchGenerator chance, uint64_t *out) { return guarded([&] { *out = drawn(chance->value); }); };
    table.generator_state = generator_state;
    table.set_generator_state = set_generator_state;
    table.random = random;
    table.multinomial = multinomial;
}

}  // namespace backend
