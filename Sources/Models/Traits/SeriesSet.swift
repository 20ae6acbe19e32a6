import Datasets
import Declarations
import Tensors

/// Some users' series as tensors, from which batches are cut without a loop over their elements.
///
/// Rows of all users lie one after the other; behind them lies one row of zeros for those who have none. Where all series
/// are of one length T, they lie as [N, T, C] and a batch is a single selection.
struct SeriesSet {
    let lengths: [Int]
    /// [R + 1, C], or [N, T, C] where uniform; so are the others.
    private let values: Tensor
    /// nil where everything was observed.
    private let observed: Tensor?
    private let times: Tensor
    private let statics: Tensor?
    /// First row and last row of each user, [N]; nil where uniform.
    private let ends: (first: Tensor, last: Tensor)?
    private let width: Int
    let device: Device

    var count: Int { lengths.count }

    init(
        _ behaviour: Behaviour, _ users: [UserIndex], _ preparation: SeriesPreparation, on device: Device
    ) throws {
        self.device = device
        width = behaviour.channels.count
        let rows = SeriesRows(behaviour, users, preparation)
        lengths = rows.lengths
        let length = lengths.first ?? 0
        let isUniform = length > 0 && lengths.allSatisfy { $0 == length }
        let sizes = isUniform ? [users.count, length] : [rows.count + 1]
        func shaped(_ numbers: [Float], _ sizes: [Int]) throws -> Tensor {
            let kept = isUniform ? numbers.count - numbers.count / (rows.count + 1) : numbers.count
            return try numbers.withUnsafeBytes {
                try Tensor(
                    copying: UnsafeRawBufferPointer(rebasing: $0[0..<kept * 4]), type: .float32, sizes,
                    on: device
                ).checked()
            }
        }
        values = try shaped(rows.values, sizes + [width])
        observed = rows.isComplete ? nil : try shaped(rows.observed, sizes + [width])
        times = try shaped(rows.times, sizes)
        if isUniform {
            ends = nil
        } else {
            var (first, last) = ([Int](), [Int]())
            var start = 0
            for length in lengths {
                first.append(length > 0 ? start : rows.count)
                last.append(length > 0 ? start + length - 1 : rows.count)
                start += length
            }
            ends = (
                try Tensor(first, on: device).checked().expanded(1),
                try Tensor(last, on: device).checked().expanded(1)
            )
        }
        let known = behaviour.statics.width
        guard known > 0 else {
            statics = nil
            return
        }
        let numbers = users.flatMap { user in
            zip(behaviour.statics.row(Int(user)), preparation.staticScales).map { $1($0) }
        }
        statics = try Tensor(numbers, [users.count, known], on: device).checked()
    }

    /// The series of some of these users, counted from 0.
    func batch(_ members: [Int]) -> SeriesBatch {
        let chosen = Tensor(members, on: device)
        let own = members.map { lengths[$0] }
        let known = statics.map { $0.selected(chosen) }
        guard let ends else {
            let x = values.selected(chosen)  // [B, T, C]
            let t = times.selected(chosen)  // [B, T]
            let seen = observed.map { $0.selected(chosen) } ?? ones(x.shape.sizes)
            return SeriesBatch(
                values: x, observed: seen, times: t, valid: ones(t.shape.sizes), lengths: own, statics: known)
        }
        let longest = max(1, own.max() ?? 1)
        let steps = Tensor.range(0..<longest, on: device)  // [T]
        let wanted = ends.first.selected(chosen) + steps  // [B, T]
        let rows = wanted.smaller(ends.last.selected(chosen))  // [B, T]
        let count = Tensor(own, on: device).expanded(1)  // [B, 1]
        let valid = (steps .< count).converted(to: .float32)  // [B, T]
        let flat = rows.flattened(), sizes = [members.count, longest, width]
        let there = valid.expanded(2)  // [B, T, 1]
        let x = values.selected(flat).reshaped(sizes) * there
        let seen = observed.map { $0.selected(flat).reshaped(sizes) * there } ?? there.broadcast(to: sizes)
        return SeriesBatch(
            values: x, observed: seen, times: times.selected(flat).reshaped([members.count, longest]),
            valid: valid, lengths: own, statics: known)
    }

    private func ones(_ sizes: [Int]) -> Tensor { .ones(sizes, on: device) }
}

/// Rows of some users, as a network reads them, with one row of zeros behind them.
struct SeriesRows {
    var count: Int
    /// Rows of each user.
    let lengths: [Int]
    var values: [Float]
    var observed: [Float]
    var times: [Float]
    var isComplete = true

    init(_ behaviour: Behaviour, _ users: [UserIndex], _ preparation: SeriesPreparation) {
        let width = behaviour.channels.count, scales = preparation.channelScales
        let parts = users.map { preparation.merged(behaviour.range(Int($0)), behaviour.times) }
        lengths = parts.map(\.count)
        count = lengths.reduce(0, +)
        values = [Float](repeating: 0, count: (count + 1) * width)
        observed = values
        times = [Float](repeating: 0, count: count + 1)
        var at = 0
        for rows in parts {
            let start = rows.first.map { behaviour.times[$0.lowerBound] } ?? 0
            for part in rows {
                times[at] = (behaviour.times[part.upperBound - 1] - start) / Float(preparation.gap)
                for c in 0..<width {
                    var (sum, seen) = (Float(0), 0)
                    for row in part where !behaviour.values[row * width + c].isNaN {
                        sum += scales[c](behaviour.values[row * width + c])
                        seen += 1
                    }
                    guard seen > 0 else {
                        isComplete = false
                        continue
                    }
                    values[at * width + c] = sum / Float(seen)
                    observed[at * width + c] = 1
                }
                at += 1
            }
        }
    }
}
