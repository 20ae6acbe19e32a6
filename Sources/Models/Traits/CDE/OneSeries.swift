import Kernels

/// One series of a batch on its way to a path. Everything but the log-signature is linear in the values; each step
/// forward has its transpose beside it.
struct OneSeries {
    let path: ControlPath
    let series: PathSeries
    let number: Int

    private var length: Int { series.lengths[number] }
    private var channels: Int { series.channels }
    private var width: Int { path.width }
    /// Where the values are among the channels of X.
    private var offset: Int { path.timeChannels }

    private func at(_ row: Int, _ c: Int) -> Int { (number * series.rows + row) * channels + c }
    private func isObserved(_ row: Int, _ c: Int) -> Bool { series.observed[at(row, c)] > 0 }
    private func time(_ row: Int) -> Float { series.times[number * series.rows + row] }
    /// Where the knot of a row stands; knots at the same time are kept a little apart.
    private func place(_ row: Int) -> Float { path.knots == .steps ? Float(row) : time(row) }
    private func gap(_ row: Int) -> Float { max(1e-3, place(row + 1) - place(row)) }

    /// Rows on either side of a missing value, and how far the second one counts; nil where none was ever observed.
    private func sources(_ row: Int, _ c: Int) -> (Int, Int, Float)? {
        if isObserved(row, c) { return (row, row, 0) }
        let before = stride(from: row - 1, through: 0, by: -1).first { isObserved($0, c) }
        if path.kind == .rectilinear { return before.map { ($0, $0, 0) } }
        let after = (row + 1..<max(row + 1, length)).first { isObserved($0, c) }
        switch (before, after) {
        case (let a?, let b?):
            let whole = place(b) - place(a)
            return (a, b, whole > 0 ? (place(row) - place(a)) / whole : 0)
        case (let a?, nil): return (a, a, 0)
        case (nil, let b?): return (b, b, 0)
        default: return nil
        }
    }

    /// Calls for each channel and row where its value comes from: (channel, row, before, after, weight of after).
    private func eachValue(_ body: (Int, Int, Int, Int, Float) -> Void) {
        for c in 0..<channels {
            for row in 0..<length {
                if let (a, b, weight) = sources(row, c) { body(c, row, a, b, weight) }
            }
        }
    }

    /// X at its points, [points, width].
    func points(from values: UnsafeBufferPointer<Float>) -> [Float] {
        var rows = [Float](repeating: 0, count: length * width)
        let part = 1 / Float(path.longest).squareRoot()
        eachValue { c, row, a, b, weight in
            rows[row * width + offset + c] = values[at(a, c)] * (1 - weight) + values[at(b, c)] * weight
        }
        tellTime(in: &rows, part)
        for row in 0..<(path.intensity ? length : 0) {
            for c in 0..<channels {
                let before = row > 0 ? rows[(row - 1) * width + offset + channels + c] : 0
                rows[row * width + offset + channels + c] = before + (isObserved(row, c) ? part : 0)
            }
        }
        guard path.kind == .rectilinear, length > 0 else { return rows }
        var points = [Float](repeating: 0, count: path.points(length) * width)
        for p in 0..<path.points(length) {
            let (row, next) = (p / 2, (p + 1) / 2)
            for c in 0..<width {
                points[p * width + c] = rows[(c == 0 && path.time ? next : row) * width + c]
            }
        }
        return points
    }

    /// Writes the channels of time.
    private func tellTime(in rows: inout [Float], _ part: Float) {
        guard path.time else { return }
        guard path.clock == .gaps else {
            for row in 0..<length { rows[row * width] = time(row) * part }
            return
        }
        let steps = (1..<max(1, length)).map { path.pace.step(time($0) - time($0 - 1)) }
        var clock = Float(0)
        for row in 0..<length {
            rows[row * width] = clock * Float(path.pace.movement)
            let told = path.kind == .rectilinear ? row - 1 : min(row, steps.count - 1)
            rows[row * width + 1] = steps.indices.contains(told) ? steps[told] : 1
            if row < steps.count { clock += steps[row] }
        }
    }

    /// Adds the gradient of the points to that of the values.
    func pointsBack(_ above: [Float], into gradient: UnsafeMutableBufferPointer<Float>) {
        eachValue { c, row, a, b, weight in
            var g = Float(0)
            if path.kind == .rectilinear {
                g = above[2 * row * width + offset + c]
                if 2 * row + 1 < path.points(length) { g += above[(2 * row + 1) * width + offset + c] }
            } else {
                g = above[row * width + offset + c]
            }
            gradient[at(a, c)] += g * (1 - weight)
            gradient[at(b, c)] += g * weight
        }
    }

