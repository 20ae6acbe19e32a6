import TorchABI

/// What may stand in a tensor's subscript, one for each axis from the outermost.
///
///     x[0]            one row                     x[0..<3]      some rows
///     x[all, -1]      the last of each row        x[all, 2...]  from the third on
///     x[newAxis]      an axis of size 1           x[ids]        rows by a tensor of positions or a mask
public protocol TensorIndex {
    /// Applies to axis `axis` and moves on to the next one that is left.
    func applied(to tensor: Tensor, _ axis: inout Int) -> Tensor
}

/// Everything along an axis.
public struct AllIndex: TensorIndex, Sendable {
    public func applied(to tensor: Tensor, _ axis: inout Int) -> Tensor {
        axis += 1
        return tensor
    }
}
/// Everything along an axis, as an index: `x[all, 0]`.
public let all = AllIndex()

/// A new axis of size 1.
public struct NewAxisIndex: TensorIndex, Sendable {
    public func applied(to tensor: Tensor, _ axis: inout Int) -> Tensor {
        defer { axis += 1 }
        return tensor.expanded(axis)
    }
}
/// A new axis of size 1, as an index: `x[all, newAxis]`.
public let newAxis = NewAxisIndex()

extension Int: TensorIndex {
    public func applied(to tensor: Tensor, _ axis: inout Int) -> Tensor { tensor.at(self, axis) }
}
extension Range<Int>: TensorIndex {
    public func applied(to tensor: Tensor, _ axis: inout Int) -> Tensor {
        defer { axis += 1 }
        return tensor.sliced(axis, from: lowerBound, to: upperBound)
    }
}
extension ClosedRange<Int>: TensorIndex {
    public func applied(to tensor: Tensor, _ axis: inout Int) -> Tensor {
        defer { axis += 1 }
        return tensor.sliced(axis, from: lowerBound, to: upperBound + 1)
    }
}
extension PartialRangeFrom<Int>: TensorIndex {
    public func applied(to tensor: Tensor, _ axis: inout Int) -> Tensor {
        defer { axis += 1 }
        return tensor.sliced(axis, from: lowerBound)
    }
}
extension PartialRangeUpTo<Int>: TensorIndex {
    public func applied(to tensor: Tensor, _ axis: inout Int) -> Tensor {
        defer { axis += 1 }
        return tensor.sliced(axis, to: upperBound)
    }
}
extension Tensor: TensorIndex {
    public func applied(to tensor: Tensor, _ axis: inout Int) -> Tensor {
        defer { axis += type == .bool ? 1 : rank }
        return tensor.taken(at: self, axis)
    }
}

extension Tensor {
    /// Part of the tensor: see `TensorIndex`. Numbers and ranges give views, tensors copies.
    public subscript(_ indices: any TensorIndex...) -> Tensor {
        var axis = 0
        return indices.reduce(self) { $1.applied(to: $0, &axis) }
    }

    /// One position of an axis, which goes; a negative one counts from the end.
    public func at(_ index: Int, _ axis: Int = 0) -> Tensor {
        made("at", self) { $0.pointee.at($1, Int64(axis), Int64(index), $2) }
    }

    /// Part of an axis; negative positions count from the end.
    public func sliced(_ axis: Int, from: Int = 0, to: Int = .max, by step: Int = 1) -> Tensor {
        made("sliced", self) { $0.pointee.slice($1, Int64(axis), Int64(from), Int64(to), Int64(step), $2) }
    }

    @inline(__always)
    private func indexed(_ op: TorchIndexing, _ axis: Int, _ at: Tensor, _ name: StaticString = #function)
        -> Tensor
    {
        made(name, self, at) { $0.pointee.index(op, $1, Int64(axis), $2, $3) }
    }

    /// Slices of an axis by a list of positions, [n].
    public func selected(_ positions: Tensor, _ axis: Int = 0) -> Tensor { indexed(.select, axis, positions) }
    /// One element along an axis for each position: out[i][j] = self[i][positions[i][j]] for the innermost axis.
    public func gathered(_ positions: Tensor, _ axis: Int = -1) -> Tensor {
        indexed(.gather, axis, positions)
    }
    /// Slices of an axis by positions of any shape, or those where a mask holds.
    public func taken(at positions: Tensor, _ axis: Int = 0) -> Tensor { indexed(.take, axis, positions) }
    /// The elements where the mask holds, in one row.
    public func masked(by mask: Tensor) -> Tensor { binary(.maskedSelect, mask) }
    /// Where the elements are not 0, [n, rank].
    public func nonzero() -> Tensor { unary(.nonzero) }

    @inline(__always)
    private func scattered(
        _ op: TorchScattering, _ axis: Int, _ at: Tensor, _ source: Tensor, _ name: StaticString = #function
    ) -> Tensor {
        made(name, self, at, source) { $0.pointee.scatter(op, $1, Int64(axis), $2, $3, $4) }
    }

    /// A copy with the sources at the positions; the inverse of `gathered`.
    public func scattered(_ source: Tensor, at positions: Tensor, _ axis: Int = -1) -> Tensor {
        scattered(.set, axis, positions, source)
    }
    /// A copy with the sources added at the positions.
    public func scatterAdded(_ source: Tensor, at positions: Tensor, _ axis: Int = -1) -> Tensor {
        scattered(.add, axis, positions, source)
    }
    /// A copy with the largest of what is there and of the sources at the positions.
    public func scatterMax(_ source: Tensor, at positions: Tensor, _ axis: Int = -1) -> Tensor {
        scattered(.largest, axis, positions, source)
    }
    /// A copy with whole slices added: out[positions[i]] += source[i].
    public func slicesAdded(_ source: Tensor, at positions: Tensor, _ axis: Int = 0) -> Tensor {
        scattered(.indexAdd, axis, positions, source)
    }
    /// A copy with whole slices replaced: out[positions[i]] = source[i].
    public func slicesReplaced(_ source: Tensor, at positions: Tensor, _ axis: Int = 0) -> Tensor {
        scattered(.indexSet, axis, positions, source)
    }
    /// Where each value would stand among the sorted elements of the innermost axis.
    public func searched(for values: Tensor) -> Tensor { binary(.searchSorted, values) }
}
