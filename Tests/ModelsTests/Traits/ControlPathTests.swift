import Foundation
import Kernels
import Models
import Tensors
import Testing

/// The folder of torchcde's numbers; make.py beside them made them.
private let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/CDE")

func torchCDE(_ name: String) throws -> [String: Tensor] {
    try Safetensors(path: golden.appending(path: "\(name).safetensors").path).tensors
}

/// A batch of whole series with what was not observed.
func seriesBatch(_ values: Tensor, observed: Tensor? = nil, times: Tensor? = nil) -> SeriesBatch {
    let shape = values.shape, rows = [shape[0], shape[1]]
    return SeriesBatch(
        values: values, observed: observed ?? .ones(shape.sizes),
        times: times ?? Tensor.range(0..<shape[1], type: .float32).broadcast(to: rows).contiguous(),
        valid: .ones(rows), lengths: Array(repeating: shape[1], count: shape[0]))
}

/// Largest difference between two tensors of as many elements, against the largest of the second.
func relativeGap(_ a: Tensor, _ b: Tensor) throws -> Float {
    let (x, y) = (try a.floats(), try b.floats())
    guard x.count == y.count else { return .infinity }
    let gaps = zip(x, y).map { abs($0 - $1) }
    let size = y.map(abs).max() ?? 1
    return gaps.contains { !$0.isFinite } ? .infinity : (gaps.max() ?? 0) / max(size, 1e-6)
}

@Suite(.needsLibtorch) struct ControlPathTests {
    private func batch() throws -> (SeriesBatch, [String: Tensor]) {
        let known = try torchCDE("paths")
        let (values, observed, times) = try (
            #require(known["values"]), #require(known["observed"]), #require(known["times"])
        )
        return (seriesBatch(values, observed: observed, times: times), known)
    }

    @Test(arguments: [PathKind.naturalCubic, .backwardHermite, .linear], [KnotPlaces.times, .steps])
    func agreesWithTorchCDE(_ kind: PathKind, _ knots: KnotPlaces) throws {
        let (x, known) = try batch()
        let paths = try ControlPath(kind, knots: knots, time: false, channels: 2, longest: 9)(x)
        let theirs = try #require(known["\(kind.rawValue).\(knots.rawValue)"])
        #expect(paths.control.shape == theirs.shape)
        let gap = try relativeGap(paths.control, theirs)
        #expect(gap < 2e-6)
    }

    @Test func rectilinearAgreesWithTorchCDE() throws {
        let (x, known) = try batch()
        let paths = try ControlPath(.rectilinear, channels: 2, longest: 1)(x)
        let theirs = try #require(known["rectilinear"])
        #expect(paths.control.shape == theirs.shape)
        #expect(try relativeGap(paths.control, theirs) < 1e-6)
    }

    /// NumPy's numbers come from products of exponentials (Chen's identity) and a logarithm.
    @Test func logSignaturesAgreeWithChensIdentity() throws {
        let (x, known) = try batch()
        let paths = try ControlPath(.rectilinear, logsig: 2, window: 5, channels: 2, longest: 1)(x)
        let theirs = try #require(known["logsig"])
        #expect(paths.control.shape == theirs.shape)
        let gap = try relativeGap(paths.control, theirs)
        #expect(gap < 2e-6)
        let shallow = try ControlPath(.rectilinear, logsig: 1, window: 5, channels: 2, longest: 1)(x)
        #expect(try relativeGap(shallow.control, theirs[all, all, all, ..<3]) < 2e-6)
    }

    /// A closed loop around a unit square rises by nothing and encloses an area of 1.
    @Test func areaOfASquare() {
        let square: [Float] = [0, 0, 1, 0, 1, 1, 0, 1, 0, 0]
        #expect(LogSignature(square, 0..<4, width: 2, depth: 2).values == [0, 0, 1])
    }

    @Test func intensitiesCountObservations() throws {
        let x = seriesBatch(
            Tensor([1, 0, 3, 0, 5, 6] as [Float], [1, 3, 2]),
            observed: Tensor([1, 0, 1, 0, 0, 1] as [Float], [1, 3, 2]))
        let paths = try ControlPath(.linear, intensity: true, channels: 2, longest: 4)(x)
        // Time, values (the first channel holds 3 at its end, the second was 6 from the start), counts.
        #expect(try paths.start.floats() == [0, 1, 6, 0.5, 0])
        #expect(try paths.control.floats() == [0.5, 2, 0, 0.5, 0, 0.5, 0, 0, 0, 0.5])
    }

    /// Differences of a weighted sum of control and start, in the direction of each value that was observed.
    @Test(arguments: PathKind.allCases, [0, 2])
    func valuesHaveTheirGradients(_ kind: PathKind, _ logsig: Int) throws {
        let (x, _) = try batch()
        for knots in KnotPlaces.allCases {
            let path = ControlPath(
                kind, knots: knots, intensity: true, logsig: logsig, window: 3, channels: 2, longest: 9)
            func weighed(_ values: Tensor) throws -> Tensor {
                var moved = x
                moved.values = values
                let paths = try path(moved)
                func sum(_ y: Tensor, _ pace: Double) -> Tensor {
                    (y.flattened() * (Tensor.range(0..<y.count, type: .float32) * pace).sin()).sum()
                }
                return sum(paths.control, 0.7) + sum(paths.start, 1.3)
            }
            let leaf = x.values.detached().cloned().requireGradient()
            let found = try #require(try gradients(of: [try weighed(leaf)], to: [leaf])[0]).floats()
            let values = try leaf.floats()
            for e in stride(from: 0, to: values.count, by: 3) {
                func at(_ step: Float) throws -> Double {
                    var moved = values
                    moved[e] += step
                    return try weighed(Tensor(moved, leaf.shape.sizes)).item()
                }
                let slope = try (at(0.05) - at(-0.05)) / 0.1
                #expect(abs(slope - Double(found[e])) < 2e-3 * max(1, abs(slope)), "\(kind) \(knots) \(e)")
            }
        }
    }
}
