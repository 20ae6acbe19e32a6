import Datasets
import Declarations
import Testing

/// Users of behaviour are divided whole.
@Suite struct PeopleSplitTests {
    private func toy(_ users: Int = 50, twins: Bool = false) -> Dataset {
        var chance = Chance(seed: 4)
        let offsets = (0...users).map { $0 * 2 }
        var values = (0..<users * 2).map { _ in Float(chance.uniform()) }
        if twins {
            for user in stride(from: 0, to: users, by: 2) {
                (values[user * 2 + 2], values[user * 2 + 3]) = (values[user * 2], values[user * 2 + 1])
            }
        }
        let behaviour = Behaviour(
            channels: ["clicks"], offsets: offsets, times: (0..<users * 2).map { Float($0 % 2) },
            values: values,
            targets: Targets(traits: NamedColumns(["calm"], values: (0..<users).map { Float($0) })))
        var dataset = Dataset(
            name: "toy", users: Entities(ids: (0..<users).map { "u\($0)" }), items: Entities(),
            interactions: Interactions(), behaviour: behaviour)
        dataset.fingerprint = dataset.contentFingerprint
        return dataset
    }

    @Test func heldOutUsersAreWhole() throws {
        let recipe = try HeldOutUsers().with([
            "users": .number(0.2), "validation": .number(0.1), "seed": .number(1),
        ])
        let split = try recipe.split(toy(), watching: .silent)
        let people = try #require(split.folds.first?.people)
        #expect((people.train.count, people.validation.count, people.test.count) == (35, 5, 10))
        #expect((people.train + people.validation + people.test).sorted() == (0..<50).map { Int32($0) })
        #expect(split.audit.verdict == .healthy && split.summary.contains("train 35, validation 5, test 10"))
        #expect(try recipe.split(toy(), watching: .silent).fingerprint == split.fingerprint)
        let other = try recipe.with(["seed": .number(2)]).split(toy(), watching: .silent)
        #expect(other.fingerprint != split.fingerprint && other.folds[0].people != people)
    }

    @Test func everyUserIsTestedOnOnce() throws {
        for order in ["ours", "numpy"] {
            let split = try KFold().with(["k": .number(4), "order": .word(order)]).split(
                toy(), watching: .silent)
            let people = split.folds.compactMap(\.people)
            #expect(people.map(\.test.count) == [13, 13, 12, 12])
            #expect(people.flatMap(\.test).sorted() == (0..<50).map { Int32($0) })
            for part in people {
                #expect(
                    Set(part.train).isDisjoint(with: part.test) && part.train.count + part.test.count == 50)
            }
        }
    }

    /// Those to validate on come from those who train; who tests is left alone.
    @Test func aFixedSplitGivesUpTrainingUsersToValidateOn() throws {
        var data = toy()
        data.behaviour?.shippedPeople = People(train: (0..<40).map { $0 }, test: (40..<50).map { $0 })
        func people(_ seed: Double) throws -> People {
            let scheme = try FixedSplit().with(["validation": .number(0.25), "seed": .number(seed)])
            return try #require(scheme.split(data, watching: .silent).folds[0].people)
        }
        let (first, again, other) = (try people(1), try people(1), try people(2))
        #expect(first.validation.count == 10 && first.test == (40..<50).map { $0 })
        #expect((first.train + first.validation).sorted() == (0..<40).map { $0 })
        #expect(first.validation != other.validation && first == again)
        let all = problem {
            _ = try FixedSplit().with(["validation": .number(40)]).split(data, watching: .silent)
        }
        #expect(all?.what.contains("40 of 40 training users") == true)
    }

    @Test func schemesOfInteractionsRefuse() {
        for scheme in [RandomSplit(), RatioSplit(), LeaveLastOut(), TimeSplit()] as [any Splitter] {
            let found = problem { _ = try scheme.split(toy(), watching: .silent) }
            #expect(found?.remedy?.contains("held-out-users") == true)
        }
        #expect(
            problem { _ = try FixedSplit().split(toy(), watching: .silent) }?.remedy?.contains(
                "held-out-users") == true)
        let all = problem {
            _ = try HeldOutUsers().with(["users": .number(50)]).split(toy(), watching: .silent)
        }
        #expect(all?.what.contains("50 of 50 users cannot be held out") == true)
    }

    /// A leak that is planted is found: a user in two parts, and the same person twice.
    @Test func theAuditFindsWhatIsShared() throws {
        let shared = audit([People(train: [0, 1, 2], test: [2, 3])], of: toy())
        #expect(
            shared["users in two parts"]?.verdict == .collapsed && shared["users in two parts"]?.value == 0.5)
        #expect(shared["test series in train"]?.value == 0.5)
        // Two of whom nothing was observed are no twins.
        var unseen = toy(twins: true)
        if let values = unseen.behaviour?.values { unseen.behaviour?.values = values.map { _ in .nan } }
        #expect(
            audit([People(train: [0, 2], test: [1, 5])], of: unseen)["test series in train"]?.value == 0)
        let twins = audit([People(train: [0, 2], test: [1, 5])], of: toy(twins: true))
        #expect(twins["users in two parts"]?.verdict == .healthy)
        #expect(twins["test series in train"]?.value == 0.5 && twins.verdict == .collapsed)
    }
}
