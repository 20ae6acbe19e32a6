// One step of an optimiser over all parameters in one call: each element is read and written once.
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

#include "support.h"

namespace backend {

using at::Tensor;

/// What one parameter's update needs besides its elements.
struct Rule {
    TorchMethod method;
    bool decoupled, nesterov;
    float rate, decay, momentum, beta1, beta2, epsilon, correction1, correction2, scale, limit;
};

static inline float prepared(float g, float p, const Rule &r) {
    g *= r.scale;
    g = std::min(std::max(g, -r.limit), r.limit);
    return r.decoupled ? g : g + r.decay * p;
}

/// Adam (Kingma & Ba 2015, algorithm 1), with decay of the weights themselves (Loshchilov & Hutter 2019) if decoupled.
EVERY_MACHINE static void adam(
    float *__restrict p, const float *__restrict grad, float *__restrict m, float *__restrict v, int64_t n,
    const Rule &rule) {
    const Rule r = rule;
    const float shrink = r.decoupled ? 1 - r.rate * r.decay : 1;
    const float size = r.rate / r.correction1, root = 1 / std::sqrt(r.correction2);
    for (int64_t i = 0; i < n; i++) {
        const float g = prepared(grad[i], p[i], r);
        m[i] = r.beta1 * m[i] + (1 - r.beta1) * g;
        v[i] = r.beta2 * v[i] + (1 - r.beta2) * g * g;
        p[i] = p[i] * shrink - size * m[i] / (std::sqrt(v[i]) * root + r.epsilon);
    }
}

/// Stochastic gradient descent with (Nesterov's) momentum, as PyTorch writes it: b = mu b + g; p -= rate b.
EVERY_MACHINE static void descent(
    float *__restrict p, const float *__restrict grad, float *__restrict b, int64_t n, const Rule &rule) {
    const Rule r = rule;
    const float shrink = r.decoupled ? 1 - r.rate * r.decay : 1;
    if (!b) {
        for (int64_t i = 0; i < n; i++) p[i] = p[i] * shrink - r.rate * prepared(grad[i], p[i], r);
        return;
    }
    for (int64_t i = 0; i < n; i++) {
        const float g = prepared(grad[i], p[i], r);
        b[i] = r.momentum * b[i] + g;
        p[i] = p[i] * shrink - r.rate * (r.nesterov ? g + r.momentum * b[i] : b[i]);
    }
}

/// Adagrad (Duchi, Hazan & Singer 2011).
EVERY_MACHINE static void adagrad(
    float *__restrict p, const float *__restrict grad, float *__restrict s, int64_t n, const Rule &rule) {
    const Rule r = rule;
    const float shrink = r.decoupled ? 1 - r.rate * r.decay : 1;
    for (int64_t i = 0; i < n; i++) {
        const float g = prepared(grad[i], p[i], r);
        s[i] += g * g;
        p[i] = p[i] * shrink - r.rate * g / (std::sqrt(s[i]) + r.epsilon);
    }
}

static void update(float *p, const float *g, float *first, float *second, int64_t n, const Rule &rule) {
    switch (rule.method) {
    case TorchMethodAdam: adam(p, g, first, second, n, rule); break;
    case TorchMethodSGD: descent(p, g, first, n, rule); break;
    case TorchMethodAdagrad: adagrad(p, g, second, n, rule); break;
    }
}

/// The same update in whole-tensor operations, for other types and devices.
static void update(Tensor p, Tensor g, Tensor first, Tensor second, const Rule &r) {
    g = r.scale == 1 ? g.clone() : g * r.scale;
    if (std::isfinite(r.limit)) g.clamp_(-r.limit, r.limit);
    if (r.decay != 0 && !r.decoupled) g.add_(p, r.decay);
    if (r.decay != 0 && r.decoupled) p.mul_(1 - r.rate * r.decay);
    switch (r.method) {
    case TorchMethodAdam:
        first.mul_(r.beta1).add_(g, 1 - r.beta1);
        second.mul_(r.beta2).addcmul_(g, g, 1 - r.beta2);
        p.addcdiv_(first, second.sqrt().div_(std::sqrt(r.correction2)).add_(r.epsilon), -r.rate / r.correction1);
        break;
    case TorchMethodSGD:
        if (first.defined()) {
            first.mul_(r.momentum).add_(g);
            g = r.nesterov ? g.add(first, r.momentum) : first;
        }
        p.add_(g, -r.rate);
        break;
    case TorchMethodAdagrad:
        second.addcmul_(g, g);
        p.addcdiv_(g, second.sqrt().add_(r.epsilon), -r.rate);
        break;
    }
}

static float *floats(const Tensor &a) { return a.defined() ? a.data_ptr<float>() : nullptr; }
static bool plain_or_absent(const Tensor &a) { return !a.defined() || plain(a); }

static void update_dense(const Tensor &p, const Tensor &gradient, const Tensor &first, const Tensor &second,
                         const Rule &rule) {
    if (!plain(p) || !plain_or_absent(first) || !plain_or_absent(second) || gradient.scalar_type() != at::kFloat ||
        !gradient.device().is_cpu()) {
        update(p, gradient.to(p.scalar_type()), first, second, rule);
        return;
    }
    const Tensor g = gradient.contiguous();
    float *to = floats(p), *a = floats(first), *b = floats(second);
    const float *from = floats(g);
    at::parallel_for(0, p.numel(), 1 << 15, [&](int64_t begin, int64_t end) {
        update(to + begin, from + begin, a ? a + begin : a, b ? b + begin : b, end - begin, rule);
    });
}

/// Updates only the rows that have a gradient, moments included (the lazy variant for embeddings).
static void update_rows(const Tensor &p, const Tensor &gradient, const Tensor &first, const Tensor &second,
                        const Rule &rule) {
    TORCH_CHECK(gradient.sparse_dim() == 1, "a sparse gradient must be sparse in its rows only");
    const Tensor rows = gradient.indices()[0], values = gradient.values().contiguous();
    if (!plain(p) || !plain_or_absent(first) || !plain_or_absent(second) || !plain(values)) {
        const auto part = [&](const Tensor &a) { return a.defined() ? a.index_select(0, rows) : a; };
        Tensor some = part(p), one = part(first), two = part(second);
        update(some, values.to(p.scalar_type()), one, two, rule);
        p.index_copy_(0, rows, some);
        if (one.defined()) first.index_copy_(0, rows, one);
        if (two.defined()) second.index_copy_(0, rows, two);
        return;
    }
    const int64_t width = p.numel() / std::max<int64_t>(1, p.size(0)), *places = rows.data_ptr<int64_t>();
    float *to = floats(p), *a = floats(first), *b = floats(second);
    const float *from = floats(values);
    at::parallel_for(0, rows.numel(), std::max<int64_t>(1, (1 << 14) / std::max<int64_t>(1, width)),
                     [&](int64_t begin, int64_t end) {
                         for (int64_t i = begin; i < end; i++) {
                             const int64_t row = places[i] * width;
                             update(to + row, from + i * width, a ? a + row : a, b ? b + row : b, width, rule);
                         }
                     });
}

static double squares(const Tensor &gradient) {
    const Tensor g = gradient.is_sparse() ? gradient.values() : gradient;
    if (!plain(g)) return g.to(at::kDouble).square().sum().item<double>();
    const float *x = g.data_ptr<float>();
    const int64_t n = g.numel();
    double sums[8] = {};
    int64_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (int j = 0; j < 8; j++) sums[j] += double(x[i + j]) * double(x[i + j]);
    for (; i < n; i++) sums[0] += double(x[i]) * double(x[i]);
    double total = 0;
    for (double s : sums) total += s;
    return total;
}

static double norm(const std::vector<Tensor> &gradients) {
    double total = 0;
    for (const Tensor &g : gradients)
        if (g.defined()) total += squares(g);
    return std::sqrt(total);
}

/// The gradients of the parameters; sparse ones with each row once.
static std::vector<Tensor> gradients_of(const TorchTensor *parameters, int64_t count) {
    std::vector<Tensor> out;
    out.reserve(count);
    for (int64_t i = 0; i < count; i++) {
        Tensor g = parameters[i]->value.grad();
        if (g.defined() && g.is_sparse()) g = g.coalesce();
        out.push_back(std::move(g));
    }
    return out;
}

static TorchFailure step(TorchStep *s) {
    return guarded([&] {
        c10::NoGradGuard quiet;
        const std::vector<Tensor> gradients = gradients_of(s->parameters, s->count);
        double scale = s->gradient_scale;
        if (s->largest_norm > 0) {
            s->norm = norm(gradients) * scale;
            const double shrink = s->largest_norm / (s->norm + 1e-6);
            if (!(shrink >= 1)) scale *= shrink;
        }
        for (int64_t i = 0; i < s->count; i++) {
            const Tensor &g = gradients[i];
            if (!g.defined()) continue;
            Rule rule{s->method, s->decoupled, s->nesterov, float(s->rates[i]), float(s->decays[i]),
                      float(s->momentum), float(s->beta1), float(s->beta2), float(s->epsilon),
                      float(1 - std::pow(s->beta1, double(s->step))), float(1 - std::pow(s->beta2, double(s->step))),
                      float(scale), s->largest_value > 0 ? float(s->largest_value) : INFINITY};
            const Tensor &p = s->parameters[i]->value;
            const Tensor first = s->first ? given(s->first[i]) : Tensor();
            const Tensor second = s->second ? given(s->second[i]) : Tensor();
            if (g.is_sparse())
                update_rows(p, g, first, second, rule);
            else
                update_dense(p, g, first, second, rule);
            p.unsafeGetTensorImpl()->bump_version();
        }
        if (!s->clear) return;
        for (int64_t i = 0; i < s->count; i++) s->parameters[i]->value.mutable_grad() = Tensor();
    });
}

static TorchFailure clip(
    const TorchTensor *parameters, int64_t count, double largest_norm, double largest_value, double *total) {
    return guarded([&] {
        c10::NoGradGuard quiet;
        const std::vector<Tensor> gradients = gradients_of(parameters, count);
        *total = norm(gradients);
        const double shrink = largest_norm > 0 ? largest_norm / (*total + 1e-6) : 1;
        for (int64_t i = 0; i < count; i++) {
            Tensor g = gradients[i];
            if (!g.defined()) continue;
            Tensor values = g.is_sparse() ? g.values() : g;
            if (!(shrink >= 1)) values.mul_(shrink);
            if (largest_value > 0) values.clamp_(-largest_value, largest_value);
            if (g.is_sparse()) parameters[i]->value.mutable_grad() = g;
        }
    });
}

void add_steps(TorchTable &table) {
    table.step = step;
    table.clip = clip;
}

}  // namespace backend
