import CKernels
import Foundation

/// What one example teaches.
public struct HybridExample: Sendable {
    var example: reel_example
    /// `target` is 0 or 1 for logistic loss, a number for squared loss, unused by the others.
    public init(user: Int32, item: Int32, weight: Float = 1, target: Float = 1) {
        example = reel_example(user: user, item: item, weight: weight, target: target)
    }
    public var user: Int32 { example.user }
    public var item: Int32 { example.item }
}

/// Stochastic gradients over examples. Chunks of them run on all cores without locks; what a chunk draws depends on its
/// place and the seed alone, so that one thread gives the same numbers every time.
public struct HybridTrainer: Sendable {
    public enum Loss: Sendable { case logistic, squared, bpr, warp, kos }

    public var loss = Loss.warp
    public var rate: Float = 0.05
    public var adadelta = false
    public var rho: Float = 0.95
    public var epsilon: Float = 1e-6
    /// Negatives tried for a positive (WARP, k-OS).
    public var sampled = 10
    public var kth = 5
    public var positives = 10
    /// Features of one side interact as well: a factorisation machine.
    public var isFactorisationMachine = false
    /// Cores that learn at a time, at most; 0: all. One gives the same numbers every time.
    public var workers = 0
    /// Examples that one thread takes at a time.
    public static let chunk = 8192

    private let history: SparseRows
    /// What each user had, as `reel_hybrid_slots` lays it out.
    private let slots: [Int32]
    public let pool: [Int32]
    /// Items among which a positive's rank is estimated.
    public let candidates: Int

    /// - Parameters:
    ///   - history: users by items, what each had and is no negative
    ///   - pool: what negatives are drawn from, evenly; an item may stand there more than once
    ///   - candidates: how many items a positive is ranked among
    public init(history: SparseRows, pool: [Int32], candidates: Int) {
        (self.history, self.pool, self.candidates) = (history, pool, candidates)
        var slots = [Int32](repeating: -1, count: 2 * history.indices.count)
        history.offsets.withUnsafeBufferPointer { offsets in
            guard let start = offsets.baseAddress else { return }
            reel_hybrid_slots(as64(start), history.indices, Int64(history.rows), &slots)
        }
        self.slots = slots
    }

    /// Shuffles the examples and learns from each once; returns the mean loss. Stops early, with what is learned so far,
    /// when `stopped` answers true.
    public func epoch(
        _ examples: inout [HybridExample], users: FeatureTable, items: FeatureTable, seed: Int,
        itemsFrozen: Bool = false, shuffled: Bool = true, stopped: @escaping @Sendable () -> Bool = { false }
    ) -> Double {
        // A ranking needs somebody to be worse.
        guard !examples.isEmpty, loss == .logistic || loss == .squared || !pool.isEmpty else { return 0 }
        let count = examples.count
        let chunks = (count + Self.chunk - 1) / Self.chunk
        let losses = Slab<Double>(repeating: 0, count: chunks)
        let bits = UInt64(bitPattern: Int64(seed))
        let (userSide, itemSide) = (users.side(), items.side(frozen: itemsFrozen))
        examples.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let start = UnsafeMutableRawPointer(base).assumingMemoryBound(to: reel_example.self)
            if shuffled { reel_hybrid_shuffle(start, Int64(count), bits) }
            withRules(width: users.stride, dim: users.dim) { rules in
                nonisolated(unsafe) let (rules, start, userSide, itemSide) = (
                    rules, start, userSide, itemSide
                )
                ThreadLimit.to(workers) {
                    parallel(chunks, chunk: 1) { part in
                        for c in part where !stopped() {
                            var (rules, userSide, itemSide) = (rules, userSide, itemSide)
                            let first = c * Self.chunk
                            losses.start[c] = reel_hybrid_train(
                                &rules, &userSide, &itemSide, start + first,
                                Int64(min(Self.chunk, count - first)),
                                bits &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(c) &+ 1)
                        }
                    }
                }
            }
        }
        users.settle()
        if !itemsFrozen { items.settle() }
        return losses.array.reduce(0, +) / Double(count)
    }

    /// Puts examples in random order, as an epoch with this seed does before it learns from them.
    public static func shuffle(_ examples: inout [HybridExample], seed: Int) {
        examples.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let start = UnsafeMutableRawPointer(base).assumingMemoryBound(to: reel_example.self)
            reel_hybrid_shuffle(start, Int64(buffer.count), UInt64(bitPattern: Int64(seed)))
        }
    }

    /// The same for one user, number 0, who has had these items (ascending).
    public func folding(_ items: [Int32]) -> HybridTrainer {
        var one = HybridTrainer(
            history: SparseRows(
                rows: 1, columns: history.columns, offsets: [0, items.count], indices: items, values: nil),
            pool: pool, candidates: candidates)
        (one.loss, one.rate, one.adadelta, one.rho, one.epsilon) = (loss, rate, adadelta, rho, epsilon)
        (one.sampled, one.kth, one.positives) = (sampled, kth, positives)
        one.isFactorisationMachine = isFactorisationMachine
        return one
    }

    /// Whether an epoch over so many examples gives the same numbers every time on this machine.
    public func isExact(_ count: Int) -> Bool {
        ThreadLimit.to(workers) { threads == 1 } || count <= Self.chunk
    }

    private func withRules(width: Int, dim: Int, _ body: (reel_hybrid) -> Void) {
        // Weston et al. 2011, eq. 4 with L(k) = log k, as LightFM has it: at most 10.
        let ranks = (0...max(1, sampled)).map { tried in
            min(10, logf(max(1, Float((candidates - 1) / max(1, tried)))))
        }
        history.offsets.withUnsafeBufferPointer { offsets in
            ranks.withUnsafeBufferPointer { ranks in
                history.indices.withUnsafeBufferPointer { items in
                    slots.withUnsafeBufferPointer { slots in
                        pool.withUnsafeBufferPointer { pool in
                            body(
                                reel_hybrid(
                                    loss: loss.number, width: Int32(width), dim: Int32(dim),
                                    adadelta: adadelta ? 1 : 0, inner: isFactorisationMachine ? 1 : 0,
                                    sampled: Int32(sampled), kth: Int32(kth), positives: Int32(positives),
                                    rate: rate, rho: rho, epsilon: epsilon,
                                    had_offsets: offsets.baseAddress.map(as64), had_items: items.baseAddress,
                                    had_slots: slots.baseAddress, pool: pool.baseAddress,
                                    pool_count: Int64(pool.count), rank_losses: ranks.baseAddress))
                        }
                    }
                }
            }
        }
    }
}

extension HybridTrainer.Loss {
    fileprivate var number: Int32 {
        switch self {
        case .logistic: Int32(reel_loss_logistic)
        case .squared: Int32(reel_loss_squared)
        case .bpr: Int32(reel_loss_bpr)
        case .warp: Int32(reel_loss_warp)
        case .kos: Int32(reel_loss_kos)
        }
    }
}
