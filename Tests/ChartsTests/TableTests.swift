import Charts
import Declarations
import Testing

extension ChartsTests {
    @Suite struct TableTests {
        static func measure(_ mean: Double) -> Value {
            .measure(Measure(mean, low: mean - 0.01, high: mean + 0.02))
        }

        static let comparison = Table(
            "Comparison",
            columns: [
                Table.Column("model"), Table.Column("ndcg@10", better: .higher),
                Table.Column("hr@10", better: .higher),
                Table.Column("seconds", unit: "s", better: .lower), Table.Column("verdict"),
            ],
            rows: [
                [.word("als"), measure(0.1), measure(0.3), .number(1.5), .word("healthy")],
                [.word("constant"), measure(0.01), measure(0.02), .number(0.1), .word("collapsed")],
            ])

        static let epochs = Table(
            columns: ["model", "seed", "epoch", "loss", "ndcg@10"].map { Table.Column($0) },
            rows: [
                ("als", 1.0, 1.0, 0.9), ("als", 2, 1, 0.7), ("als", 1, 2, 0.5), ("als", 2, 2, 0.3),
                ("bpr", 1, 1, 0.6),
            ].map {
                [.word($0), .number($1), .number($2), .number($3), .number(0.1)]
            })

        static func numbers(_ name: String, _ values: [Double]) -> Table {
            Table(columns: [Table.Column(name)], rows: values.map { [.number($0)] })
        }

        static func bars(_ chart: Chart) -> [Bars] {
            chart.layers.compactMap { if case .bars(let bars) = $0 { bars } else { nil } }
        }

        @Test func comparisonGivesBars() throws {
            let chart = try chart(of: Self.comparison)
            let bars = Self.bars(chart)
            #expect(bars.map(\.name) == ["als", "constant (collapsed)"])
            #expect(bars[0].bars.map(\.category) == ["ndcg@10", "hr@10"])
            #expect(bars[0].bars[0] == Bars.Bar("ndcg@10", 0.1, low: 0.1 - 0.01, high: 0.1 + 0.02))
            #expect(chart.title == "Comparison")
            #expect(
                chart.notes == ["Not shown, on another scale: seconds.", "Whiskers: confidence interval."])
            let one = try Charts.chart(of: Self.comparison, y: ["seconds"])
            #expect(Self.bars(one).first?.bars.map(\.category) == ["als", "constant (collapsed)"])
            #expect(one.y.label == "seconds" && one.y.unit == "s")
        }

        @Test func epochsGiveCurves() throws {
            let chart = try chart(of: Self.epochs)
            let lines = chart.layers.compactMap { if case .line(let line) = $0 { line } else { nil } }
            #expect(lines.map(\.name) == ["als", "bpr"])
            #expect(lines[0].points.map(\.y) == [0.8, 0.4])
            #expect(chart.y.label == "loss" && chart.x.label == "epoch")
            #expect(chart.notes == ["Band: mean ± one standard deviation over 2 seeds."])
            #expect(try Charts.chart(of: Self.epochs, y: ["ndcg@10"]).y.label == "ndcg@10")
        }

        @Test func scatterKeepsVerdictsApart() throws {
            let chart = try chart(of: Self.comparison, kind: .scatter, x: "hr@10", y: ["ndcg@10"])
            let points = chart.layers.compactMap { if case .points(let points) = $0 { points } else { nil } }
            #expect(points.map(\.name) == ["healthy", "collapsed"])
            #expect(points[0].points[0].label == "als")
            #expect(points[0].points[0].x == 0.3 && points[0].points[0].y == 0.1)
            #expect(chart.x.label == "hr@10" && chart.y.label == "ndcg@10")
        }

        @Test func otherShapes() throws {
            func layer(_ table: Table, _ kind: PlotKind? = nil) throws -> String {
                switch try chart(of: table, kind: kind).layers[0] {
                case .line: "line"
                case .bars: "bars"
                case .points: "points"
                case .steps(let steps): steps.isBoxes ? "boxes" : "steps"
                case .heatMap: "heat"
                case .rule: "rule"
                }
            }
            #expect(try layer(Self.numbers("views", [5, 3, 1, 1])) == "steps")
            #expect(try layer(Self.numbers("views", [5, 3, 1, 1]), .histogram) == "boxes")
            #expect(try layer(Self.numbers("singular-value", [5, 3, 1, 1])) == "line")
            let overlap = Table(
                columns: ["model", "a", "b"].map { Table.Column($0) },
                rows: [[.word("a"), .number(1), .number(0.2)], [.word("b"), .number(0.2), .number(1)]])
            #expect(try layer(overlap) == "heat")
            let plane = Table(
                columns: ["x", "y"].map { Table.Column($0) },
                rows: [[.number(1), .number(2)], [.number(2), .number(5)]])
            #expect(try layer(plane) == "points")
            #expect(try layer(plane, .line) == "line")
        }

        @Test func everyKindOfEveryTable() throws {
            // Whatever the table, the answer is a chart that can be drawn or a problem.
            let tables = [
                Self.comparison, Self.epochs, Self.numbers("views", [5, 3]),
                Self.numbers("x", [.nan, .infinity]),
                Table(columns: []), Table(columns: [Table.Column("model")], rows: [[.word("als")]]),
                Table(
                    columns: [Table.Column("model"), Table.Column("x")], rows: [[.word("als"), .nothing]]),
                Table(columns: [Table.Column("x")], rows: [[.list([.number(1)])], [.truth(true)]]),
            ]
            for table in tables {
                for kind in PlotKind.allCases.map(Optional.some) + [nil] {
                    do {
                        _ = try draw(try chart(of: table, kind: kind), columns: 60, rows: 15)
                    } catch { #expect(error is Problem) }
                }
            }
        }

        @Test func missingColumns() {
            let missing = problem { _ = try chart(of: Self.comparison, y: ["ndgc@10"]) }
            #expect(missing?.description == "there is no column named ndgc@10; did you mean ndcg@10?")
            #expect(
                problem { _ = try chart(of: Self.comparison, x: "modle") }?.remedy == "did you mean model?")
            let epochless = problem { _ = try chart(of: Self.comparison, kind: .curves) }
            #expect(
                epochless?.what == "kind=curves needs a column named epoch, which the table does not have")
            let words = problem { _ = try chart(of: Self.comparison, y: ["verdict"]) }
            #expect(
                words?.description
                    == "column verdict holds no numbers; columns with numbers: ndcg@10, hr@10, seconds")
            #expect(problem { _ = try chart(of: Table(columns: [Table.Column("x")])) } != nil)
        }

        @Test func wordsOfTheLanguage() throws {
            #expect(PlotKind.choices.contains("long-tail") && PlotKind.choices.contains("heat-map"))
            #expect(try PlotKind(.word("spectrum")) == .spectrum)
        }
    }
}
