import Charts
import Declarations
import Foundation
import Testing

extension ChartsTests {
    /// Axes, marks and odd numbers, as they come out in the SVG.
    @Suite struct NumberTests {
        func svg(_ chart: Chart, _ size: Size = Size(720, 440)) throws -> String {
            let folder = try Folder()
            try draw(chart, to: folder.path + "/a.svg", size: size)
            return try folder.text("a.svg")
        }

        func line(_ values: [Double], log: Bool = false) -> Chart {
            Chart(
                y: Axis(isLog: log),
                layers: [.line(Line("a", values.enumerated().map { Line.Point(Double($0), $1) }))])
        }

        @Test(arguments: [
            ([0.0, 1.0], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
            ([0, 50_000], ["0", "10k", "20k", "30k", "40k", "50k"]),
            ([0, 3_000_000], ["0", "1.0M", "2.0M", "3.0M"]), ([-2, 2], ["−2", "−1", "0", "1", "2"]),
            ([0, 2e-9], ["0", "1.0×10⁻⁹", "2.0×10⁻⁹"]), ([1990, 2020], ["1990", "2000", "2010", "2020"]),
        ])
        func ticks(_ values: [Double], _ expected: [String]) throws {
            let seen = ChartsTests.texts(try svg(line(values)))
            for label in expected { #expect(seen.contains(label), "\(label) in \(seen)") }
        }

        @Test func logTicks() throws {
            #expect(
                Set(["1", "10", "100", "1000"]).isSubset(
                    of: ChartsTests.texts(try svg(line([1, 1000], log: true)))))
            #expect(ChartsTests.texts(try svg(line([1e-9, 1], log: true))).contains("10⁰"))
            #expect(Set(["2", "3", "5"]).isSubset(of: ChartsTests.texts(try svg(line([2, 6], log: true)))))
            let tenths = ChartsTests.texts(try svg(line([0.15, 0.7], log: true)))
            #expect(Set(["0.2", "0.3", "0.5"]).isSubset(of: tenths))
        }

        /// Bars stand on zero, and one twice as tall as another looks so.
        @Test func barsAreProportional() throws {
            let chart = Chart(layers: [
                .bars(Bars("a", [Bars.Bar("x", 1), Bars.Bar("y", 2), Bars.Bar("z", 3)]))
            ])
            var heights: [Double] = []
            for match in try svg(chart).matches(of: /<polygon[^>]*points = '([^']*)'/) {
                let pairs = String(match.1).split(separator: " ")
                let ys: [Double] = pairs.compactMap { pair in
                    pair.split(separator: ",").last.flatMap { Double($0) }
                }
                let height = (ys.max() ?? 0) - (ys.min() ?? 0)
                if height > 20, height < 420 { heights.append(height) }
            }
            try #require(heights.count == 3)
            #expect(abs(heights[1] / heights[0] - 2) < 0.01 && abs(heights[2] / heights[0] - 3) < 0.01)
        }

        @Test func nothingToDraw() {
            func what(_ chart: Chart) -> String? {
                problem { _ = try draw(chart, columns: 80, rows: 24) }?.description
            }
            #expect(what(Chart("t")) == "there is nothing to draw in \"t\"; it has no data")
            #expect(what(line([])) == "there is nothing to draw in the chart; it has no data")
            #expect(what(line([.nan, .infinity]))?.contains("2 values are not numbers and left out") == true)
            #expect(what(line([-1, 0], log: true))?.hasSuffix("a linear axis takes every number") == true)
            #expect(what(Chart("t", layers: [.rule(Rule(.horizontal, at: 1))])) != nil)
            let ragged = Chart.heatMap(["a", "b"], [[1, 2], [3]])
            #expect(what(ragged) == "row b of a heat map has 1 values, but there are 2 columns")
        }

        @Test func notesTellWhatIsLeftOut() throws {
            #expect(
                ChartsTests.texts(try svg(line([1, .nan, 3]))).contains(
                    "1 value is not a number and left out"))
            let log = ChartsTests.texts(try svg(line([1, -1, 0, 3], log: true)))
            #expect(log.contains("2 values of 0 or below cannot be shown on a logarithmic axis"))
            let many = Chart(layers: [.bars(Bars("a", (0..<100).map { Bars.Bar("c\($0)", 1) }))])
            #expect(ChartsTests.texts(try svg(many)).contains("40 values of further categories left out"))
        }

        static let odd: [[Double]] = [
            [1], [0], [-3], [5, 5, 5], [0, 0], [1e300, -1e300], [1e308, .infinity], [1e280, -1e280],
            [1e-300, 2e-300],
            [.leastNonzeroMagnitude], [1, 1 + 1e-15], [1e15, 1e15 + 1], [.nan, 1, .nan, .nan, 2, .nan],
            [-1e-9, 1e9], [1e-12, 1e12],
            [.leastNormalMagnitude, 1], [-1, -2, -3],
        ]

        /// One of the two, in reasonable time: a picture or a problem.
        @Test(arguments: odd, [false, true])
        func oddNumbers(_ values: [Double], _ log: Bool) throws {
            let points = values.map { Points.Point($0, $0, label: "p", yLow: $0 - 1, yHigh: $0 + 1) }
            let band = values.enumerated().map {
                Line.Point(Double($0), $1, low: $1 - abs($1), high: $1 + abs($1))
            }
            let charts: [Chart] = [
                line(values, log: log), Chart(y: Axis(isLog: log), layers: [.line(Line("b", band))]),
                Chart(x: Axis(isLog: log), y: Axis(isLog: log), layers: [.points(Points("p", points))]),
                Chart(
                    y: Axis(isLog: log),
                    layers: [
                        .bars(
                            Bars(
                                "b", values.enumerated().map { Bars.Bar("\($0)", $1, low: $1, high: $1 * 2) })
                        )
                    ]),
                Chart.longTail(values), Chart.spectrum([("s", values)]),
                Chart.histogram(values, of: Axis("x", isLog: log)),
                Chart.heatMap(["a"], [[values[0]]]),
                Chart.heatMap(rows: ["a"], columns: values.map { "\($0)" }, [values]),
                Chart.learningCurves([("m", [values, values])]),
            ]
            let folder = try Folder()
            for chart in charts {
                do { try draw(chart, to: folder.path + "/a.svg") } catch { try known(error) }
                do { _ = try draw(chart, columns: 80, rows: 24) } catch { try known(error) }
            }
        }

        /// Rethrows all but the problem of having nothing to draw.
        func known(_ error: any Error) throws {
            guard let problem = error as? Problem, problem.what.hasPrefix("there is nothing to draw") else {
                throw error
            }
        }

        @Test func smallPages() throws {
            for (_, chart) in Examples.all { _ = try svg(chart, Size(160, 120)) }
        }
    }
}
