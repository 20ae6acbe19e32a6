#pragma once
#include <ATen/ATen.h>

namespace backend {

/// 64 bits of a generator of the host.
uint64_t drawn(at::Generator &chance);
/// What dropout multiplies with: 0 with probability `rate`, otherwise 1 / (1 - rate); shape and type of `like`.
at::Tensor kept(const at::Tensor &like, double rate, at::Generator &chance);

}  // namespace backend
