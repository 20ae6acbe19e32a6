/// How metrics of a run were measured: for each way of measuring one line, `on=[ndcg@10 hr@10] ties=expected …`, kept
/// with the run so that `replay` can measure the same again.
struct MeasuringProtocol: Equatable {
    var metrics: [String]
    /// Everything but the metrics: ties, filter, history, part.
    var rest: String

    /// As it is typed behind `evaluate m`.
    var words: String { "on=[\(metrics.joined(separator: " "))] \(rest)" }

    /// Lines as the store keeps them.
    static func parse(_ text: String) -> [MeasuringProtocol] {
        text.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("on=["), let end = line.firstIndex(of: "]") else { return nil }
            let names = line[line.index(line.startIndex, offsetBy: 4)..<end].split(separator: " ").map(
                String.init)
            return MeasuringProtocol(
                metrics: names,
                rest: line[line.index(after: end)...].split(separator: " ").joined(separator: " "))
        }
    }

    /// Lines after measuring once more: a metric counts under the way in which it was measured last.
    static func adding(_ new: MeasuringProtocol, to text: String) -> String {
        var lines = parse(text)
        for i in lines.indices { lines[i].metrics.removeAll { new.metrics.contains($0) } }
        if let same = lines.firstIndex(where: { $0.rest == new.rest }) {
            lines[same].metrics += new.metrics
        } else {
            lines.append(new)
        }
        return lines.filter { !$0.metrics.isEmpty }.map(\.words).joined(separator: "\n")
    }
}
