import TorchABI

/// A source of random numbers that the caller holds: same seed, same numbers, on one thread or many.
///
/// Draws from several threads are safe, but their order, and so the numbers, is then up to chance.
public final class Generator: @unchecked Sendable {
    /// The library's handle; nil where there is no library.
    let handle: OpaquePointer?
    private let failure: TensorError?

    public init(seed: UInt64) {
        var out: OpaquePointer?
        switch Backend.loaded {
        case .failure(let error): failure = error
        case .success(let table):
            failure = table.pointee.generator(seed, &out).map { TensorError($0, "Generator", []) }
        }
        handle = out
    }

    deinit {
        if let handle { Backend.table?.pointee.release_generator(handle) }
    }

    @inline(__always)
    private func made(_ name: StaticString, _ call: (Backend.Table, OpaquePointer, Out) -> Text?) -> Tensor {
        guard let handle else { return Tensor(failure: failure ?? TensorError("there is no generator")) }
        return Tensors.made(name) { call($0, handle, $1) }
    }

    private func random(
        _ op: TorchRandom, _ shape: [Int], _ first: Double, _ second: Double, _ type: ElementType,
        _ name: StaticString = #function
    ) -> Tensor {
        let sizes = shape.map(Int64.init)
        return made(name) {
            $0.pointee.random(op, $1, sizes, Int32(sizes.count), first, second, type.abi, $2)
        }
    }

    /// Evenly from a range, its end excluded.
    public func uniform(
        _ shape: [Int], from low: Double = 0, to high: Double = 1, type: ElementType = .float32
    ) -> Tensor { random(.uniform, shape, low, high, type) }
    public func normal(
        _ shape: [Int], mean: Double = 0, deviation: Double = 1, type: ElementType = .float32
    ) -> Tensor { random(.normal, shape, mean, deviation, type) }
    /// Whole numbers of a range.
    public func integers(_ shape: [Int], in range: Range<Int>, type: ElementType = .int64) -> Tensor {
        random(.integers, shape, Double(range.lowerBound), Double(range.upperBound), type)
    }
    /// 1 with the given probability, otherwise 0.
    public func bernoulli(_ shape: [Int], probability: Double, type: ElementType = .float32) -> Tensor {
        random(.bernoulli, shape, probability, 0, type)
    }
    public func exponential(_ shape: [Int], rate: Double = 1, type: ElementType = .float32) -> Tensor {
        random(.exponential, shape, rate, 0, type)
    }
    /// 0, …, n - 1 in random order.
    public func permutation(_ n: Int) -> Tensor { random(.permutation, [n], 0, 0, .int64) }
    /// Positions drawn in proportion to the weights of each row: [n] or [rows, n] -> [..., count].
    public func positions(_ count: Int, weights: Tensor, replacing: Bool = true) -> Tensor {
        if weights.failure != nil { return weights }
        return made("positions") { $0.pointee.multinomial(weights.handle, Int64(count), replacing, $1, $2) }
    }
    /// 64 random bits: seeds for others.
    public func bits() throws -> UInt64 {
        var out: UInt64 = 0
        let handle = try checkedHandle()
        try changing("bits", []) { $0.pointee.draw(handle, &out) }
        return out
    }

    /// Zeroes each element with probability `rate` and scales the others up, so that the mean stays (Srivastava et al.
    /// 2014). The mask does not depend on the number of threads.
    public func dropout(_ x: Tensor, rate: Double) -> Tensor {
        if let failure { return Tensor(failure: failure) }
        if rate == 0 { return x }
        return Tensors.made("dropout", x) { $0.pointee.dropout($1, rate, handle, $2) }
    }

    /// All there is to know about what comes next, as bytes; for checkpoints.
    public func state() -> Tensor { made("state") { $0.pointee.generator_state($1, $2) } }
    /// Goes on from a saved state.
    public func restore(_ state: Tensor) throws {
        let handle = try checkedHandle()
        try changing("restore", [state]) { $0.pointee.set_generator_state(handle, state.handle) }
    }

    /// The library's handle, or the error thrown.
    private func checkedHandle() throws -> OpaquePointer {
        guard let handle else { throw failure ?? TensorError("there is no generator") }
        return handle
    }
}
