import Datasets
import Declarations
import Foundation
import Testing

/// One pipeline for each kind of leak; each is found by its own finding and by no other, and clean data raises none.
struct LeakMutantTests {
    /// 60 users, 40 films with titles, ratings, times and a context column; the last tenth of the rows is tested on.
    private static func world(_ change: (inout Dataset) -> Void = { _ in }) -> Dataset {
        var dataset = Toy.dataset(users: 60, items: 40, rows: 1500, seed: 3)
        dataset.interactions.times = (0..<1500).map { Int64($0) * 60 }
        dataset.items.columns = [
            ("title", .texts((0..<40).map { "Film \($0)" })),
            ("year", .numbers((0..<40).map { Double(1950 + $0) })),
        ]
        var chance = Chance(seed: 5)
        dataset.context = [("completion", .numbers((0..<1500).map { _ in chance.uniform() }))]
        change(&dataset)
        dataset.fingerprint = dataset.contentFingerprint
        return dataset
    }

    private static func fold(_ dataset: Dataset) -> Fold {
        let rows = dataset.interactions
        return Fold(
            train: rows.rows((0..<1350).map { $0 }), test: rows.rows((1350..<1500).map { $0 }))
    }

    /// Measures that are worse than healthy.
    private static func alarms(_ fold: Fold, _ dataset: Dataset, _ order: TimeOrder = .global) -> [String] {
        audit([fold], of: dataset, order: order).findings.filter { $0.verdict > .healthy }.map(\.measure)
    }

    private static func counts(_ rows: Interactions) -> [Double] {
        var counts = [Double](repeating: 0, count: 40)
        for item in rows.items { counts[Int(item)] += 1 }
        return counts
    }

    private static func means(_ rows: Interactions) -> [Double] {
        var sums = [Double](repeating: 0, count: 40)
        for (item, rating) in zip(rows.items, rows.ratings) { sums[Int(item)] += Double(rating) }
        return zip(sums, counts(rows)).map { $0 / $1 }
    }

    @Test func cleanDataRaisesNone() throws {
        // What is counted and averaged on the training rows is no leak, nor is a column that only goes along with ratings.
        let train = Self.fold(Self.world()).train
        let dataset = Self.world { data in
            data.items.columns += [
                ("views", .numbers(Self.counts(train))), ("stars", .numbers(Self.means(train))),
            ]
            data.context.append(
                (
                    "mood",
                    .numbers(data.interactions.ratings.enumerated().map { Double($1) + Double($0 % 7) / 3 })
                ))
        }
        var fold = Self.fold(dataset)
        fold.candidates = Candidates(
            items: SparseMatrix(
                rows: 60, columns: 40, offsets: (0...60).map { $0 }, indices: Self.unseen(fold, dataset),
                values: Array(repeating: 1, count: 60)), size: 1)
        #expect(Self.alarms(fold, dataset) == [])
        let found = audit([fold], of: dataset, order: .global)
        for measure in [
            "target in features", "near-duplicate items", "statistics computed on test",
            "popularity counted on test", "negatives that are positives", "test in train", "future in train",
        ] { #expect(found[measure]?.verdict == .healthy, "\(measure)") }
    }

    /// For each user one item that is in no training row of theirs.
    private static func unseen(_ fold: Fold, _ dataset: Dataset) -> [Int32] {
        let own = SparseMatrix(fold.train, users: 60, items: 40)
        return (0..<60).map { user in
            let seen = Set(own.indices[own.range(user)])
            return (0..<40).first { !seen.contains($0) } ?? 0
        }
    }

    @Test func testInTrain() {
        let dataset = Self.world()
        var fold = Self.fold(dataset)
        fold.train = fold.train.appending(fold.test.rows([0, 1, 2]))
        #expect(Self.alarms(fold, dataset, .none) == ["test in train"])
    }

    @Test func futureInformation() {
        let dataset = Self.world()
        let rows = dataset.interactions
        let fold = Fold(
            train: rows.rows((0..<1500).filter { $0 % 10 != 0 }),
            test: rows.rows((0..<1500).filter { $0 % 10 == 0 }))
        #expect(Self.alarms(fold, dataset) == ["future in train"])
    }

    @Test func targetInFeatures() throws {
        let dataset = Self.world { data in
            data.context.append(
                ("satisfaction", .numbers(data.interactions.ratings.map { 20 * Double($0) - 3 })))
        }
        #expect(Self.alarms(Self.fold(dataset), dataset) == ["target in features"])
        let finding = audit([Self.fold(dataset)], of: dataset, order: .global)["target in features"]
        #expect(finding?.reason.hasPrefix("satisfaction is what is to be predicted") == true)
        #expect(finding?.verdict == .collapsed)
    }

    @Test func traitAmongTheInputs() {
        var chance = Chance(seed: 1)
        let targets = (0..<40).map { _ in Float(chance.uniform()) }
        func behaviour(_ statics: [Float]) -> Dataset {
            var data = Dataset(
                name: "b", users: Entities(ids: (0..<40).map { "\($0)" }), items: Entities(),
                interactions: Interactions())
            data.behaviour = Behaviour(
                channels: ["clicks"], offsets: (0...40).map { $0 }, times: Array(repeating: 0, count: 40),
                values: (0..<40).map { Float($0) }, statics: NamedColumns(["score"], values: statics),
                targets: Targets(traits: NamedColumns(["calm"], values: targets)))
            return data
        }
        let people = [People(train: (0..<30).map { $0 }, validation: [], test: (30..<40).map { $0 })]
        let clean = behaviour(targets.map { $0 + Float(chance.uniform()) })
        #expect(audit(people, of: clean)["target in features"]?.verdict == .healthy)
        let leaky = behaviour(targets.map { 1 - 2 * $0 })
        #expect(audit(people, of: leaky)["target in features"]?.verdict == .collapsed)
    }

    @Test func nearDuplicateItems() {
        // Items 0 to 19 stand a second time as 20 to 39, under the same title in other letters.
        let dataset = Self.world { data in
            data.items.columns = [
                ("title", .texts((0..<40).map { $0 < 20 ? "Film \($0)!" : "FILM  \($0 - 20)" }))
            ]
        }
        #expect(Self.alarms(Self.fold(dataset), dataset) == ["near-duplicate items"])
        let other = Self.world { data in
            data.items.columns = [
                ("title", .texts((0..<40).map { "Film \($0 % 20)" })),
                ("year", .numbers((0..<40).map { Double(1950 + $0) })),
            ]
        }
        #expect(Self.alarms(Self.fold(other), other) == [])
    }

    /// Items 1 and 31 are one film under two ids: whoever has one has the other, but for one user, the earlier the later.
    /// Nothing else says so.
    @Test(arguments: [false, true]) func itemsWithTheSameUsers(hasTitles: Bool) {
        let dataset = Self.world { data in
            var rows = data.interactions
            let had = rows.items.indices.filter { rows.items[$0] == 1 }
            rows = rows.rows(rows.items.indices.filter { rows.items[$0] != 31 })
            for row in had.dropFirst() {
                rows.users.append(data.interactions.users[row])
                rows.items.append(31)
                rows.ratings.append(data.interactions.ratings[row])
                rows.times.append(1500 * 60 - data.interactions.times[row])
            }
            data.interactions = rows
            data.context = []
            if !hasTitles { data.items.columns = [] }
        }
        let rows = dataset.interactions
        let order = rows.items.indices.sorted { (rows.times[$0], $0) < (rows.times[$1], $1) }
        let cut = order.count * 3 / 4
        let fold = Fold(train: rows.rows(Array(order[..<cut])), test: rows.rows(Array(order[cut...])))
        let audit = audit([fold], of: dataset, order: .none)
        #expect((audit["near-duplicate items"]?.value ?? 0) > 0)
        #expect(audit.findings.filter { $0.verdict > .healthy }.map(\.measure) == ["near-duplicate items"])
    }

    /// Where everybody has everything, items with the same users are no duplicates.
    @Test func fullMatricesHaveNoTwins() {
        var dataset = Self.world()
        dataset.items.columns = []
        dataset.context = []
        var rows = Interactions()
        for user in 0..<60 {
            for item in 0..<40 {
                rows.users.append(Int32(user))
                rows.items.append(Int32(item))
            }
        }
        dataset.interactions = rows
        let (train, test) = (rows.rows((0..<2400).filter { $0 % 5 > 0 }), rows.rows((0..<480).map { $0 * 5 }))
        #expect(
            audit([Fold(train: train, test: test)], of: dataset, order: .none)["near-duplicate items"] == nil)
    }

