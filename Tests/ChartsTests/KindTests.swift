import Charts
import Declarations
import Foundation
import Testing

extension ChartsTests {
    @Suite struct KindTests {
        static func line(_ chart: Chart, _ index: Int = 0) -> [Line.Point] {
            guard case .line(let line) = chart.layers[index] else { return [] }
            return line.points
        }
        static func steps(_ chart: Chart) -> [Steps.Step] {
            for case .steps(let steps) in chart.layers { return steps.steps }
            return []
        }

        /// numpy: a = np.array([[.9,.5,.3],[.8,.6,.1],[1.,.4,.35]]); a.mean(0); a.std(0, ddof=1)
        @Test func learningCurves() {
            let chart = Chart.learningCurves([
                ("als", [[0.9, 0.5, 0.3], [0.8, 0.6, 0.1], [1.0, 0.4, 0.35]])
            ])
            let points = Self.line(chart)
            #expect(points.map(\.x) == [1, 2, 3])
            for (point, (mean, sd)) in zip(points, [(0.9, 0.1), (0.5, 0.1), (0.25, 0.1322875655532295)]) {
                #expect(abs(point.y - mean) < 1e-12)
                #expect(
                    abs((point.high ?? 0) - mean - sd) < 1e-12 && abs(mean - sd - (point.low ?? 0)) < 1e-12)
            }
            #expect(chart.notes == ["Band: mean ± one standard deviation over 3 seeds."])
            let single = Chart.learningCurves([("als", [[0.9, 0.5]])])
            #expect(Self.line(single).allSatisfy { $0.low == nil } && single.notes.isEmpty)
            // Runs that stopped at different epochs: the mean of those that got so far.
            let uneven = Chart.learningCurves([("als", [[1, 2, 3], [3]])])
            #expect(Self.line(uneven).map(\.y) == [2, 2, 3])
        }

        /// Roy & Vetterli 2007: n equal values have effective rank n. scipy: np.exp(entropy(s / s.sum())) for
        /// the other.
        @Test func spectrum() throws {
            func rank(_ values: [Double]) -> Double? {
                for case .rule(let rule) in Chart.spectrum([("m", values)]).layers { return rule.at }
                return nil
            }
            #expect(abs(try #require(rank([2, 2, 2, 2])) - 4) < 1e-12)
            #expect(abs(try #require(rank([7, 0, 0])) - 1) < 1e-12)
            #expect(abs(try #require(rank([5, 3, 1, 0.5, 0.25])) - 3.270595170131679) < 1e-12)
            let chart = Chart.spectrum([("m", [1, 4, 2, 1e-12, .nan])])
            #expect(Self.line(chart).map(\.y) == [1, 0.5, 0.25])
            #expect(chart.notes.contains("1 singular value below 10⁻⁸ of the largest not shown."))
        }

        @Test func longTail() {
            // Ten items; the two most seen hold 60 + 20 of 100.
            let chart = Chart.longTail([1, 60, 20, 5, 5, 3, 3, 1, 1, 1, 0, 0], counting: "views")
            #expect(chart.subtitle == "The top 20% of 10 items hold 80% of all views")
            #expect(chart.notes == ["2 items without views are not shown."])
            let steps = Self.steps(chart)
            #expect(
                steps == [
                    Steps.Step(0, 1, 60), Steps.Step(1, 2, 20), Steps.Step(2, 4, 5), Steps.Step(4, 6, 3),
                    Steps.Step(6, 10, 1),
                ])
        }

        /// np.histogram([i*i % 37 * 0.37 for i in range(100)], bins=7)
        @Test func histogram() {
            let values = (0..<100).map { Double($0 * $0 % 37) * 0.37 }
            let chart = Chart.histogram(values, boxes: 7, of: Axis("x"))
            #expect(Self.steps(chart).map(\.y) == [19, 15, 11, 5, 11, 22, 17])
            #expect(abs(Self.steps(chart)[1].low - 1.90285714) < 1e-8)
            let stars = Chart.histogram([5, 3, 4, 4, 1, .nan], of: Axis("rating"))
            #expect(
                Self.steps(stars) == [
                    Steps.Step(0.5, 1.5, 1), Steps.Step(1.5, 2.5, 0), Steps.Step(2.5, 3.5, 1),
                    Steps.Step(3.5, 4.5, 2),
                    Steps.Step(4.5, 5.5, 1),
                ])
            #expect(stars.notes == ["1 value is not a number and left out"])
            for boxes in [nil, 5] as [Int?] {
                let all = Chart.histogram((0..<5000).map { Examples.noise($0) }, boxes: boxes, of: Axis("x"))
                #expect(Self.steps(all).reduce(0) { $0 + $1.y } == 5000)
            }
            #expect(Self.steps(Chart.histogram([2.5, 2.5], of: Axis("x"))).map(\.y) == [2])
        }
    }
}