    /// The derivative in each interval: see `ControlPaths.control`.
    func control(of x: [Float], into out: UnsafeMutableBufferPointer<Float>, at first: Int) {
        let steps = max(0, path.points(length) - 1)
        if path.logsig > 0 {
            for (k, window) in windows(steps).enumerated() {
                let signature = LogSignature(x, window, width: width, depth: path.logsig).values
                for (i, value) in signature.enumerated() { out[first + k * path.driven + i] = value }
            }
            return
        }
        for k in 0..<steps {
            for c in 0..<width {
                let rise = x[(k + 1) * width + c] - x[k * width + c]
                let to = first + k * path.parts * width + c
                guard path.parts > 1 else {
                    out[to] = rise
                    continue
                }
                let slope = k > 0 ? (x[k * width + c] - x[(k - 1) * width + c]) * ratio(k) : rise
                (out[to], out[to + width], out[to + 2 * width]) =
                    (slope, 4 * (rise - slope), 3 * (slope - rise))
            }
        }
        guard path.kind == .naturalCubic else { return }
        for c in 0..<width {
            let spline = spline(of: c)
            let values = spline.knots.map { x[$0 * width + c] }
            spline.derivative(values) { k, p in
                let to = first + k * 3 * width + c
                (out[to], out[to + width], out[to + 2 * width]) = (p.0, p.1, p.2)
            }
        }
    }

    /// How many times longer interval k is than the one before.
    private func ratio(_ k: Int) -> Float { path.knots == .steps ? 1 : gap(k) / gap(k - 1) }
    private func windows(_ steps: Int) -> [Range<Int>] {
        stride(from: 0, to: steps, by: path.window).map { $0..<min(steps, $0 + path.window) }
    }

    /// The gradient of the points from that of the control; nothing for splines, which skip what was not observed.
    func controlBack(of x: [Float], above: UnsafeBufferPointer<Float>, at first: Int) -> [Float] {
        var back = [Float](repeating: 0, count: x.count)
        let steps = max(0, path.points(length) - 1)
        if path.logsig > 0 {
            for (k, window) in windows(steps).enumerated() {
                let from = first + k * path.driven
                LogSignature.back(
                    x, window, width: width, depth: path.logsig,
                    above: UnsafeBufferPointer(rebasing: above[from..<from + path.driven]), into: &back)
            }
            return back
        }
        guard path.kind != .naturalCubic else { return back }
        for k in 0..<steps {
            for c in 0..<width {
                let from = first + k * path.parts * width + c
                var rise = above[from]
                if path.parts > 1 {
                    let (g0, g1, g2) = (above[from], above[from + width], above[from + 2 * width])
                    let slope = g0 - 4 * g1 + 3 * g2
                    rise = 4 * g1 - 3 * g2
                    if k > 0 {
                        back[k * width + c] += slope * ratio(k)
                        back[(k - 1) * width + c] -= slope * ratio(k)
                    } else {
                        rise += slope
                    }
                }
                back[(k + 1) * width + c] += rise
                back[k * width + c] -= rise
            }
        }
        return back
    }

    /// The spline of a channel of X through what was observed, and through both ends.
    private func spline(of c: Int) -> NaturalSpline {
        let value = c - offset
        guard (0..<channels).contains(value) else {
            return NaturalSpline(knots: Array(0..<length), places: (0..<length).map(place))
        }
        // Before the first and behind the last observation a channel stands still: the spline settles there, as
        // torchcde's does.
        let seen = (0..<length).filter { isObserved($0, value) }
        let (first, last) = (seen.first ?? length, seen.last ?? -1)
        let rows = (0..<length).filter { $0 < first || $0 > last || isObserved($0, value) }
        return NaturalSpline(knots: rows, places: (0..<length).map(place))
    }

    /// Adds the gradient of a natural cubic path's values.
    func splineBack(
        _ above: UnsafeBufferPointer<Float>, at first: Int, into gradient: UnsafeMutableBufferPointer<Float>
    ) {
        guard path.kind == .naturalCubic, path.logsig == 0, length > 1 else { return }
        for c in 0..<channels {
            let spline = spline(of: offset + c)
            let back = spline.back { k in
                let from = first + k * 3 * width + offset + c
                return (above[from], above[from + width], above[from + 2 * width])
            }
            for (knot, g) in zip(spline.knots, back) {
                guard let (a, b, weight) = sources(knot, c) else { continue }
                gradient[at(a, c)] += g * (1 - weight)
                gradient[at(b, c)] += g * weight
            }
        }
    }
}
