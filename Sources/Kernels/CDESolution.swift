import CKernels
import Declarations
import Foundation

/// What solving took.
public struct CDECount: Sendable, Hashable {
    /// Evaluations of the field, one for 16 series.
    public var evaluations = 0
    /// Steps that were taken and tried: of single series with step control, else of 16 at once.
    public var accepted = 0, attempted = 0
}

/// Controlled differential equations of a batch, solved 16 series at once and on all cores. Each series gets what it
/// would get alone, whatever the number of threads.
public final class CDESolution: @unchecked Sendable {
    public let field: CDEField
    public let solver: CDESolver
    public let paths: CDEPaths
    public private(set) var count = CDECount()
    /// Series by length, so that those solved together end together.
    private let order: [Int32]
    private let packed: DenseRoom
    private var traces: [OpaquePointer?]

    /// Solves dz = f(z) dX from `start` [B, H] into `end` [B, H].
    ///
    /// - Parameters:
    ///   - parameters: see `CDEField.parameterCount`.
    ///   - control: see `CDEPaths`.
    ///   - keeping: whether `backward` follows; `adjoint` needs nothing kept.
    /// - Throws: a problem where a series needs more steps than allowed.
    public init(
        _ field: CDEField, _ solver: CDESolver, _ paths: CDEPaths, parameters: UnsafePointer<Float>,
        control: UnsafePointer<Float>, start: UnsafePointer<Float>, end: UnsafeMutablePointer<Float>,
        keeping: Bool
    ) throws {
        (self.field, self.solver, self.paths) = (field, solver, paths)
        let intervals = paths.intervals
        order = (0..<Int32(intervals.count)).sorted {
            (intervals[Int($0)], $1) > (intervals[Int($1)], $0)
        }
        packed = DenseRoom(reel_field_packed(field.shape))
        reel_field_pack(field.shape, parameters, packed.start)
        let blocks = (order.count + Self.lanes - 1) / Self.lanes
        traces = Array(repeating: nil, count: blocks)
        var counts = [reel_cde_count](repeating: reel_cde_count(), count: blocks)
        nonisolated(unsafe) let (control, start, end) = (control, start, end)
        traces.withUnsafeMutableBufferPointer { traces in
            counts.withUnsafeMutableBufferPointer { counts in
                nonisolated(unsafe) let (traces, counts) = (traces, counts)
                lent(control) { paths, order in
                    nonisolated(unsafe) let (paths, order) = (paths, order)
                    parallel(blocks, chunk: 1) { range in
                        for block in range {
                            let (first, some) = Self.part(block, of: order.count)
                            traces[block] = reel_cde_forward(
                                field.shape, packed.start, solver.settings, paths,
                                order.baseAddress?.advanced(by: first), some, start, end, keeping ? 1 : 0,
                                &counts[block])
                        }
                    }
                }
            }
        }
        add(counts)
        if counts.contains(where: { $0.failed != 0 }) {
            throw Problem(
                "the solver did not come to the end of a series within \(solver.most) steps",
                remedy: "allow larger errors (rtol, atol), or use a solver with fixed steps (rk4)")
        }
    }

    deinit { for trace in traces { reel_trace_free(trace) } }

    private static let lanes = Int(REEL_CDE_LANES)
    private static func part(_ block: Int, of count: Int) -> (first: Int, count: Int32) {
        (block * lanes, Int32(min(lanes, count - block * lanes)))
    }

    private func add(_ counts: [reel_cde_count]) {
        for one in counts {
            count.evaluations += Int(one.evaluations)
            count.accepted += Int(one.accepted)
            count.attempted += Int(one.attempted)
        }
    }

    private func lent(
        _ control: UnsafePointer<Float>,
        _ body: (reel_paths, UnsafeBufferPointer<Int32>) -> Void
    ) {
        paths.intervals.withUnsafeBufferPointer { intervals in
            order.withUnsafeBufferPointer { order in
                body(
                    reel_paths(
                        parts: Int32(paths.parts), stride: paths.stride, intervals: intervals.baseAddress,
                        control: control), order)
            }
        }
    }
}

extension CDESolution {
    /// How gradients find their way back.
    public enum Way {
        /// Through the steps that were taken: exact for what the solver computed. The solution must have been kept.
        case direct
        /// By solving the adjoint equation backwards from the solution's `end`, [B, H] (Chen et al. 2018).
        case adjoint(UnsafePointer<Float>)
    }

    /// Gradients of a number from those of the ends, `above` [B, H].
    ///
    /// - Parameters:
    ///   - control: the control that was solved with.
    ///   - start: written, [B, H].
    ///   - parameters: written, in the order of the parameters.
    ///   - controlGradient: added to, of the control's shape; nil where it is not wanted.
    public func backward(
        _ way: Way, from above: UnsafePointer<Float>, control: UnsafePointer<Float>,
        start: UnsafeMutablePointer<Float>, parameters: UnsafeMutablePointer<Float>,
        controlGradient: UnsafeMutablePointer<Float>?
    ) {
        // Sums of gradients are kept by a number of parts that depends on the batch alone, and added in their order.
        let blocks = traces.count, each = max(1, (blocks + 15) / 16), parts = (blocks + each - 1) / each
        let size = field.parameterCount
        let sums = DenseRoom(max(1, parts * size))
        sums.start.initialize(repeating: 0, count: max(1, parts * size))
        var counts = [reel_cde_count](repeating: reel_cde_count(), count: max(1, parts))
        counts.withUnsafeMutableBufferPointer { counts in
            nonisolated(unsafe) let (counts, above, start, controlGradient, way) =
                (counts, above, start, controlGradient, way)
            lent(control) { paths, order in
                nonisolated(unsafe) let (paths, order) = (paths, order)
                parallel(blocks, chunk: each) { range in
                    let part = range.lowerBound / each
                    let to = reel_cde_gradients(
                        end: above, start: start, parameters: sums.start + part * size,
                        control: controlGradient)
                    for block in range {
                        let (first, some) = Self.part(block, of: order.count)
                        let series = order.baseAddress?.advanced(by: first)
                        switch way {
                        case .direct:
                            reel_cde_backward(
                                field.shape, packed.start, solver.settings, paths, series, some,
                                traces[block], to, &counts[part])
                        case .adjoint(let end):
                            reel_cde_adjoint(
                                field.shape, packed.start, solver.settings, paths, series, some, end, to,
                                &counts[part])
                        }
                    }
                }
            }
        }
        parameters.update(repeating: 0, count: size)
        for part in 0..<parts {
            for i in 0..<size { parameters[i] += sums.start[part * size + i] }
        }
        add(counts)
    }

    /// tanh as the fields compute it.
    public static func tanh(_ x: [Float]) -> [Float] {
        [Float](unsafeUninitializedCapacity: x.count) { buffer, count in
            reel_cde_tanh(x, buffer.baseAddress, x.count)
            count = x.count
        }
    }
}
