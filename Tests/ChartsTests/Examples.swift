import Charts
import Declarations
import Foundation

/// Charts of every kind, for the gallery and for tests that hold for all of them. The numbers are made up but
/// look like those of real runs; a fixed generator makes them the same every time.
enum Examples {
    static var all: [(name: String, chart: Chart)] {
        [
            ("curves", curves), ("curves-one", curvesOne), ("curves-many", curvesMany), ("bars", bars),
            ("bars-grouped", barsGrouped), ("bars-lying", barsLying), ("bars-rotated", barsRotated),
            ("bars-negative", barsNegative), ("tail", tail), ("spectrum", spectrum), ("scatter", scatter),
            ("scatter-crowded", scatterCrowded), ("heat", heat), ("heat-large", heatLarge),
            ("heat-diverging", heatDiverging), ("legend-right", legendRight), ("bars-two-long", barsTwoLong),
            ("curves-log", curvesLog), ("bars-single", barsSingle), ("steps-two", stepsTwo),
            ("histogram", histogram), ("hostile", hostile),
        ]
    }

    /// A number from 0 to 1 out of its place in a sequence (SplitMix64, Steele et al. 2014).
    static func noise(_ i: Int, _ salt: Int = 0) -> Double {
        var z = UInt64(truncatingIfNeeded: i &* 1_000_003 &+ salt) &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) / Double(1 << 53)
    }

    static func seeds(_ floor: Double, _ rate: Double, _ salt: Int, epochs: Int = 20) -> [[Double]] {
        (0..<3).map { seed in
            (1...epochs).map { epoch in
                floor + exp(-rate * Double(epoch)) * 0.5 + (noise(epoch, salt + seed * 77) - 0.5) * 0.03
            }
        }
    }

    static var curves: Chart {
        var chart = Chart.learningCurves(
            [
                ("als", seeds(0.21, 0.3, 1)), ("lightfm warp", seeds(0.17, 0.15, 2)),
                ("bpr", seeds(0.25, 0.2, 3)),
            ], title: "Validation loss by epoch")
        chart.subtitle = "MovieLens 100K, leave-last-out, 64 factors"
        chart.layers.append(.rule(Rule(.horizontal, at: 0.42, label: "most popular")))
        return chart
    }

    static var curvesOne: Chart {
        Chart.learningCurves(
            [("sasrec", [seeds(0.1, 0.08, 5, epochs: 200)[0]])], measure: "ndcg@10", title: "One run")
    }

    static var curvesMany: Chart {
        Chart.learningCurves(
            (0..<9).map {
                ("model number \($0 + 1), dim=\(16 << $0)", seeds(0.1 + 0.04 * Double($0), 0.2, $0))
            },
            title:
                "Nine models with rather long names in one picture, and a title that needs two lines to be read"
        )
    }

    static func bar(_ name: String, _ value: Double, _ reach: Double) -> Bars.Bar {
        Bars.Bar(name, value, low: value - reach, high: value + reach)
    }

    static var legendRight: Chart {
        var chart = curves
        chart.legend = .right
        return chart
    }

    static var curvesLog: Chart {
        var chart = curves
        chart.y.isLog = true
        chart.title = "The same on a logarithmic axis"
        return chart
    }

    static var barsSingle: Chart {
        Chart("Alone", y: Axis("time", unit: "s"), layers: [.bars(Bars("", [bar("ease", 3.2, 0.4)]))])
    }

    static var barsTwoLong: Chart {
        let names = [
            "als factors=64 regularization=0.01 iterations=15", "bpr factors=128 rate=0.05", "popular",
        ]
        return Chart.barsWithIntervals(
            [("hr@10", 0.3), ("ndcg@10", 0.17)].map { metric, top in
                (metric, names.enumerated().map { bar($1, top / Double($0 + 1), 0.01) })
            }, value: Axis("value"), title: "Two metrics of models with long names")
    }

    static var stepsTwo: Chart {
        func tail(_ power: Double) -> [Steps.Step] {
            (0..<400).map { Steps.Step(Double($0), Double($0 + 1), 900 / pow(Double($0 + 1), power)) }
        }
        return Chart(
            "Two catalogues", x: Axis("rank", isWhole: true), y: Axis("views", isLog: true),
            layers: [.steps(Steps("films", tail(0.7))), .steps(Steps("series", tail(1)))])
    }

    static var bars: Chart {
        Chart.barsWithIntervals(
            [
                (
                    "ndcg@10",
                    [
                        bar("random", 0.004, 0.001), bar("popular", 0.041, 0.003),
                        bar("item-knn", 0.087, 0.004),
                        bar("ease", 0.1103, 0.0045), bar("als", 0.1021, 0.0041),
                    ]
                )
            ], value: Axis("ndcg@10"), title: "ndcg@10 of five models",
            notes: ["Whiskers: 95% confidence interval, paired bootstrap over 943 users."])
    }

    static var barsGrouped: Chart {
        let models = ["popular", "item-knn", "ease", "als", "constant (collapsed)"]
        return Chart.barsWithIntervals(
            models.enumerated().map { m, name in
                let strength = [0.4, 0.8, 1, 0.93, 0.03][m]
                return (
                    name,
                    [
                        ("hr@10", 0.31), ("recall@20", 0.37), ("ndcg@10", 0.18), ("mrr", 0.15),
                        ("coverage@10", 0.42),
                    ].map {
                        bar($0, $1 * strength, 0.012)
                    }
                )
            }, value: Axis("value"), title: "Five models, five metrics")
    }

    static var barsLying: Chart {
        Chart.barsWithIntervals(
            [
                (
                    "ndcg@10",
                    (1...12).map {
                        bar(
                            "lightfm loss=warp factors=\($0 * 16) features=genres epochs=20",
                            0.05 + 0.006 * Double($0),
                            0.004)
                    }
                )
            ], value: Axis("ndcg@10"), title: "Names as long as recipes are")
    }

    static var barsRotated: Chart {
        var chart = Chart.barsWithIntervals(
            [
                (
                    "films",
                    [
                        "Drama", "Comedy", "Thriller", "Action", "Romance", "Adventure", "Documentary",
                        "Children's",
                        "Film-Noir", "Science Fiction", "Western", "Musical",
                    ].enumerated().map { Bars.Bar($1, 4021 / (1 + Double($0) * 0.45)) }
                )
            ], value: Axis("films", isWhole: true), title: "Films by genre")
        chart.bars = .upright
        return chart
    }

    static var barsNegative: Chart {
        Chart.barsWithIntervals(
            [
                (
                    "difference",
                    [
                        bar("als", 0.012, 0.006), bar("bpr", -0.018, 0.007), bar("ease", 0.021, 0.004),
                        bar("knn", -0.002, 0.005),
                    ]
                )
            ], value: Axis("difference in ndcg@10"), title: "Against item-knn")
    }

    static var tail: Chart {
        Chart.longTail(
            (1...3706).map { (3500 / pow(Double($0), 0.75) - 6).rounded() }, of: "films", counting: "ratings",
            title: "Ratings per film")
    }

    static var spectrum: Chart {
        Chart.spectrum([
            ("als", (0..<64).map { exp(-Double($0) * 0.03) * 12 }),
            ("warp", (0..<64).map { exp(-Double($0) * 0.12) * 9 }),
            ("collapsed", (0..<64).map { $0 == 0 ? 31 : exp(-Double($0)) * 0.02 }),
        ])
    }

    static var scatter: Chart {
        let models = [
            ("random", 0.004, 0.98), ("popular", 0.041, 0.02), ("item-knn", 0.087, 0.31),
            ("user-knn", 0.084, 0.24),
            ("ease", 0.110, 0.36), ("als", 0.102, 0.42), ("bpr", 0.091, 0.39), ("lightfm warp", 0.099, 0.41),
            ("constant", 0.003, 0.01),
        ]
        var groups: [(name: String, points: [Points.Point])] = [("healthy", []), ("collapsed", [])]
        for (name, accuracy, coverage) in models {
            let point = Points.Point(
                coverage, accuracy, label: name, yLow: accuracy - 0.004, yHigh: accuracy + 0.004)
            groups[name == "constant" || name == "popular" ? 1 : 0].points.append(point)
        }
        return Chart.scatter(
            groups, x: Axis("coverage@10"), y: Axis("ndcg@10"), title: "Accuracy against coverage")
    }

    static var scatterCrowded: Chart {
        Chart.scatter(
            [
                (
                    "",
                    (0..<45).map {
                        Points.Point(
                            noise($0, 4), noise($0, 4) * 0.5 + noise($0, 5) * 0.3, label: "model \($0 + 1)")
                    }
                )
            ], x: Axis("recall@20"), y: Axis("ndcg@10"))
    }

    static var heat: Chart {
        let names = ["popular", "item-knn", "user-knn", "ease", "als", "lightfm warp"]
        return Chart.heatMap(
            names,
            names.indices.map { i in
                names.indices.map { j in i == j ? 1 : 0.15 + 0.5 * noise(min(i, j) * 7 + max(i, j)) }
            },
            measure: "mean Jaccard of top-10 lists", title: "Overlap of recommendations")
    }

    static var heatLarge: Chart {
        let n = 90
        return Chart.heatMap(
            (1...n).map { "user \($0)" },
            (0..<n).map { i in (0..<n).map { j in exp(-abs(Double(i - j)) / 18) + 0.2 * noise(i * n + j) } },
            measure: "cosine", title: "Likeness of ninety users")
    }

    static var heatDiverging: Chart {
        let names = ["age", "openness", "drama", "comedy", "night", "length"]
        return Chart.heatMap(
            names,
            names.indices.map { i in
                names.indices.map { j in i == j ? 1 : 1.6 * noise(min(i, j) * 9 + max(i, j), 8) - 0.8 }
            }, measure: "correlation", title: "Correlation of traits")
    }

    static var histogram: Chart {
        Chart.histogram(
            (0..<943).map { i in (0..<8).reduce(0) { $0 + noise(i, $1) } / 8 }, of: Axis("ndcg@10 of a user"),
            counting: "users", title: "How users fare")
    }

    static let nasty =
        "`touch /tmp/pwned` \"; system('touch /tmp/pwned') @x {/Bold b} a_b^c 50% \\n <b>&amp;</b> Amélie 千と千尋 🎬"

    static var hostile: Chart {
        var chart = Chart(nasty, subtitle: nasty, x: Axis(nasty, unit: "%"), y: Axis(nasty), notes: [nasty])
        chart.layers = [
            .line(Line(nasty, [Line.Point(1, 2, low: 1, high: 3), Line.Point(2, 3, low: 2, high: 4)])),
            .points(Points("' " + nasty, [Points.Point(1.5, 2.5, label: nasty)])),
            .rule(Rule(.horizontal, at: 2.2, label: nasty)),
        ]
        return chart
    }
}
