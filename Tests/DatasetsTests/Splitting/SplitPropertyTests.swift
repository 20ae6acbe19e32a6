import Datasets
import Declarations
import Testing

/// What holds for every scheme that divides the data set's own rows.
@Suite struct SplitPropertyTests {
    struct Scheme: Sendable, CustomTestStringConvertible {
        var name: String
        var settings: [String: Value] = [:]
        var testDescription: String {
            name + settings.keys.sorted().map { " \($0)=\(settings[$0]!)" }.joined()
        }

        func split(_ dataset: Dataset, seed: Int? = nil) throws -> Split {
            let splitter = try SplitRecipe(.word(name)).splitter
            for (name, value) in settings { try splitter.set(name, to: value) }
            if let seed { try splitter.set("seed", to: .number(Double(seed))) }
            return try splitter.split(dataset, watching: .silent)
        }
        var isSeeded: Bool {
            (try? SplitRecipe(.word(name)).splitter)?.settings.contains { $0.name == "seed" } ?? false
        }
    }

    static let schemes = [
        Scheme(name: "random"),
        Scheme(name: "random", settings: ["test": .number(0.3), "validation": .number(0.3)]),
        Scheme(name: "ratio"), Scheme(name: "ratio", settings: ["validation": .number(0.1)]),
        Scheme(name: "ratio", settings: ["order": .word("time"), "validation": .number(0.2)]),
        Scheme(name: "leave-last-out"), Scheme(name: "leave-last-out", settings: ["n": .number(3)]),
        Scheme(name: "leave-last-out", settings: ["validation": .truth(false)]),
        Scheme(name: "time"), Scheme(name: "time", settings: ["validation": .number(0.2)]),
        Scheme(name: "kfold"), Scheme(name: "kfold", settings: ["k": .number(7), "order": .word("numpy")]),
        Scheme(name: "held-out-users"),
        Scheme(name: "held-out-users", settings: ["users": .number(5), "validation": .number(0.2)]),
        Scheme(name: "held-out-users", settings: ["given": .word("leave-last"), "order": .word("time")]),
    ]

    @Test(arguments: schemes) func everyRowLandsInExactlyOnePart(scheme: Scheme) throws {
        let dataset = Toy.dataset()
        for fold in try scheme.split(dataset).folds {
            let rows = [fold.train, fold.validation, fold.test, fold.given].flatMap(\.all)
            #expect(rows.count == dataset.interactions.count)
            #expect(Set(rows) == Set(dataset.interactions.all))
            #expect(!fold.test.isEmpty)
        }
    }

    @Test(arguments: schemes) func everyPartKeepsFileOrder(scheme: Scheme) throws {
        let dataset = Toy.dataset()
        let place = Dictionary(
            uniqueKeysWithValues: dataset.interactions.all.enumerated().map { ($1, $0) })
        for fold in try scheme.split(dataset).folds {
            for part in [fold.train, fold.validation, fold.test, fold.given] {
                let places = part.all.compactMap { place[$0] }
                #expect(places == places.sorted())
            }
        }
    }

    @Test(arguments: schemes) func sameSeedSameSplit(scheme: Scheme) throws {
        let dataset = Toy.dataset()
        let (a, b) = (try scheme.split(dataset), try scheme.split(dataset))
        #expect(a.fingerprint == b.fingerprint)
        #expect(a.folds.map(\.test.all) == b.folds.map(\.test.all))
        guard scheme.isSeeded, scheme.settings["order"]?.text != "time" else { return }
        let other = try scheme.split(dataset, seed: 11)
        #expect(other.fingerprint != a.fingerprint)
        #expect(other.folds.map(\.test.all) != a.folds.map(\.test.all))
    }

    @Test(arguments: schemes) func auditOfCleanDataIsHealthy(scheme: Scheme) throws {
        let split = try scheme.split(Toy.dataset())
        #expect(split.audit.verdict == .healthy, "\(split.audit.findings)")
        #expect(split.audit["test in train"]?.value == 0)
    }

    /// Another data set with the same rows out must not look like the same split.
    @Test func fingerprintFollowsTheData() throws {
        let (a, b) = (Toy.dataset(seed: 1), Toy.dataset(seed: 2))
        #expect(
            try RandomSplit().split(a, watching: .silent).fingerprint
                != RandomSplit().split(b, watching: .silent).fingerprint)
    }

    @Test func foldsTestEveryRowOnce() throws {
        let dataset = Toy.dataset()
        let split = try KFold().split(dataset, watching: .silent)
        #expect(split.folds.flatMap(\.test.all).sorted() == dataset.interactions.all.sorted())
    }

    @Test func anEmptyDataSetIsRefused() {
        let empty = Toy.named(Interactions(), users: 0, items: 0)
        for scheme in Self.schemes {
            #expect(problem { _ = try scheme.split(empty) } != nil)
        }
    }

    @Test(arguments: schemes) func interruptionStops(scheme: Scheme) {
        let flag = Interrupt.Flag()
        flag.raise()
        Interrupt.$own.withValue(flag) {
            #expect(throws: Interrupted.self) { try scheme.split(Toy.dataset()) }
        }
    }
}
