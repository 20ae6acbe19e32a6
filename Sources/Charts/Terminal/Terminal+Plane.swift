/// The part of the canvas between the axes.
private struct Plane {
    let left, top, width, height: Int
    let figure: Figure

    /// Dots from the left and from the top of the canvas.
    func dot(_ x: Double, _ y: Double) -> (x: Int, y: Int) {
        let across = min(1.02, max(-0.02, figure.x.part(x))), up = min(1.02, max(-0.02, figure.y.part(y)))
        return (
            left * 2 + Int((across * Double(width * 2 - 1)).rounded()),
            top * 4 + Int(((1 - up) * Double(height * 4 - 1)).rounded())
        )
    }

    func holds(_ dot: (x: Int, y: Int)) -> Bool {
        dot.x >= left * 2 && dot.x < (left + width) * 2 && dot.y >= top * 4 && dot.y < (top + height) * 4
    }
}

extension Terminal {
    /// Draws lines, steps and points on two axes of numbers.
    mutating func drawPlane(_ figure: Figure) {
        frame(figure) { Self.marks[$0 % Self.marks.count] }
        if !figure.yText.isEmpty {
            canvas.write(padded(figure.yText, to: canvas.columns), 0, top, Self.dim)
            top += 1
        }
        let widest = min(14, figure.y.ticks.map { cells($0.label) }.max() ?? 0)
        let below = figure.xText.isEmpty ? 2 : 3
        let plane = Plane(
            left: widest + 2, top: top, width: canvas.columns - widest - 3,
            height: max(2, foot - below - top),
            figure: figure)
        axes(plane, widest)
        rules(plane)
        for layer in figure.chart.layers {
            switch layer {
            case .line(let line): draw(line, plane)
            case .steps(let steps): draw(steps, plane)
            default: break
            }
        }
        for layer in figure.chart.layers {
            if case .points(let points) = layer, !points.isLabels { draw(points, plane) }
        }
        for layer in figure.chart.layers {
            if case .points(let points) = layer { label(points, plane) }
        }
    }

    private mutating func axes(_ plane: Plane, _ widest: Int) {
        let bottom = plane.top + plane.height
        for row in plane.top..<bottom { canvas.put("│", plane.left - 1, row, Self.dim) }
        for column in plane.left..<plane.left + plane.width { canvas.put("─", column, bottom, Self.dim) }
        canvas.put("└", plane.left - 1, bottom, Self.dim)
        for tick in plane.figure.y.ticks {
            let row = plane.dot(plane.figure.x.low, tick.at).y / 4
            guard row >= plane.top, row < bottom else { continue }
            canvas.put("┤", plane.left - 1, row, Self.dim)
            canvas.write(padded(tick.label, to: widest, right: true), 0, row)
        }
        var free = 0
        for tick in plane.figure.x.ticks {
            let column = plane.dot(tick.at, plane.figure.y.low).x / 2
            guard column >= plane.left, column < plane.left + plane.width else { continue }
            canvas.put("┬", column, bottom, Self.dim)
            let label = padded(tick.label, to: min(cells(tick.label), 12))
            let start = min(canvas.columns - cells(label), max(0, column - cells(label) / 2))
            guard start >= free else { continue }
            canvas.write(label, start, bottom + 1)
            free = start + cells(label) + 1
        }
        guard !plane.figure.xText.isEmpty else { return }
        let text = shortened(plane.figure.xText, to: canvas.columns - 2)
        canvas.write(text, max(0, plane.left + (plane.width - cells(text)) / 2), bottom + 2, Self.dim)
    }

    private mutating func rules(_ plane: Plane) {
        var row = plane.top
        for rule in plane.figure.rules {
            let ink = rule.series.flatMap { plane.figure.series.firstIndex(of: $0) }.map(ink) ?? Self.dim
            if rule.direction == .horizontal {
                let place = plane.dot(plane.figure.x.low, rule.at).y / 4
                guard place >= plane.top, place < plane.top + plane.height else { continue }
                for column in plane.left..<plane.left + plane.width { canvas.put("╌", column, place, ink) }
                let label = shortened(rule.label, to: plane.width / 2)
                canvas.write(
                    label, plane.left + plane.width - cells(label) - 1, max(plane.top, place - 1), ink)
            } else {
                let column = plane.dot(rule.at, plane.figure.y.low).x / 2
                guard column >= plane.left, column < plane.left + plane.width else { continue }
                for place in plane.top..<plane.top + plane.height { canvas.put("┊", column, place, ink) }
                let label = shortened(rule.label, to: plane.width * 2 / 3)
                let isRight = column + cells(label) + 2 < canvas.columns
                canvas.write(label, isRight ? column + 2 : column - 1 - cells(label), row, ink)
                row += 1
            }
        }
    }

