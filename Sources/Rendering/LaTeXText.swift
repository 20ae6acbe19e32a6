import Declarations

/// Tables as LaTeX with the rules of booktabs.
struct LaTeXText {
    let options: ExportOptions

    func table(_ table: Table) -> String {
        let body = float(table)
        let runs = table.allRuns
        let trailer = options.runs && !runs.isEmpty ? "% \(Provenance.line(runs))\n" : ""
        guard options.document else {
            return "% needs \\usepackage{booktabs} and \\usepackage[T1]{fontenc}\n" + body + trailer
        }
        let encoding = options.unicode ? "" : "\\usepackage[utf8]{inputenc}\n\\usepackage[T1]{fontenc}\n"
        return """
            \\documentclass{article}
            \(encoding)\\usepackage{textcomp}
            \\usepackage{booktabs}
            \\begin{document}
            \(body)\\end{document}
            \(trailer)
            """
    }

    private func float(_ table: Table) -> String {
        let caption = options.caption ?? table.title
        var lines = ["\\begin{table}[tbp]", "  \\centering"]
        if !caption.isEmpty { lines.append("  \\caption{\(escaped(caption))}") }
        if let label = options.label { lines.append("  \\label{\(Self.key(label))}") }
        if !table.columns.isEmpty { lines += grid(table).map { "  " + $0 } }
        if options.notes, !table.notes.isEmpty {
            lines.append("  \\par\\smallskip")
            lines.append("  \\begin{minipage}{\\linewidth}\\footnotesize")
            lines += table.notes.map { "    \(escaped($0))\\par" }
            lines.append("  \\end{minipage}")
        }
        lines.append("\\end{table}")
        return lines.joined(separator: "\n") + "\n"
    }

    private func grid(_ table: Table) -> [String] {
        let parts = TableParts(table, options)
        let alignment = parts.isNumeric.map { $0 ? "r" : "l" }.joined()
        let heads = parts.heads.map(escaped)
        var lines = ["\\begin{tabular}{\(alignment)}", "  \\toprule", "  " + row(heads), "  \\midrule"]
        for i in table.rows.indices {
            lines.append("  " + row(table.columns.indices.map { cell(parts, i, $0) }))
        }
        return lines + ["  \\bottomrule", "\\end{tabular}"]
    }

    private func row(_ cells: [String]) -> String {
        // After the line end of the row before, a star or a bracket would be read as its argument.
        let guarded = cells.first.map { $0.hasPrefix("[") || $0.hasPrefix("*") } ?? false
        return (guarded ? "{}" : "") + cells.joined(separator: " & ") + " \\\\"
    }

    private func cell(_ parts: TableParts, _ row: Int, _ column: Int) -> String {
        let cell = parts.cell(row, column)
        guard cell.isNumber else { return escaped(cell.main) }
        var text = number(cell.main)
        if parts.isBest(row, column) { text = "\\textbf{\(text)}" }
        if parts.isSecond(row, column) { text = "\\underline{\(text)}" }
        if !cell.sd.isEmpty { text += " $\\pm$ \(number(cell.sd))" }
        if !cell.interval.isEmpty {
            let ends = cell.interval.dropFirst().dropLast().split(separator: ", ").map { number(String($0)) }
            text += " [\(ends.joined(separator: ", "))]"
        }
        if !cell.mark.isEmpty { text += "\\textsuperscript{\(escaped(cell.mark))}" }
        return text
    }

    /// A minus is a minus, not a hyphen, and less is no inverted question mark.
    private func number(_ text: String) -> String {
        switch text {
        case "inf": "$\\infty$"
        case "-inf": "$-\\infty$"
        case "…": "\\ldots{}"
        default:
            text.hasPrefix("-") || text.hasPrefix("<") ? "$\(text.prefix(1))$" + text.dropFirst() : text
        }
    }

    /// A label of letters, digits and the signs that labels may have.
    private static func key(_ label: String) -> String {
        String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber || ":-./".contains($0)) ? $0 : "-" })
    }

    func escaped(_ text: String) -> String { LaTeXEscape.text(text, unicode: options.unicode) }
}
