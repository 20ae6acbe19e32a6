import Foundation
import Tensors
import Testing

/// Tests that need libtorch are skipped, visibly, where the package was built without one.
extension Trait where Self == ConditionTrait {
    static var needsLibtorch: Self { .enabled(if: Backend.isAvailable, "libtorch is not installed") }
}

/// The folder of golden files; make.py beside them made them.
let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Golden")

func goldenTensors(_ name: String) throws -> [String: Tensor] {
    try Safetensors(path: golden.appending(path: "\(name).safetensors").path).tensors
}

/// A folder of its own, removed afterwards.
func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tensors-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
}

/// Largest difference between two tensors of the same shape; infinite where shapes differ or a number is none.
func distance(_ a: Tensor, _ b: Tensor) throws -> Double {
    try a.checked()
    try b.checked()
    guard a.shape == b.shape else { return .infinity }
    let pairs = zip(try a.doubles(), try b.doubles())
    let gaps = pairs.map { $0 == $1 ? 0 : abs($0 - $1) }
    return gaps.contains { $0.isNaN } ? .infinity : gaps.max() ?? 0
}

func expectClose(
    _ a: Tensor, _ b: Tensor, within tolerance: Double = 1e-5, _ note: String = "",
    at place: SourceLocation = #_sourceLocation
) throws {
    let gap = try distance(a, b)
    #expect(gap <= tolerance, "\(note) \(a) and \(b) are \(gap) apart", sourceLocation: place)
}

func tensor(_ values: [Double], _ shape: [Int]? = nil) -> Tensor { Tensor(values, shape) }

/// Holds a function's gradients against central differences, in 64 bits.
func expectGradients(
    _ inputs: [Tensor], within tolerance: Double = 1e-6, _ note: String = "",
    at place: SourceLocation = #_sourceLocation, _ function: ([Tensor]) -> Tensor
) throws {
    let leaves = inputs.map { $0.converted(to: .float64).detached().cloned().requireGradient() }
    // Unequal weights, so that no gradient can hide in a sum that does not change.
    func value(_ inputs: [Tensor]) throws -> Tensor {
        let y = try function(inputs).checked()
        let weights = (Tensor.range(0..<y.count, type: .float64) * 0.7).sin() + 1.5
        return (y.flattened() * weights).sum()
    }
    let found = try gradients(of: [try value(leaves)], to: leaves)
    for (i, leaf) in leaves.enumerated() {
        let analytic = try #require(found[i], "\(note): no gradient for input \(i)").doubles()
        var values = try leaf.doubles()
        let step = 1e-6
        for e in values.indices {
            let middle = values[e]
            var sides: [Double] = []
            for side in [step, -step] {
                values[e] = middle + side
                var moved = leaves.map { $0.detached() }
                moved[i] = Tensor(values, leaf.shape.sizes)
                sides.append(try value(moved).item())
            }
            values[e] = middle
            let numeric = (sides[0] - sides[1]) / (2 * step)
            let gap = abs(numeric - analytic[e]) / max(1, abs(numeric))
            #expect(
                gap <= tolerance, "\(note): input \(i)[\(e)] \(analytic[e]) ≠ \(numeric)",
                sourceLocation: place)
        }
    }
}