    private mutating func draw(_ line: Line, _ plane: Plane) {
        let index = plane.figure.index(of: line.name)
        let ink = ink(index)
        var last: (x: Int, y: Int)?
        for point in line.points {
            guard point.y.isFinite else {
                last = nil
                continue
            }
            let dot = plane.dot(point.x, point.y)
            // Ends of a band are single dots, so that the lines themselves stay in view.
            for end in [point.low, point.high].compactMap(\.self) {
                let edge = plane.dot(point.x, end)
                if plane.holds(edge), canvas[edge.x / 2, edge.y / 4]?.character == " " {
                    canvas.dot(edge.x, edge.y, ink)
                }
            }
            if let last { canvas.line(from: last, to: dot, ink) } else { canvas.dot(dot.x, dot.y, ink) }
            last = dot
        }
        let few = line.points.count(where: { $0.y.isFinite }) == 1
        guard few || (!colours && plane.figure.series.count > 1) else { return }
        // Without colours a line is known by its marks, set apart from those of its neighbours.
        let every = max(1, line.points.count / 8),
            first = few ? 0 : index * every / max(1, plane.figure.series.count)
        for (i, point) in line.points.enumerated() where i % every == first % every && point.y.isFinite {
            let dot = plane.dot(point.x, point.y)
            canvas.put(mark(index), dot.x / 2, dot.y / 4, ink)
        }
    }

    private mutating func draw(_ steps: Steps, _ plane: Plane) {
        let ink = ink(plane.figure.index(of: steps.name))
        let floor = plane.figure.y.isLog ? plane.figure.y.low : max(plane.figure.y.low, 0)
        var last: (x: Int, y: Int)?
        for step in steps.steps {
            let start = plane.dot(step.low, step.y), end = plane.dot(step.high, step.y)
            if let last { canvas.line(from: last, to: start, ink) }
            canvas.line(from: start, to: end, ink)
            last = end
            guard steps.isBoxes else { continue }
            let base = plane.dot(step.low, floor).y
            for x in start.x..<max(start.x + 1, end.x) {
                canvas.line(from: (x, min(start.y, base)), to: (x, max(start.y, base)), ink)
            }
        }
    }

    private mutating func draw(_ points: Points, _ plane: Plane) {
        let index = plane.figure.index(of: points.name)
        for point in points.points {
            let dot = plane.dot(point.x, point.y)
            guard plane.holds(dot) else { continue }
            if points.points.count > 200 {
                canvas.dot(dot.x, dot.y, ink(index))
            } else {
                canvas.put(mark(index), dot.x / 2, dot.y / 4, ink(index))
            }
        }
    }

    /// Writes names right or left of their points, above or below, where cells are free.
    private mutating func label(_ points: Points, _ plane: Plane) {
        for point in points.points where !point.label.isEmpty {
            let dot = plane.dot(point.x, point.y)
            guard plane.holds(dot) else { continue }
            let (column, row) = (dot.x / 2, dot.y / 4)
            let name = shortened(point.label, to: 28)
            let wide = cells(name)
            let places = [
                (column + 2, row), (column - 1 - wide, row), (column - wide / 2, row - 1),
                (column - wide / 2, row + 1), (column + 1, row - 1), (column + 1, row + 1),
            ]
            let free = places.first { place in
                place.0 >= plane.left && place.0 + wide <= canvas.columns && place.1 >= plane.top
                    && place.1 < plane.top + plane.height
                    && (place.0 - 1...place.0 + wide).allSatisfy { at in
                        let character = canvas[at, place.1]?.character ?? " "
                        return character == " " || at == column || (at < plane.left && character == "│")
                    }
            }
            if let free { canvas.write(name, free.0, free.1) }
        }
    }
}
