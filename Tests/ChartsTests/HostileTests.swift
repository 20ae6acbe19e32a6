import Charts
import Declarations
import Foundation
import Testing

extension ChartsTests {
    /// Texts of users reach the picture as they are, and never gnuplot's command language or a shell.
    @Suite struct HostileTests {
        static let texts = [
            "`touch pwned`", "\"; system('touch pwned'); \"", "'; system('touch pwned') #", "''", "'", "it's",
            "'''a'''",
            "a\\", "\\'", "a'\\", "@x", "@{x}", "{/Bold b}", "{", "}", "a_b^c", "50%", "%d%s%n", "%", "\\n",
            "$(touch pwned)",
            "$x", "#", "a#b", "<b>&amp;</b>", "]]>", "<", "&", "Amélie", "千と千尋", "🎬", "!touch pwned",
            "|touch pwned", "~",
            "\u{1F}", "[0:1]", "a  b", "\\\\", "`", "\"", "\"'\"", "@GPVAL_TERM", "'@GPVAL_TERM",
            "\"@GPVAL_TERM\"", "a'b\"'@GPVAL_TERM",
            "''\"@GPVAL_TERM#", "e\u{301}",
        ]

        @Test(arguments: texts)
        func literally(_ text: String) throws {
            let folder = try Folder()
            var chart = Chart(
                text, subtitle: text + "2", x: Axis(text + "3"), y: Axis(text + "4"), notes: [text + "5"])
            chart.layers = [
                .line(Line(text + "6", [Line.Point(1, 2), Line.Point(2, 3)])),
                .points(Points(text + "7", [Points.Point(1.5, 2.5, label: text + "8")])),
                .rule(Rule(.horizontal, at: 2.2, label: text + "9")),
            ]
            try draw(chart, to: folder.path + "/a.svg")
            let svg = try folder.text("a.svg")
            let shown = ChartsTests.shown(text)
            let seen = ChartsTests.texts(svg)
            for suffix in ["", "2", "3", "4", "5", "6", "7", "8", "9"] {
                #expect(seen.contains(shown + suffix), "\(shown)\(suffix) in \(seen)")
            }
            try wellFormed(folder.path + "/a.svg")
            #expect(try folder.names == ["a.dat", "a.gp", "a.svg"], "and nothing ran")
            #expect(!FileManager.default.fileExists(atPath: "pwned"))
            let drawing = try draw(chart, columns: 80, rows: 24, colours: false)
            #expect(drawing.hasPrefix(shown))
        }

        @Test(arguments: texts)
        func asNames(_ text: String) throws {
            let folder = try Folder()
            let shown = ChartsTests.shown(text)
            let bars = Chart(
                "bars",
                layers: [.bars(Bars(text, [Bars.Bar(text, 1, low: 0.5, high: 2), Bars.Bar("other", 2)]))])
            try draw(bars, to: folder.path + "/a.svg", size: Size(1200, 900))
            #expect(ChartsTests.texts(try folder.text("a.svg")).contains(shown))
            let heat = Chart.heatMap([text, text + "2"], [[1, 2], [3, 4]], measure: text)
            try draw(heat, to: folder.path + "/a.svg", size: Size(1200, 900))
            let seen = ChartsTests.texts(try folder.text("a.svg"))
            #expect(seen.count(where: { $0 == shown }) == 3 && seen.contains(shown + "2"))
            try draw(Chart.spectrum([(text, [3, 2, 1]), (text + "2", [3, 1])]), to: folder.path + "/a.pdf")
            #expect(try folder.names == ["a.dat", "a.gp", "a.pdf", "a.svg"])
        }

        /// Two hundred random texts of the characters that mean something to gnuplot, a shell or XML.
        @Test func random() throws {
            let folder = try Folder()
            let alphabet =
                Array("`'\"\\@{}_^%$#|<>&;()~! ab\n\t\u{1B}é").map(String.init) + [
                    "@GPVAL_TERM", "''", "'\"",
                ]
            let made = (0..<200).map { i in
                (0..<(1 + i % 9)).map { j in
                    alphabet[Int(Examples.noise(i * 31 + j) * Double(alphabet.count))]
                }.joined()
            }
            for group in stride(from: 0, to: made.count, by: 20).map({ Array(made[$0..<$0 + 20]) }) {
                let points = group.enumerated().map {
                    Points.Point(Double($0 % 4), Double($0 / 4), label: "x" + $1 + "x")
                }
                try draw(
                    Chart("'" + group[0] + "'", layers: [.points(Points(group[1], points))]),
                    to: folder.path + "/a.svg",
                    size: Size(1200, 900))
                let seen = Set(ChartsTests.texts(try folder.text("a.svg")))
                for text in group { #expect(seen.contains("x" + ChartsTests.shown(text) + "x"), "\(text)") }
                try wellFormed(folder.path + "/a.svg")
            }
            #expect(try folder.names == ["a.dat", "a.gp", "a.svg"])
        }

        @Test func drawingsMoveNoCursor() throws {
            var chart = Examples.hostile
            chart.title = "\u{1B}[2J\u{1B}]0;title\u{07}\r\nnext"
            chart.layers.append(.bars(Bars("\u{1B}[31m", [Bars.Bar("\u{9B}2J", 1)])))
            let drawing = try draw(chart, columns: 80, rows: 24, colours: false)
            #expect(
                !drawing.unicodeScalars.contains {
                    $0.value < 0x20 && $0 != "\n" || (0x7F..<0xA0).contains($0.value)
                })
        }
    }

    /// A text as a picture shows it: on one line, control characters replaced.
    static func shown(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map {
                    $0 == "\n" || $0 == "\t" ? " " : $0.value < 0x20 ? "\u{FFFD}" : $0
                }))
    }
}

/// Has Python's parser read an XML file, where there is a Python.
private func wellFormed(_ path: String) throws {
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    python.arguments = ["python3", "-c", "import sys, xml.dom.minidom as m; m.parse(sys.argv[1])", path]
    python.standardError = Pipe()
    try python.run()
    python.waitUntilExit()
    // 127: env found no python3
    #expect(python.terminationStatus == 0 || python.terminationStatus == 127)
}
