import Language

extension Notebook {
    /// Lines to stand below a statement from now on: what came, with those expected lines kept that match.
    func mended(_ index: Int, in cell: Cell, _ output: CellOutput) -> [String] {
        let expected = lines[below(index, in: cell)].map { cell.fence.content($0.text) }
        let actual = Self.safe(output.shown(in: path))
        let isBlank = { (line: String) in trimmed(line).isEmpty }
        let after = expected.reversed().prefix(while: isBlank)
        let before = expected.dropLast(after.count).prefix(while: isBlank)
        let inner = Array(expected.dropFirst(before.count).dropLast(after.count))
        // A failure is written down in full, whatever stood there.
        let merged = output.problem == nil ? Alignment(inner, actual, cell.tolerance).merged : actual
        let isTrue = Transcript.compare(
            expected: merged.joined(separator: "\n"), actual: output.shown(in: path),
            tolerance: cell.tolerance)
        return before + (isTrue == nil ? merged : actual) + after
    }

    /// Lines of the notebook between a statement and the next one, or the end of its cell.
    private func below(_ index: Int, in cell: Cell) -> Range<Int> {
        let steps = cell.transcript.steps
        let first = cell.lines.lowerBound
        let typed = first + steps[index].line + steps[index].input.count(where: \.isNewline) + 1
        return typed..<(index + 1 < steps.count ? first + steps[index + 1].line : cell.lines.upperBound)
    }

    /// Lines of an output as a cell can hold them: one that would be read as a prompt becomes `…`.
    private static func safe(_ text: String) -> [String] {
        let prompts = [Transcript.prompt, Transcript.continuation].map { trimmed($0) }
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            var line = line
            while line.last?.isWhitespace == true { line.removeLast() }
            return prompts.contains { line.hasPrefix($0) } ? "…" : String(line)
        }
    }

    /// The source with new lines below some statements; `nil` leaves what is there.
    func updated(with mended: [[[String]?]]) -> String {
        let ending = lines.first { !$0.ending.isEmpty }?.ending ?? "\n"
        var result = [Line]()
        var next = 0
        for (cell, steps) in zip(cells, mended) where steps.contains(where: { $0 != nil }) {
            result += lines[next..<cell.opening]
            let indent = String(repeating: " ", count: cell.fence.indent)
            var inner = [Line]()
            var from = cell.lines.lowerBound
            for (index, lines) in steps.enumerated() {
                let below = below(index, in: cell)
                inner += self.lines[from..<below.lowerBound]
                if let lines {
                    inner += lines.map { Line(text: $0.isEmpty ? "" : indent + $0, ending: ending) }
                } else {
                    inner += self.lines[below]
                }
                from = below.upperBound
            }
            result += fenced(inner, as: cell)
            next = cell.lines.upperBound + 1
        }
        result += lines[next...]
        return result.map { $0.text + $0.ending }.joined()
    }

    /// The lines of a cell between its fences, which grow where a line would close them.
    private func fenced(_ inner: [Line], as cell: Cell) -> [Line] {
        let fence = cell.fence
        var opening = lines[cell.opening]
        var closing = lines[cell.lines.upperBound]
        let longest = inner.filter { fence.isClosed(by: $0.text) }.map { trimmed($0.text).count }.max()
        if let longest {
            let indent = String(repeating: " ", count: fence.indent)
            let signs = String(repeating: String(fence.sign), count: longest + 1)
            opening.text = indent + signs + fence.info
            closing.text = indent + signs
        }
        return [opening] + inner + [closing]
    }
}

/// The cheapest way to turn the lines expected into those that came: keep, replace, leave out, put in.
private struct Alignment {
    private let expected: [String]
    private let actual: [String]
    private let tolerance: Double

    /// A change costs more than any number of lines that a `…` takes in.
    private static let change = 1_000_000
    private static let mostCells = 4_000_000

    init(_ expected: [String], _ actual: [String], _ tolerance: Double) {
        (self.expected, self.actual, self.tolerance) = (expected, actual, tolerance)
    }

    /// What came, with the expected lines in place of those that they match.
    var merged: [String] {
        let (n, m) = (expected.count, actual.count)
        guard n > 0, m > 0, (n + 1) * (m + 1) <= Self.mostCells else { return actual }
        let isAny = expected.map { Notebook.isAnyLines($0) }
        // cost[i * (m + 1) + j]: what the lines from i and from j on still cost.
        var cost = [Int](repeating: 0, count: (n + 1) * (m + 1))
        func at(_ i: Int, _ j: Int) -> Int { i * (m + 1) + j }
        for i in stride(from: n, through: 0, by: -1) {
            for j in stride(from: m, through: 0, by: -1) where i < n || j < m {
                var best = Int.max
                if i < n, isAny[i] {
                    best = min(cost[at(i + 1, j)], j < m ? cost[at(i, j + 1)] + 1 : .max)
                } else {
                    if i < n, j < m { best = cost[at(i + 1, j + 1)] + (fits(i, j) ? 0 : Self.change) }
                    if i < n { best = min(best, cost[at(i + 1, j)] + Self.change) }
                    if j < m { best = min(best, cost[at(i, j + 1)] + Self.change) }
                }
                cost[at(i, j)] = best
            }
        }
        var lines = [String]()
        var (i, j) = (0, 0)
        while i < n || j < m {
            let now = cost[at(i, j)]
            if i < n, isAny[i] {
                if now == cost[at(i + 1, j)] {
                    lines.append(expected[i])
                    i += 1
                } else {
                    j += 1
                }
            } else if i < n, j < m, now == cost[at(i + 1, j + 1)] + (fits(i, j) ? 0 : Self.change) {
                lines.append(fits(i, j) ? expected[i] : actual[j])
                (i, j) = (i + 1, j + 1)
            } else if i < n, now == cost[at(i + 1, j)] + Self.change {
                i += 1
            } else {
                lines.append(actual[j])
                j += 1
            }
        }
        return lines
    }

    private func fits(_ i: Int, _ j: Int) -> Bool {
        if expected[i] == actual[j] { return true }
        guard tolerance > 0 || expected[i].contains("…") else { return false }
        return Transcript.compare(expected: expected[i], actual: actual[j], tolerance: tolerance) == nil
    }
}