    @Test func statisticsComputedOnTest() {
        let dataset = Self.world { data in
            data.items.columns.append(("stars", .numbers(Self.means(data.interactions))))
        }
        #expect(Self.alarms(Self.fold(dataset), dataset) == ["statistics computed on test"])
    }

    @Test(arguments: [false, true]) func popularityCountedOnTest(isLog: Bool) {
        let dataset = Self.world { data in
            let counts = Self.counts(data.interactions).map { isLog ? log(1 + $0) : $0 / 1500 }
            data.items.columns.append(("views", .numbers(counts)))
        }
        #expect(Self.alarms(Self.fold(dataset), dataset) == ["popularity counted on test"])
    }

    @Test func negativesThatArePositives() {
        let dataset = Self.world()
        var fold = Self.fold(dataset)
        var indices = Self.unseen(fold, dataset)
        let own = SparseMatrix(fold.train, users: 60, items: 40)
        for user in 0..<5 { indices[user] = own.indices[own.range(user).lowerBound] }
        fold.candidates = Candidates(
            items: SparseMatrix(
                rows: 60, columns: 40, offsets: (0...60).map { $0 }, indices: indices,
                values: Array(repeating: 1, count: 60)), size: 1)
        #expect(Self.alarms(fold, dataset) == ["negatives that are positives"])
        #expect(audit([fold], of: dataset, order: .global)["negatives that are positives"]?.value == 5 / 60.0)
    }

    /// The stamp follows from rows and findings alone.
    @Test func certificatesDifferWithTheFindings() throws {
        let dataset = Self.world()
        let split = try SplitRecipe(.word("random")).splitter.split(dataset, watching: .silent)
        let again = try SplitRecipe(.word("random")).splitter.split(dataset, watching: .silent)
        #expect(split.certificate?.count == 16 && split.certificate == again.certificate)
        var other = split
        other.audit.findings[0].value += 0.01
        #expect(other.certificate != split.certificate)
        other.audit = Audit()
        #expect(other.certificate == nil)
    }
}
