import Declarations
import Foundation
import Rendering
import Testing

@Suite struct CSVTests {
    @Test func putsTheSpreadIntoColumnsOfItsOwn() throws {
        #expect(
            try Rendering.table(Sample.comparison, as: .csv) == """
                model,ndcg@10,ndcg@10_sd,ndcg@10_low,ndcg@10_high,ndcg@10_mark,recall@20,recall@20_sd,coverage@10,rmse,seconds,verdict
                als,0.05123,0.0012,0.048,0.054,**,0.2101,0.002,0.31,0.944,1.23,healthy
                warp,0.1123456,0.0112,0.1,0.12,*,0.3,,0.1,,112.5,suspect
                constant,0.001,,,,,0.002,,0.006,1.125,0,collapsed

                """)
    }

    @Test func endsLinesAsAsked() throws {
        var options = ExportOptions()
        options.lineEnd = "\r\n"
        let table = Table(columns: [Table.Column("a")], rows: [[.nothing], [.text("")], [.number(.nan)]])
        #expect(try Rendering.table(table, as: .csv, options: options) == "a\r\n\"\"\r\n\"\"\r\nnan\r\n")
    }

    /// Python's csv module reads every text and every number as it was.
    @Test(.enabled(if: isInstalled("python3"), "python3 is not installed"))
    func pythonReadsItBack() throws {
        try withFolder { folder in
            var table = Sample.texts
            table.columns.append(Table.Column("x"))
            for i in table.rows.indices {
                table.rows[i].append(.number(Sample.numbers[i % Sample.numbers.count]))
            }
            try Rendering.export(table, to: folder + "/t.csv")
            let script = """
                import csv, sys
                for row in list(csv.reader(open(sys.argv[1], newline='', encoding='utf-8')))[1:]:
                    print(row[0].encode().hex() + ' ' + row[1] + ' ' + float(row[2]).hex())
                """
            let read = try #require(try output(of: "python3", ["-c", script, folder + "/t.csv"]))
            #expect(read == (try expected(table)))
        }
    }

    private func expected(_ table: Table) throws -> String {
        let script = "import sys; [print(float(x).hex()) for x in sys.argv[1:]]"
        // %.17g tells every double apart; it is not what the export writes.
        let arguments = table.rows.map { String(format: "%.17g", ($0[2].number ?? 0) + 0) }
        let hex = try #require(try output(of: "python3", ["-c", script] + arguments)).split(separator: "\n")
        let digits = hex.suffix(table.rows.count)
        return zip(table.rows, digits).map { row, hex in
            let text = (row[0].text ?? "").utf8.map { String(format: "%02x", $0) }.joined()
            return "\(text) \(Int(row[1].number ?? -1)) \(hex)\n"
        }.joined()
    }
}

@Suite struct JSONTests {
    struct Film: Thing {
        let kind = "film"
        let summary = "a film"
        let fields: [(name: String, value: Value)] = [("title", .text("Ran")), ("year", .number(1985))]
    }

