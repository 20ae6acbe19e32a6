import Declarations
import Foundation
import Rendering
import Testing

@Suite struct LaTeXTests {
    @Test func writesAFragmentWithBooktabs() throws {
        var options = ExportOptions(label: "tab:first")
        options.underline = true
        #expect(
            try Rendering.table(Sample.comparison, as: .latex, options: options) == #"""
                % needs \usepackage{booktabs} and \usepackage[T1]{fontenc}
                \begin{table}[tbp]
                  \centering
                  \caption{Comparison on ml-100k, leave-last-out}
                  \label{tab:first}
                  \begin{tabular}{lrrrrrl}
                    \toprule
                    model & ndcg@10 & recall@20 & coverage@10 & rmse & seconds (s) & verdict \\
                    \midrule
                    als & \underline{0.0512} $\pm$ 0.0012 [0.0480, 0.0540]\textsuperscript{**} & \underline{0.2101} $\pm$ 0.0020 & 0.310 & \textbf{0.944} & 1.23 & healthy \\
                    warp & \textbf{0.1123} $\pm$ 0.0112 [0.1000, 0.1200]\textsuperscript{*} & \textbf{0.3000} & 0.100 & \textendash{} & 112.50 & suspect \\
                    constant & 0.0010 & 0.0020 & 0.006 & \underline{1.125} & 0.00 & collapsed \\
                    \bottomrule
                  \end{tabular}
                  \par\smallskip
                  \begin{minipage}{\linewidth}\footnotesize
                    Full ranking, seen items filtered; $\pm$ is the standard deviation over 3 seeds; * p \textless{} .05.\par
                  \end{minipage}
                \end{table}
                % reelbench runs 12 13 14 15

                """#)
    }

    /// No test ever gives a chance of 0, so none is shown; files for programs keep the number.
    @Test func aSmallChanceIsShownAsBelowTheLastDigit() throws {
        let table = Table(
            columns: [Table.Column("p", decimals: 4, chance: true), Table.Column("q", decimals: 4)],
            rows: [[.number(4e-6), .number(4e-6)], [.number(0.00006), .number(0.25)]])
        let latex = try Rendering.table(table, as: .latex)
        #expect(latex.contains("$<$0.0001 & 0.0000") && latex.contains("0.0001 & 0.2500"))
        #expect(try Rendering.table(table, as: .html).contains("&lt;0.0001"))
        #expect(try Rendering.table(table, as: .csv).contains("4e-06,4e-06"))
    }

    @Test func escapesEverySpecialCharacter() throws {
        let cases = [
            (
                #"\ { } $ & # % _ ^ ~"#,
                ##"\textbackslash{} \{ \} \$ \& \# \% \_ \textasciicircum{} \textasciitilde{}"##
            ),
            ("Amélie", #"Am\'{e}lie"#), ("ế", #"\'{\^{e}}"#), ("Ångström ß", #"\AA{}ngstr\"{o}m \ss{}"#),
            ("a--b", "a-{}-b"), ("α ≤ β", #"$\alpha$ $\leq$ $\beta$"#), ("中", "[U+4E2D]"), ("🎬", "[U+1F3AC]"),
            ("\u{1B}[0m", "[U+001B][0m"), ("x\ny", "x y"), ("\u{FEFF}bom", "bom"), ("Привет", "[U+041F]"),
        ]
        for (text, escaped) in cases {
            let table = Table(columns: [Table.Column("t")], rows: [[.text("t " + text)]])
            let latex = try Rendering.table(table, as: .latex)
            #expect(latex.contains("    t \(escaped)"), "\(latex)")
        }
        var options = ExportOptions()
        options.unicode = true
        let table = Table(columns: [Table.Column("t")], rows: [[.text("七人の侍 & co")]])
        #expect(try Rendering.table(table, as: .latex, options: options).contains(#"七人の侍 \& co"#))
    }

    @Test func guardsTheBeginningOfARow() throws {
        let table = Table(columns: [Table.Column("t")], rows: [[.text("*star")], [.text("[1cm] live")]])
        let latex = try Rendering.table(table, as: .latex)
        #expect(latex.contains("{}*star") && latex.contains("{}[1cm] live"))
    }

    /// pdfLaTeX stops at the first thing it does not know (`-halt-on-error`), so a document that comes out is whole.
    @Test(.enabled(if: isInstalled("pdflatex"), "pdflatex is not installed"))
    func compiles() throws {
        // Every letter of Latin, Greek and punctuation, then some of each other script, sixteen to a row.
        var scalars =
            Array(0x20...0x24F) + Array(0x370...0x3FF) + Array(0x1E00...0x1EFF) + Array(0x2000...0x206F)
        scalars +=
            Array(0x20A0...0x22FF) + [0x410, 0x5D0, 0x627, 0x905, 0x3042, 0x4E2D, 0xAC00, 0x1F3AC, 0x1F1E9]
        let letters = scalars.compactMap { Unicode.Scalar($0) }.map { Character($0) }
        var rows: [[Value]] = stride(from: 0, to: letters.count, by: 16).map { start in
            [.text("\(start)"), .text(String(letters[start..<min(letters.count, start + 16)]))]
        }
        rows += Sample.titles.map {
            [.text($0), .measure(Measure(-0.5, sd: 0.1, low: -1, high: 2, mark: "†"))]
        }
        try withFolder { folder in
            // A page holds so many rows; what is wider than the page does no harm.
            for (i, start) in stride(from: 0, to: rows.count, by: 30).enumerated() {
                let table = Table(
                    "Letters & \\more_{}",
                    columns: [Table.Column("#"), Table.Column("x_%", better: .higher)],
                    rows: Array(rows[start..<min(rows.count, start + 30)]), notes: Sample.titles,
                    runs: [1, 2])
                var options = ExportOptions(label: "a_b%c")
                options.document = true
                try Rendering.export(table, to: folder + "/t\(i).tex", options: options)
                let log = try output(
                    of: "pdflatex", ["-halt-on-error", "-interaction=nonstopmode", "t\(i).tex"], in: folder)
                #expect(log != nil, "table \(i) does not compile")
            }
        }
    }

    @Test(
        .enabled(
            if: isInstalled("pdflatex") && isInstalled("pdftotext"), "pdflatex or pdftotext is not installed")
    )
    func printsWhatWasMeant() throws {
        try withFolder { folder in
            let titles = ["50 % & #1_top {a} ^ ~ \\end", "a--b ''c''", "<tag> | \"quoted\""]
            let table = Table(columns: [Table.Column("t")], rows: titles.map { [.text($0)] })
            var options = ExportOptions()
            options.document = true
            try Rendering.export(table, to: folder + "/t.tex", options: options)
            _ = try output(
                of: "pdflatex", ["-halt-on-error", "-interaction=nonstopmode", "t.tex"], in: folder)
            let text = try #require(try output(of: "pdftotext", ["-layout", "t.pdf", "-"], in: folder))
            for title in titles {
                // The font's own quotation mark is a curved one.
                let printed = text.replacing("’", with: "'").replacing("”", with: "\"")
                #expect(printed.contains(title), "\(text)")
            }
        }
    }
}
