import Datasets
import Declarations
import Testing

struct WalkForwardTests {
    private func split(_ dataset: Dataset, _ settings: [String: Value]) throws -> Split {
        try WalkForward().with(settings).split(dataset, watching: .silent)
    }

    @Test func windowsFollowOneAnotherAndNothingLooksAhead() throws {
        let dataset = Toy.dataset(rows: 800)
        for width in ["rows", "time"] {
            let split = try split(
                dataset, ["windows": .number(5), "width": .word(width), "validation": .truth(true)])
            #expect(split.folds.count == 5 && split.audit["future in train"]?.verdict == .healthy)
            var end: Int64?
            for fold in split.folds {
                let window = try #require(fold.window)
                if let end { #expect(window.lowerBound == end + 1) }
                end = window.upperBound
                #expect(fold.test.times.allSatisfy(window.contains))
                let latest = try #require((fold.train.times + fold.validation.times).max())
                #expect(latest < window.lowerBound)
                #expect(try #require(fold.train.times.max()) < (fold.validation.times.min() ?? .max))
            }
            // Together the windows test every row from the first cut on, once.
            let from = try #require(split.folds[0].window).lowerBound
            let tested = split.folds.flatMap(\.test.all)
            #expect(tested.sorted() == dataset.interactions.all.filter { $0.time >= from }.sorted())
            #expect(split.folds[4].train.count > split.folds[0].train.count)
        }
    }

    @Test func rowsAreSharedOutEvenly() throws {
        var dataset = Toy.dataset(rows: 1000)
        dataset.interactions.times = (0..<1000).map { Int64($0) }
        let split = try split(dataset, ["windows": .number(4), "start": .number(0.6)])
        #expect(split.folds.map(\.test.count) == [100, 100, 100, 100])
        #expect(split.folds.map(\.train.count) == [600, 700, 800, 900])
        let sliding = try self.split(
            dataset, ["windows": .number(4), "start": .number(0.6), "memory": .word("sliding")])
        #expect(sliding.folds.map(\.train.count) == [600, 600, 600, 600])
        #expect(sliding.fingerprint != split.fingerprint)
    }

    /// Users 0 to 19 from the beginning, 20 to 29 only in the last window, where item 9 is new too.
    private var newcomers: Dataset {
        var rows: [(Int32, Int32, Float, Int64)] = []
        for user in 0..<20 { for k in 0..<8 { rows.append((Int32(user), Int32(k), 3, Int64(k * 10))) } }
        for user in 20..<30 { for k in 0..<4 { rows.append((Int32(user), Int32(k), 4, Int64(80 + k))) } }
        for user in 0..<5 { rows.append((Int32(user), 9, 5, 90)) }
        return Toy.dataset(rows, users: 30, items: 10)
    }

    @Test func coldAndWarmRowsAreToldApart() throws {
        let settings: [String: Value] = ["windows": .number(1), "start": .number(0.8)]
        func test(_ only: String, _ more: [String: Value] = [:]) throws -> Fold {
            try split(newcomers, settings.merging(["only": .word(only)]) { $1 }.merging(more) { $1 }).folds[0]
        }
        let all = try test("everybody").test.all
        let cold = try test("cold-users").test.all
        #expect(cold.count == 40 && cold.allSatisfy { $0.user >= 20 })
        let items = try test("cold-items").test.all
        #expect(items.count == 5 && items.allSatisfy { $0.item == 9 })
        let warm = try test("warm").test.all
        #expect(warm.allSatisfy { $0.user < 20 && $0.item != 9 })
        #expect((cold + items + warm).sorted() == all.sorted())
        // Fold-in: the first two rows of each newcomer are given, the others tested on.
        let folded = try test("cold-users", ["given": .number(2)])
        #expect(folded.given.count == 20 && folded.given.items.allSatisfy { $0 < 2 })
        #expect(folded.test.count == 20 && folded.test.items.allSatisfy { $0 >= 2 })
    }

    @Test func whatCannotBeCutIsAProblem() throws {
        var untimed = Toy.dataset()
        untimed.interactions.times = []
        #expect(throws: Problem.self) { try split(untimed, [:]) }
        var still = Toy.dataset()
        still.interactions.times = Array(repeating: 5, count: still.interactions.count)
        #expect(problem { _ = try split(still, [:]) }?.what.contains("share one second") == true)
        #expect(throws: Problem.self) {
            try split(
                newcomers,
                [
                    "windows": .number(1), "start": .number(0.1), "only": .word("cold-items"),
                    "given": .number(0), "width": .word("time"),
                ])
        }
    }
}
