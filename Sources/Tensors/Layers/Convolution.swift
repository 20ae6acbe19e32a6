/// A filter along time: [B, in, T] -> [B, out, T'] with T' = (T + 2 padding - dilation (kernel - 1) - 1) / stride + 1.
public struct Conv1d: Layer, Sendable {
    public let weight: Tensor  // [out, in / groups, kernel]
    public let bias: Tensor?  // [out]
    public let stride: Int, padding: Int, dilation: Int, groups: Int

    public init(
        _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
        groups: Int = 1, bias: Bool = true, initialiser: Initialiser = .linear, using chance: Generator
    ) {
        let share = inputs / max(1, groups)
        weight = initialiser([outputs, share, kernel], using: chance)
        self.bias = bias ? Initialiser.linear([outputs], fanIn: share * kernel, using: chance) : nil
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
    }

    public func callAsFunction(_ x: Tensor, _ phase: Phase = .inference) -> Tensor {
        made("conv1d", x, weight, bias) {
            $0.pointee.convolution(
                $1, $2, $3, Int64(stride), Int64(padding), Int64(dilation), Int64(groups), $4)
        }
    }
}
