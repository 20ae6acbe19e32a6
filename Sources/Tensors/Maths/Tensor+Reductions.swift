import TorchABI

// Many elements to one: along the given axes, or over all when none is named.

extension Tensor {
    @inline(__always)
    private func reduced(
        _ op: TorchReduction, _ axes: [Int], _ keep: Bool, _ name: StaticString = #function
    ) -> Tensor {
        if axes.isEmpty { return made(name, self) { $0.pointee.reduce(op, $1, nil, 0, keep, $2) } }
        let numbers = axes.map(Int64.init)
        return made(name, self) { $0.pointee.reduce(op, $1, numbers, Int32(numbers.count), keep, $2) }
    }

    public func sum(_ axes: Int..., keep: Bool = false) -> Tensor { reduced(.sum, axes, keep) }
    public func mean(_ axes: Int..., keep: Bool = false) -> Tensor { reduced(.mean, axes, keep) }
    /// Divided by n.
    public func variance(_ axes: Int..., keep: Bool = false) -> Tensor { reduced(.variance, axes, keep) }
    /// Divided by n - 1.
    public func sampleVariance(_ axes: Int..., keep: Bool = false) -> Tensor {
        reduced(.sampleVariance, axes, keep)
    }
    /// Square root of the variance, divided by n.
    public func deviation(_ axes: Int..., keep: Bool = false) -> Tensor { reduced(.deviation, axes, keep) }
    /// Square root of the variance, divided by n - 1.
    public func sampleDeviation(_ axes: Int..., keep: Bool = false) -> Tensor {
        reduced(.sampleDeviation, axes, keep)
    }
    public func max(_ axes: Int..., keep: Bool = false) -> Tensor { reduced(.largest, axes, keep) }
    public func min(_ axes: Int..., keep: Bool = false) -> Tensor { reduced(.smallest, axes, keep) }
    public func logSumExp(_ axes: Int..., keep: Bool = false) -> Tensor { reduced(.logSumExp, axes, keep) }
    /// Euclidean length.
    public func norm(_ axes: Int..., keep: Bool = false) -> Tensor { reduced(.norm, axes, keep) }
    /// Along one axis, or over all.
    public func product(_ axes: Int..., keep: Bool = false) -> Tensor { reduced(.product, axes, keep) }
    /// Along one axis, or over all.
    public func all(_ axes: Int..., keep: Bool = false) -> Tensor { reduced(.all, axes, keep) }
    /// Along one axis, or over all.
    public func any(_ axes: Int..., keep: Bool = false) -> Tensor { reduced(.any, axes, keep) }
    /// Positions of the largest, along one axis, or in the flattened tensor.
    public func argmax(_ axes: Int..., keep: Bool = false) -> Tensor { reduced(.argLargest, axes, keep) }
    /// Positions of the smallest, along one axis, or in the flattened tensor.
    public func argmin(_ axes: Int..., keep: Bool = false) -> Tensor { reduced(.argSmallest, axes, keep) }

    @inline(__always)
    func along(_ op: TorchAlong, _ axis: Int, _ name: StaticString = #function) -> Tensor {
        made(name, self) { $0.pointee.along(op, $1, Int64(axis), $2) }
    }

    public func softmax(_ axis: Int = -1) -> Tensor { along(.softmax, axis) }
    public func logSoftmax(_ axis: Int = -1) -> Tensor { along(.logSoftmax, axis) }
    public func runningSum(_ axis: Int) -> Tensor { along(.runningSum, axis) }
    public func runningProduct(_ axis: Int) -> Tensor { along(.runningProduct, axis) }
    /// Halves an axis: a σ(b) (Dauphin et al. 2017).
    public func gated(_ axis: Int = -1) -> Tensor { along(.gate, axis) }
    /// Divides by the Euclidean length along an axis, at least `epsilon`.
    public func normalised(_ axis: Int = -1, epsilon: Double = 1e-12) -> Tensor {
        self / norm(axis, keep: true).clamped(from: epsilon)
    }

    @inline(__always)
    private func pair(
        _ op: TorchPair, _ k: Int, _ axis: Int, _ name: StaticString = #function
    ) -> (values: Tensor, positions: Tensor) {
        let both = several(name, [self], count: 2) {
            $0.pointee.pair(op, $1[0], Int64(k), Int64(axis), $2, $2 + 1)
        }
        return (both[0], both[1])
    }

    /// The k largest along an axis, largest first.
    public func top(_ k: Int, _ axis: Int = -1) -> (values: Tensor, positions: Tensor) { pair(.top, k, axis) }
    /// The k smallest along an axis, smallest first.
    public func bottom(_ k: Int, _ axis: Int = -1) -> (values: Tensor, positions: Tensor) {
        pair(.bottom, k, axis)
    }
    /// Sorts along an axis; equal elements keep their order.
    public func sorted(_ axis: Int = -1, descending: Bool = false) -> (values: Tensor, positions: Tensor) {
        pair(descending ? .descending : .ascending, 0, axis)
    }
    /// The largest along an axis, and where.
    public func largest(_ axis: Int = -1) -> (values: Tensor, positions: Tensor) { pair(.largest, 0, axis) }
    /// The smallest along an axis, and where.
    public func smallest(_ axis: Int = -1) -> (values: Tensor, positions: Tensor) { pair(.smallest, 0, axis) }
}
