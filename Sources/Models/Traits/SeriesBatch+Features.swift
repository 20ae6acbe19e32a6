import Tensors

extension SeriesBatch {
    /// Numbers that `summaries` gives for data of this shape.
    static func summaryWidth(_ shape: SeriesShape) -> Int { (shape.longest <= 1 ? 2 : 4) * shape.channels }

    /// What is left of series when their order is forgotten: the last, the mean, the deviation and how many there are
    /// (log(1 + n)) of each channel's observed values, 0 where there are none; of a snapshot its values and whether they
    /// were observed. [B, 4 C], or [B, 2 C].
    func summaries(isSnapshot: Bool) -> Tensor {
        if isSnapshot {
            let seen = observed.shape[1] == 1 ? observed.at(0, 1) : observed.sum(1).clamped(to: 1)
            return .concatenate([last(), seen], 1)
        }
        let n = observed.sum(1)  // [B, C]
        let some = n.clamped(from: 1)
        let mean = values.sum(1) / some
        let gap = (values - mean.expanded(1)) * observed  // [B, T, C]
        // The root's slope is infinite at 0.
        let spread = (gap.squared().sum(1) / some + 1e-6).squareRoot()
        return .concatenate([last(), mean, spread, n.log1p()], 1)
    }

    /// Each channel's last observed value, 0 where there is none: [B, C].
    func last() -> Tensor {
        let steps = observed.shape[1]
        if steps == 1 { return values.at(0, 1) }
        let clock = Tensor.range(1..<steps + 1, type: .float32, on: values.device).expanded(1)  // [T, 1]
        let at = (observed * clock).argmax(1, keep: true)  // [B, 1, C]
        return values.gathered(at, 1).squeezed(1)
    }

    /// What stands at each series' last row, 0 where there is none: [B, T, H] -> [B, H].
    public func atEnd(of states: Tensor) -> Tensor {
        let shape = states.shape
        if lengths.allSatisfy({ $0 == shape[1] }) { return states.at(-1, 1) }
        let ends = Tensor(lengths.map { Swift.max(0, $0 - 1) }, [count, 1, 1], on: states.device)
        let rows = states.gathered(ends.broadcast(to: [count, 1, shape[2]]), 1).squeezed(1)
        return rows * valid[Tensors.all, 0..<1]
    }

    /// The mean over each series' rows, 0 where there are none: [B, T, H] -> [B, H].
    public func mean(of states: Tensor) -> Tensor {
        let there = valid.expanded(2)  // [B, T, 1]
        return (states * there).sum(1) / there.sum(1).clamped(from: 1)
    }
}
