import Declarations
import Rendering
import Testing

@Suite struct TerminalTests {
    private func shown(_ table: Table, width: Int, rows: Int? = 40, color: Bool = false) -> String {
        Rendering.terminal(Report(table), style: TerminalStyle(width: width, color: color, rows: rows))
    }

    @Test func showsAComparisonInOneBandWhereThereIsRoom() {
        #expect(
            shown(Sample.comparison, width: 120) == """
                Comparison on ml-100k, leave-last-out
                model                                 ndcg@10        recall@20  coverage@10   rmse  seconds (s)  verdict
                ──────────────────────────────────────────────────────────────────────────────────────────────────────────
                als       0.0512 ± 0.0012 [0.0480, 0.0540] **  0.2101 ± 0.0020        0.310  0.944         1.23  healthy
                warp      0.1123 ± 0.0112 [0.1000, 0.1200] *   0.3000                 0.100      –       112.50  suspect
                constant  0.0010                               0.0020                 0.006  1.125         0.00  collapsed

                Full ranking, seen items filtered; ± is the standard deviation over 3 seeds; * p < .05.
                """)
    }

    @Test func continuesBelowWhereThereIsNone() {
        #expect(
            shown(Sample.comparison, width: 80) == """
                Comparison on ml-100k, leave-last-out
                model                                 ndcg@10        recall@20  coverage@10
                ───────────────────────────────────────────────────────────────────────────
                als       0.0512 ± 0.0012 [0.0480, 0.0540] **  0.2101 ± 0.0020        0.310
                warp      0.1123 ± 0.0112 [0.1000, 0.1200] *   0.3000                 0.100
                constant  0.0010                               0.0020                 0.006

                model      rmse  seconds (s)  verdict
                ───────────────────────────────────────
                als       0.944         1.23  healthy
                warp          –       112.50  suspect
                constant  1.125         0.00  collapsed

                Full ranking, seen items filtered; ± is the standard deviation over 3 seeds; * p
                < .05.
                """)
    }

    @Test func leavesOutTheMiddleOfALongTableAndSaysSo() {
        let table = Table(columns: [Table.Column("n")], rows: (1...10_000).map { [.number(Double($0))] })
        #expect(
            shown(table, width: 80, rows: 5) == """
                    n
                ─────
                    1
                    2
                    3
                ⋮ 9995 more rows
                 9999
                10000
                """)
        #expect(shown(table, width: 80, rows: nil).split(separator: "\n").count == 10_002)
    }

    @Test func shortensTextsBeforeItBreaksTheTable() {
        let long = String(repeating: "long title ", count: 20)
        let table = Table(
            columns: [Table.Column("id"), Table.Column("title"), Table.Column("mean", decimals: 1)],
            rows: [[.number(1), .text(long), .number(3)], [.number(2), .text("七人の侍七人の侍"), .number(4)]])
        #expect(
            shown(table, width: 30) == """
                id  title                 mean
                ──────────────────────────────
                 1  long title long tit…   3.0
                 2  七人の侍七人の侍       4.0
                """)
    }

    @Test func namesColumnsForWhichThereIsNoRoom() {
        let columns = (0..<60).map { Table.Column("metric-number-\($0)", decimals: 4) }
        let table = Table(columns: columns, rows: [columns.indices.map { .number(Double($0)) }])
        let text = shown(table, width: 80)
        #expect(text.contains("more columns: metric-number-"))
        #expect(text.contains("metric-number-59"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    /// Whatever is in a table, no line is wider than the terminal. Widths are counted here by wcwidth's rule for the
    /// letters used: Chinese and emoji fill two columns.
    @Test(arguments: [20, 33, 40, 80, 120]) func neverExceedsTheWidth(_ width: Int) {
        for table in [Sample.comparison, Sample.texts] {
            for line in shown(table, width: width, color: false).split(separator: "\n") {
                let columns = line.unicodeScalars.reduce(0) { sum, scalar in
                    switch scalar.value {
                    case 0x300...0x36F, 0x200B...0x200F, 0xFE0F: sum
                    case 0x3000...0x9FFF, 0x1F300...0x1FAFF: sum + 2
                    default: sum + 1
                    }
                }
                // A family of emoji is one picture in some terminals and three in others.
                if !line.contains("👩") { #expect(columns <= width, "\(line)") }
            }
        }
    }

    /// python3 -c "import wcwidth; print([wcwidth.wcswidth(s) for s in …])", wcwidth 0.9.4.
    @Test(
        arguments: [
            ("abc", 3), ("é", 1), ("e\u{301}", 1), ("七人の侍", 8), ("ｆｕｌｌ", 8), ("🎬", 2), ("👩‍👩‍👧", 2), ("❤️", 2),
            ("±…–", 3), ("한국어", 6), ("a\u{200B}b", 2), ("ñ", 1), ("क्षि", 2), ("─", 1), ("⋮", 1), ("👍🏽", 2),
            ("1️⃣", 2), ("ｶﾞ", 2), ("กำ", 2), ("⌚", 2), ("★", 1), ("🇩🇪", 2),
        ])
    func alignsWideLetters(_ text: String, _ width: Int) {
        let table = Table(
            columns: [Table.Column("x"), Table.Column("y")], rows: [[.text(text), .word("|")]])
        let line = shown(table, width: 80).split(separator: "\n").last ?? ""
        let spaces = line.dropLast().reversed().prefix { $0 == " " }.count
        #expect(spaces == 2 + max(0, 1 - width))
        // The rule is as wide as the widest cell, the gap and the second column.
        let rule = shown(table, width: 80).split(separator: "\n")[1]
        #expect(rule.count == max(1, width) + 2 + 1)
    }

    @Test func letsNoControlCharacterThrough() {
        let evil = "\u{1B}[31mred\u{1B}]0;owned\u{7}\u{9B}2J\u{202E}x\r\u{8}"
        let report = Report(
            .nothing,
            [
                .table(
                    Table(
                        evil, columns: [Table.Column(evil, unit: evil)], rows: [[.text(evil)]], notes: [evil])
                ),
                .text(evil), .warning(evil), .drawing(evil), .figure(path: evil, title: evil),
                .findings([Finding(evil, 1, .healthy, evil)]),
            ])
        let text = Rendering.terminal(report, style: TerminalStyle(color: false))
        let bad = text.unicodeScalars.filter {
            $0.value < 0x20 && $0 != "\n" || (0x7F..<0xA0).contains($0.value)
        }
        #expect(bad.isEmpty)
        #expect(!text.contains("\u{202E}"))
        #expect(text.contains("␛[31mred"))
    }

    @Test func drawingsKeepTheirColoursAndNothingElse() {
        let drawing = Report(.nothing, [.drawing("\u{1B}[38;5;74m⡇\u{1B}[0m\u{1B}]0;owned\u{7}\u{1B}[2J")])
        let coloured = Rendering.terminal(drawing, style: TerminalStyle(color: true))
        #expect(coloured.hasPrefix("\u{1B}[38;5;74m⡇\u{1B}[0m␛]0;owned"))
        #expect(!coloured.contains("\u{1B}[2J"))
        let plain = Rendering.terminal(drawing, style: TerminalStyle(color: false))
        #expect(!plain.contains("\u{1B}"))
        #expect(plain.hasPrefix("⡇␛]0;owned"))
    }

    @Test func saysVerdictsInWordsAndColours() {
        let findings = Report(
            .nothing,
            [
                .findings([
                    Finding("overlap", 0.98765, .collapsed, "above .9"),
                    Finding("gini", 0.5, .healthy, "fine"),
                ])
            ])
        #expect(
            Rendering.terminal(findings, style: TerminalStyle()) == """
                collapsed  overlap  0.9877  above .9
                healthy    gini        0.5  fine
                """)
        let colored = Rendering.terminal(findings, style: TerminalStyle(color: true))
        #expect(colored.contains("\u{1B}[31mcollapsed\u{1B}[0m"))
        #expect(colored.contains("\u{1B}[32mhealthy  \u{1B}[0m"))
        #expect(shown(Sample.comparison, width: 120, color: true).contains("\u{1B}[33msuspect"))
    }

    @Test func breaksALongReasonBelowItself() {
        let finding = Finding(
            "coverage", 0.1, .suspect, "few of the items are ever recommended to anybody at all")
        let report = Report(.nothing, [.findings([finding])])
        #expect(
            Rendering.terminal(report, style: TerminalStyle(width: 52)) == """
                suspect    coverage  0.1  few of the items are ever
                                          recommended to anybody at
                                          all
                """)
    }

    @Test func marksTheBestInBoldOnlyWhereOneIsBetter() {
        let text = shown(Sample.comparison, width: 120, color: true)
        #expect(text.contains("\u{1B}[1m0.944\u{1B}[0m"))
        #expect(!text.contains("\u{1B}[1m      0.310"))
        let ties = Table(columns: [Table.Column("m", better: .higher)], rows: [[.number(1)], [.number(1)]])
        #expect(!shown(ties, width: 80, color: true).contains("\u{1B}[1m1"))
    }

    @Test func styleFollowsTheEnvironment() {
        // Descriptor -1 is no terminal.
        let style = TerminalStyle.of(-1, environment: ["COLUMNS": "132"])
        #expect(style.width == 132 && !style.color && style.rows == nil && style.unicode)
        #expect(TerminalStyle.of(-1, environment: ["LC_ALL": "C"]).unicode == false)
        #expect(TerminalStyle.of(-1, environment: [:]).width == 80)
    }

    @Test func emptyTablesSaySo() {
        #expect(shown(Table(columns: [Table.Column("a")]), width: 80) == "a\n─\n(no rows)")
        #expect(shown(Table("t", columns: []), width: 80) == "t\n(no columns)")
        #expect(Rendering.terminal(Report(), style: TerminalStyle()) == "")
    }

    @Test func shownNumbersKeepTheirColumnsDigits() {
        let columns = [Table.Column("a", decimals: 2), Table.Column("b"), Table.Column("c", decimals: 0)]
        let rows: [[Value]] = [
            [.number(-0.001), .number(1.0 / 3), .number(2.5)], [.number(.nan), .number(1e20), .number(1e20)],
            [.number(.infinity), .number(12), .number(-.infinity)],
        ]
        #expect(
            shown(Table(columns: columns, rows: rows), width: 80) == """
                   a         b      c
                ─────────────────────
                0.00  0.333333      2
                 nan     1e+20  1e+20
                 inf        12   -inf
                """)
    }
}
