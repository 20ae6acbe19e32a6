import TorchABI

// Views and rearrangements; none of them changes the tensor it is called on.

extension Tensor {
    @inline(__always)
    private func arranged(_ op: TorchArrangement, _ numbers: [Int], _ name: StaticString = #function)
        -> Tensor
    {
        let wide = numbers.map(Int64.init)
        return made(name, self) { $0.pointee.arrange(op, $1, wide, Int32(wide.count), $2) }
    }

    /// The same elements in another shape; one size may be -1 and is found out.
    public func reshaped(_ shape: [Int]) -> Tensor { arranged(.reshape, shape) }
    /// Joins axes `first` to `last` into one.
    public func flattened(_ first: Int = 0, _ last: Int = -1) -> Tensor { arranged(.flatten, [first, last]) }
    /// Repeats axes of size 1 without copying; -1 keeps a size.
    public func broadcast(to shape: [Int]) -> Tensor { arranged(.expand, shape) }
    /// Repeats axes without copying, to the shape of another tensor.
    public func broadcast(like other: Tensor) -> Tensor { binary(.expandAs, other) }
    /// Copies the tensor so many times along each axis.
    public func repeated(_ times: [Int]) -> Tensor { arranged(.repeat, times) }
    /// The axes in another order.
    public func permuted(_ axes: [Int]) -> Tensor { arranged(.permute, axes) }
    /// Swaps the two innermost axes.
    public func transposed() -> Tensor { unary(.transpose) }
    public func transposed(_ a: Int, _ b: Int) -> Tensor { arranged(.swap, [a, b]) }
    /// Reverses the order along the given axes.
    public func flipped(_ axes: Int...) -> Tensor { arranged(.flip, axes) }
    /// Moves everything along an axis; what falls off one end comes in at the other.
    public func rolled(by steps: Int, _ axis: Int) -> Tensor { arranged(.roll, [steps, axis]) }
    /// Adds zeros before and after the innermost axis.
    public func padded(before: Int, after: Int) -> Tensor { arranged(.pad, [before, after]) }
    /// Adds zeros: (before, after) of the innermost axis, then of the one outside of it, and so on.
    public func padded(_ amounts: [(before: Int, after: Int)]) -> Tensor {
        arranged(.pad, amounts.flatMap { [$0.before, $0.after] })
    }
    /// Inserts an axis of size 1.
    public func expanded(_ axis: Int) -> Tensor { along(.insert, axis) }
    /// Removes an axis of size 1.
    public func squeezed(_ axis: Int) -> Tensor { along(.remove, axis) }
    /// Row-major in memory; the tensor itself when it is so already.
    public func contiguous() -> Tensor { unary(.contiguous) }
    /// A copy of its own.
    public func cloned() -> Tensor { unary(.clone) }
    /// With every element stored, whether it was sparse or not.
    public func dense() -> Tensor { unary(.dense) }
    /// Zeros above diagonal `k` of the two innermost axes.
    public func lowerTriangle(_ k: Int = 0) -> Tensor { along(.lower, k) }
    /// Zeros below diagonal `k` of the two innermost axes.
    public func upperTriangle(_ k: Int = 0) -> Tensor { along(.upper, k) }
    /// Diagonal `k` of the two innermost axes.
    public func diagonal(_ k: Int = 0) -> Tensor { along(.diagonal, k) }
    /// A matrix for each innermost row, with it on the diagonal.
    public func asDiagonal() -> Tensor { along(.fromDiagonal, 0) }
    /// One row of 0 and 1 for each class number; [..., classes].
    public func oneHot(classes: Int) -> Tensor { along(.oneHot, classes) }

    /// Joins along an axis that exists.
    public static func concatenate(_ parts: [Tensor], _ axis: Int = 0) -> Tensor {
        made("concatenate", parts) { $0.pointee.join($1, $2, Int64(axis), false, $3) }
    }
    /// Joins along a new axis.
    public static func stack(_ parts: [Tensor], _ axis: Int = 0) -> Tensor {
        made("stack", parts) { $0.pointee.join($1, $2, Int64(axis), true, $3) }
    }
    /// Cuts an axis into parts of the given sizes.
    public func split(_ sizes: [Int], _ axis: Int = -1) -> [Tensor] {
        let wide = sizes.map(Int64.init)
        return several("split", [self], count: sizes.count) {
            $0.pointee.split($1[0], wide, Int32(wide.count), Int64(axis), $2)
        }
    }
    /// Cuts an axis into equal parts.
    public func split(into parts: Int, _ axis: Int = -1) -> [Tensor] {
        let size = axis < 0 ? shape[axis] : (axis < rank ? shape[axis] : 0)
        guard parts > 0, size % parts == 0 else {
            let error = TensorError("\(size) is no multiple of \(parts)", operation: "split", shapes: [shape])
            return Array(
                repeating: failure == nil ? Tensor(failure: error) : self, count: Swift.max(0, parts))
        }
        return split(Array(repeating: size / parts, count: parts), axis)
    }
}
