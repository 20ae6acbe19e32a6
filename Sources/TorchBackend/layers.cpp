// Layers and losses that are one call each, to spare a training step the calls in between.
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <limits>

#include "random.h"
#include "support.h"

namespace backend {

using at::Tensor;

static TorchFailure layer_norm(
    TorchTensor x, int64_t width, TorchTensor weight, TorchTensor bias, double epsilon, TorchTensor *out) {
    return guarded([&] { *out = wrap(at::layer_norm(x->value, {width}, maybe(weight), maybe(bias), epsilon)); });
}

static TorchFailure embedding(TorchTensor weight, TorchTensor ids, int64_t padding, bool sparse, TorchTensor *out) {
    return guarded([&] { *out = wrap(at::embedding(weight->value, ids->value, padding, false, sparse)); });
}

static TorchFailure convolution(
    TorchTensor x, TorchTensor weight, TorchTensor bias, int64_t stride, int64_t padding, int64_t dilation,
    int64_t groups, TorchTensor *out) {
    return guarded([&] {
        *out = wrap(at::conv1d(
            x->value, weight->value, maybe(bias), at::IntArrayRef(stride), at::IntArrayRef(padding),
            at::IntArrayRef(dilation), groups));
    });
}

static TorchFailure recur(
    TorchRecurrence kind, TorchTensor x, TorchTensor hidden, TorchTensor cell, const TorchTensor *weights,
    int32_t count, int64_t layers, bool biased, bool bidirectional, TorchTensor *out) {
    return guarded([&] {
        const bool train = c10::GradMode::is_enabled();
        const std::vector<Tensor> all = list(weights, count);
        Tensor y, h, c;
        if (kind == TorchRecurrenceGRU) {
            std::tie(y, h) =
                at::gru(x->value, hidden->value, all, biased, layers, 0.0, train, bidirectional, true);
        } else {
            const std::vector<Tensor> state = {hidden->value, cell->value};
            std::tie(y, h, c) = at::lstm(x->value, state, all, biased, layers, 0.0, train, bidirectional, true);
        }
        out[0] = wrap(y);
        out[1] = wrap(h);
        out[2] = wrapped(c);
    });
}

/// A number that no score reaches, and that softmax turns into 0. Finite, so that a row with everything masked gives
/// an average instead of NaN.
static double never(at::ScalarType type) { return type == at::kHalf ? -3e4 : -1e30; }

static Tensor masked(Tensor scores, TorchTensor mask, bool causal) {
    const double low = never(scores.scalar_type());
    if (causal) {
        const int64_t t = scores.size(-2), s = scores.size(-1);
        auto flags = scores.options().dtype(at::kBool);
        scores = scores.masked_fill(at::ones({t, s}, flags).triu(s - t + 1), low);
    }
    if (!mask) return scores;
    if (mask->value.scalar_type() == at::kBool) return scores.masked_fill(mask->value.logical_not(), low);
    return scores + mask->value;
}

/// softmax(q kT scale + mask) v (Vaswani et al. 2017, eq. 1).
static TorchFailure attention(
    TorchTensor q, TorchTensor k, TorchTensor v, TorchTensor mask, bool causal, double scale, double rate,
    TorchGenerator chance, TorchTensor *out, TorchTensor *weights) {
    return guarded([&] {
        const bool drops = chance && rate > 0;
#if TORCH_VERSION_MAJOR >= 2
        if (!drops && !mask && !weights && q->value.size(-2) == k->value.size(-2)) {
            *out = wrap(at::scaled_dot_product_attention(
                q->value, k->value, v->value, c10::nullopt, 0.0, causal, c10::optional<double>(scale)));
            return;
        }
#endif
        Tensor scores = (q->value * scale).matmul(k->value.transpose(-2, -1));
        Tensor shares = masked(scores, mask, causal).softmax(-1);
        if (weights) *weights = wrap(shares);
        if (drops) shares = shares * kept(shares, rate, chance->value);
        *out = wrap(shares.matmul(v->value));
    });
}

static TorchFailure loss(
    TorchLoss op, TorchTensor a, TorchTensor target, TorchTensor weight, double parameter, bool mean,
    TorchTensor *out) {
    return guarded([&] {
        const int64_t whole = mean ? at::Reduction::Mean : at::Reduction::Sum;
        const int64_t how = weight && op != TorchLossLogits ? int64_t(at::Reduction::None) : whole;
        const Tensor &x = a->value, &y = target->value;
        Tensor value;
        switch (op) {
        case TorchLossMeanSquares: value = at::mse_loss(x, y, how); break;
        case TorchLossMeanAbsolute: value = at::l1_loss(x, y, how); break;
        case TorchLossHuber: value = at::huber_loss(x, y, how, parameter); break;
        case TorchLossLogits:
            value = at::binary_cross_entropy_with_logits(x, y, maybe(weight), c10::nullopt, how);
            break;
        }
        if (how == at::Reduction::None) {
            value = value * weight->value;
            value = mean ? value.mean() : value.sum();
        }
        *out = wrap(std::move(value));
    });
}

static TorchFailure cross_entropy(
    TorchTensor logits, TorchTensor target, TorchTensor weight, int64_t ignored, double smoothing, bool mean,
    TorchTensor *out) {
    return guarded([&] {
        const int64_t how = mean ? at::Reduction::Mean : at::Reduction::Sum;
        *out = wrap(at::cross_entropy_loss(logits->value, target->value, maybe(weight), how, ignored, smoothing));
    });
}

/// y[i] = sum over the entries (i, j, value) of value * x[j]; rows are shared out among the threads, so the result does
/// not depend on how many there are.
EVERY_MACHINE static void multiply_rows(
    int64_t begin, int64_t end, const int64_t *starts, const int64_t *places, const float *values, const float *from,
    float *__restrict to, int64_t width) {
    for (int64_t i = begin; i < end; i++) {
        float *__restrict row = to + i * width;
        for (int64_t e = starts[i]; e < starts[i + 1]; e++) {
            const float value = values[e], *other = from + places[e] * width;
            for (int64_t d = 0; d < width; d++) row[d] += value * other[d];
        }
    }
}

static Tensor multiplied(const std::vector<Tensor> &matrix, const Tensor &dense) {
    const Tensor x = dense.contiguous();
    const int64_t rows = matrix[0].numel() - 1, width = x.size(1);
    Tensor y = at::zeros({rows, width}, x.options());
    const int64_t *starts = matrix[0].data_ptr<int64_t>(), *places = matrix[1].data_ptr<int64_t>();
    const float *values = matrix[2].data_ptr<float>(), *from = x.data_ptr<float>();
    float *to = y.data_ptr<float>();
    at::parallel_for(0, rows, 64, [&](int64_t begin, int64_t end) {
        multiply_rows(begin, end, starts, places, values, from, to, width);
    });
    return y;
}

struct CompressedProduct : torch::autograd::Function<CompressedProduct> {
    static Tensor forward(
        torch::autograd::AutogradContext *context, const Tensor &dense, const std::vector<Tensor> *rows,
        const std::vector<Tensor> *columns) {
        context->save_for_backward({(*columns)[0], (*columns)[1], (*columns)[2]});
        return multiplied(*rows, dense);
    }
    static torch::autograd::variable_list backward(
        torch::autograd::AutogradContext *context, torch::autograd::variable_list gradients) {
        return {multiplied(context->get_saved_variables(), gradients[0]), Tensor(), Tensor()};
    }
};

static TorchFailure compressed_product(
    const TorchTensor rows[3], const TorchTensor columns[3], TorchTensor dense, TorchTensor *out) {
    return guarded([&] {
        const std::vector<Tensor> forwards = list(rows, 3), backwards = list(columns, 3);
        const Tensor &x = dense->value;
        TORCH_CHECK(x.dim() == 2 && x.scalar_type() == at::kFloat && x.device().is_cpu(),
                    "the dense side must be a matrix of 32-bit floats on the host");
        TORCH_CHECK(x.size(0) == backwards[0].numel() - 1, "the sparse side has ", backwards[0].numel() - 1,
                    " columns, the dense side ", x.size(0), " rows");
        *out = wrap(CompressedProduct::apply(x, &forwards, &backwards));
    });
}

void add_layers(TorchTable &table) {
    table.layer_norm = layer_norm;
    table.embedding = embedding;
    table.convolution = convolution;
    table.recur = recur;
    table.attention = attention;
    table.loss = loss;
    table.cross_entropy = cross_entropy;
    table.compressed_product = compressed_product;
    table.dropout = [](TorchTensor x, double rate, TorchGenerator chance, TorchTensor *out) {
        return guarded([&] { *out = wrap(x->value * kept(x->value, rate, chance->value)); });
    };
}

}  // namespace backend
