import CKernels

/// State of a xoshiro256** generator, as a kernel continues it.
public typealias GeneratorState = (UInt64, UInt64, UInt64, UInt64)

/// Columns of paired values, padded so that a kernel can take eight columns at a time.
public struct PairedColumns: Sendable {
    public let rows: Int
    public let columns: Int
    let width: Int
    let values: [Double]

    /// From columns of equal length, one for each model.
    public init(_ parts: [[Double]]) {
        columns = parts.count
        rows = parts.first?.count ?? 0
        width = (parts.count + 7) / 8 * 8
        var values = [Double](repeating: 0, count: rows * width)
        for (c, part) in parts.enumerated() {
            for r in 0..<rows { values[r * width + c] = part[r] }
        }
        self.values = values
    }

    /// Means of bootstrap samples of the rows, the same samples for every column: [columns][resamples].
    public func bootstrapMeans(_ resamples: Int, seeds: (Int) -> GeneratorState) -> [[Double]] {
        resample(resamples, seeds: seeds) { part, state, scratch, out in
            withUnsafeMutableBytes(of: &state) { state in
                ranking_bootstrap(
                    values, Int32(rows), Int32(width), Int32(part),
                    state.assumingMemoryBound(to: UInt64.self).baseAddress, scratch, out)
            }
        }
    }

    /// Sums of the rows under random signs, the same signs for every column: [columns][flips].
    public func signFlipSums(_ flips: Int, seeds: (Int) -> GeneratorState) -> [[Double]] {
        resample(flips, seeds: seeds) { part, state, scratch, out in
            withUnsafeMutableBytes(of: &state) { state in
                ranking_sign_flips(
                    values, Int32(rows), Int32(width), Int32(part),
                    state.assumingMemoryBound(to: UInt64.self).baseAddress, scratch, out)
            }
        }
    }

    /// Draws in parts of fixed size, each with its own generator, so that the number of threads changes nothing.
    private func resample(
        _ count: Int, seeds: (Int) -> GeneratorState,
        _ draw:
            @Sendable (Int, inout GeneratorState, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Double>)
            -> Void
    ) -> [[Double]] {
        guard rows > 0, columns > 0 else { return Array(repeating: [], count: columns) }
        let part = 64
        let states = (0..<(count + part - 1) / part).map(seeds)
        let width = width
        let rows = rows
        var drawn = [Double](repeating: 0, count: count * width)
        drawn.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let out = buffer.baseAddress
            parallel(count, chunk: part) { range in
                guard let out else { return }
                var state = states[range.lowerBound / part]
                let scratch = UnsafeMutablePointer<Int32>.allocate(capacity: rows)
                defer { scratch.deallocate() }
                draw(range.count, &state, scratch, out + range.lowerBound * width)
            }
        }
        return (0..<columns).map { c in (0..<count).map { drawn[$0 * width + c] } }
    }
}

/// Inner products of all pairs of rows of a row-major matrix [rows, width], summed in double precision: [rows, rows].
public func gram(_ matrix: [Float], rows: Int, width: Int) -> [Double] {
    var result = [Double](repeating: 0, count: rows * rows)
    result.withUnsafeMutableBufferPointer { buffer in
        nonisolated(unsafe) let out = buffer.baseAddress
        parallel(rows, chunk: 8) { range in
            ranking_gram(
                matrix, Int32(width), Int32(range.lowerBound), Int32(range.upperBound), Int32(rows), out)
        }
    }
    // In squares that fit into the nearest cache.
    let side = 32
    for top in stride(from: 0, to: rows, by: side) {
        for left in stride(from: 0, through: top, by: side) {
            for i in top..<min(rows, top + side) {
                for j in left..<min(i, left + side) { result[j * rows + i] = result[i * rows + j] }
            }
        }
    }
    return result
}
