import Charts
import Declarations
import Testing

extension ChartsTests {
    @Suite struct TerminalTests {
        @Test(arguments: Examples.all.map(\.name), [(24, 6), (40, 10), (80, 24), (120, 40), (500, 300)])
        func keepsToItsRoom(_ name: String, _ room: (columns: Int, rows: Int)) throws {
            let chart = try #require(Examples.all.first { $0.name == name }?.chart)
            let drawing = try draw(chart, columns: room.columns, rows: room.rows, colours: false)
            let lines = drawing.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count <= room.rows)
            // Wide characters count two; there are some in one example only.
            #expect(name == "hostile" || lines.allSatisfy { $0.count <= room.columns })
            #expect(!drawing.contains("\u{1B}"))
            let coloured = try draw(chart, columns: room.columns, rows: room.rows, colours: true)
            #expect(coloured.contains("\u{1B}[0;38;5;") && coloured.contains("\u{1B}[0m"))
        }

        @Test func aDiagonalInBraille() throws {
            let chart = Chart(
                x: Axis(range: 0...1), y: Axis(range: 0...1),
                layers: [.line(Line("a", [Line.Point(0, 0), Line.Point(1, 1)]))])
            let lines = try draw(chart, columns: 24, rows: 6, colours: false).split(separator: "\n")
            let dots = lines.map { line in
                line.map { (0x2801...0x28FF).contains($0.unicodeScalars.first?.value ?? 0) }
            }
            let first = try #require(dots.first?.lastIndex(of: true)),
                last = try #require(dots[3].firstIndex(of: true))
            #expect(first > 19 && last < 8, "it rises from the lower left to the upper right")
        }

        @Test func barsAreProportional() throws {
            let chart = Chart(
                "t", layers: [.bars(Bars("a", [Bars.Bar("x", 10), Bars.Bar("y", 20), Bars.Bar("z", 0)]))])
            let lines = try draw(chart, columns: 80, rows: 24, colours: false).split(separator: "\n")
            let lengths = lines.dropFirst().map { line in line.count { $0 == "█" } }
            #expect(abs(lengths[1] - 2 * lengths[0]) <= 1 && lengths[0] > 20 && lengths[2] == 0)
            #expect(lines.dropFirst().map { $0.split(separator: " ").last } == ["10", "20", "0"])
        }

        @Test func seriesAreToldApartWithoutColours() throws {
            let drawing = try draw(Examples.curves, columns: 80, rows: 24, colours: false)
            for mark in ["●", "■", "▲"] { #expect(drawing.components(separatedBy: mark).count > 4) }
        }

        @Test func tooSmall() {
            let small = problem { _ = try draw(simple, columns: 10, rows: 3) }
            #expect(small?.what == "a chart cannot be drawn in 10 columns and 3 rows")
        }
    }
}