    @Test func writesEveryKindOfValueOnOneLine() {
        let values: [(Value, String)] = [
            (.nothing, "null"), (.truth(true), "true"), (.number(0.1), "0.1"), (.number(.nan), "null"),
            (.number(-.infinity), "null"), (.word("als"), #""als""#),
            (.list([.number(1), .text("a")]), #"[1,"a"]"#),
            (.range(1, 5), #"{"low":1,"high":5}"#), (.thing(Film()), #"{"title":"Ran","year":1985}"#),
            (
                .measure(Measure(0.5, sd: 0.1, mark: "*", runs: [3])),
                #"{"mean":0.5,"sd":0.1,"mark":"*","runs":[3]}"#
            ),
            (
                .table(Table(columns: [Table.Column("a")], rows: [[.number(1)], [.nothing]])),
                #"[{"a":1},{"a":null}]"#
            ),
            (.text("\u{0}\u{1B}\"\\\n\u{2028}é"), #""\u0000\u001b\"\\\n\u2028é""#),
        ]
        for (value, text) in values { #expect(Rendering.json(value) == text) }
    }

    @Test(.enabled(if: isInstalled("python3"), "python3 is not installed"))
    func pythonReadsItBack() throws {
        try withFolder { folder in
            let table = Table(
                columns: [Table.Column("t"), Table.Column("x")],
                rows: Sample.titles.enumerated().map {
                    [.text($1), .number(Sample.numbers[$0 % Sample.numbers.count])]
                })
            try Rendering.export(table, to: folder + "/t.json")
            let script = """
                import json, sys
                rows = json.load(open(sys.argv[1], encoding='utf-8'))
                for r in rows: print(r['t'].encode().hex(), float(r['x']) == float(sys.argv[2 + rows.index(r)]))
                """
            let numbers = table.rows.map { String(format: "%.17g", $0[1].number ?? 0) }
            let read = try #require(try output(of: "python3", ["-c", script, folder + "/t.json"] + numbers))
            let texts = Sample.titles.map { $0.utf8.map { String(format: "%02x", $0) }.joined() }
            #expect(read == texts.map { "\($0) True\n" }.joined())
        }
    }
}

@Suite struct MarkdownTests {
    @Test func drawsATableAndCarriesTheRuns() throws {
        #expect(
            try Rendering.table(Sample.comparison, as: .markdown) == #"""
                **Comparison on ml-100k, leave-last-out**

                | model    |                                   ndcg@10 |       recall@20 | coverage@10 |      rmse | seconds (s) | verdict   |
                | -------- | ----------------------------------------: | --------------: | ----------: | --------: | ----------: | --------- |
                | als      |   0.0512 ± 0.0012 \[0.0480, 0.0540\] \*\* | 0.2101 ± 0.0020 |       0.310 | **0.944** |        1.23 | healthy   |
                | warp     | **0.1123** ± 0.0112 \[0.1000, 0.1200\] \* |      **0.3000** |       0.100 |         – |      112.50 | suspect   |
                | constant |                                    0.0010 |          0.0020 |       0.006 |     1.125 |        0.00 | collapsed |

                Full ranking, seen items filtered; ± is the standard deviation over 3 seeds; \* p &lt; .05.

                <!-- reelbench runs 12 13 14 15 -->

                """#)
    }

    @Test func escapesWhatWouldBeMarkup() {
        let texts = [
            ("a | b", #"a \| b"#), ("*x* _y_ snake_case", #"\*x\* \_y\_ snake_case"#),
            ("<b>&", "&lt;b&gt;&amp;"),
            ("`code` [l](u) ~~s~~ $m$", #"\`code\` \[l\](u) \~\~s\~\~ \$m\$"#), ("# head", ##"\# head"##),
            ("1. one", #"1\. one"#), ("- item", #"\- item"#), ("1954", "1954"), ("\\", #"\\"#),
        ]
        for (text, escaped) in texts { #expect(Rendering.markdown(Report(text)) == escaped) }
    }

    @Test func rendersBlocks() {
        let report = Report(
            .nothing,
            [
                .drawing("```\n*"), .figure(path: "results/a b.svg", title: "Loss [x]"), .warning("careful"),
                .text("two\nlines"), .findings([Finding("gini", 0.000123456, .suspect, "why | not")]),
            ])
        #expect(
            Rendering.markdown(report) == #"""
                ````text
                ```
                *
                ````

                ![Loss \[x\]](results/a%20b.svg)

                > **Warning:** careful

                ```text
                two
                lines
                ```

                | verdict | measure |     value | reason     |
                | ------- | ------- | --------: | ---------- |
                | suspect | gini    | 0.0001235 | why \| not |
                """#)
    }

    @Test func shortensWhatNobodyReads() {
        let table = Table(columns: [Table.Column("n")], rows: (0..<1000).map { [.number(Double($0))] })
        let text = Rendering.markdown(Report(table))
        #expect(text.hasSuffix("the first 100 of 1000 rows"))
        #expect(text.split(separator: "\n").count == 103)
    }
}

@Suite struct HTMLTests {
    /// What Python's parser reads as text is what the cells held, and no cell brought an element of its own.
    @Test(.enabled(if: isInstalled("python3"), "python3 is not installed"))
    func pythonReadsTheCellsBack() throws {
        try withFolder { folder in
            try Rendering.export(Sample.texts, to: folder + "/t.html")
            let script = """
                import html.parser, sys
                class P(html.parser.HTMLParser):
                    cell = None; tags = set()
                    def handle_starttag(self, tag, attrs):
                        self.tags.add(tag)
                        if tag == 'td': self.cell = ''
                    def handle_data(self, data):
                        if self.cell is not None: self.cell += data
                    def handle_endtag(self, tag):
                        if tag == 'td': print(self.cell.encode().hex()); self.cell = None
                p = P(); p.feed(open(sys.argv[1], newline='').read()); print(sorted(p.tags))
                """
            let read = try #require(try output(of: "python3", ["-c", script, folder + "/t.html"]))
            let lines = read.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.dropLast().last == "['caption', 'table', 'tbody', 'td', 'th', 'thead', 'tr']")
            let plain = Sample.titles.enumerated().filter {
                $1.unicodeScalars.allSatisfy { $0.value >= 0x20 }
            }
            for (i, title) in plain where !title.contains("\u{202E}") {
                #expect(lines[2 * i] == title.utf8.map { String(format: "%02x", $0) }.joined())
            }
        }
    }

    @Test func writesWholeDocuments() throws {
        var options = ExportOptions(caption: "A <caption>")
        options.document = true
        let text = try Rendering.table(Sample.comparison, as: .html, options: options)
        #expect(text.hasPrefix("<!DOCTYPE html>") && text.hasSuffix("</html>\n"))
        #expect(text.contains("<caption>A &lt;caption&gt;</caption>"))
        #expect(text.contains(#"<td class="collapsed">collapsed</td>"#))
        #expect(text.contains("<strong>0.1123</strong> ± 0.0112 [0.1000, 0.1200]<sup>*</sup>"))
        #expect(text.contains("<!-- reelbench runs 12 13 14 15 -->"))
    }
}
