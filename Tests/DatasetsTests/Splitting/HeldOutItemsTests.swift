import Datasets
import Declarations
import Testing

@Suite struct HeldOutItemsTests {
    private func split(_ settings: KeyValuePairs<String, Value>) throws -> Split {
        let splitter = HeldOutItems()
        for (name, value) in settings { try splitter.set(name, to: value) }
        return try splitter.split(Toy.dataset(), watching: .silent)
    }

    @Test(arguments: 1...5)
    func heldOutItemsAreInTestAloneAndWhole(_ seed: Int) throws {
        let split = try split([
            "items": .number(0.2), "validation": .number(4), "seed": .number(Double(seed)),
        ])
        let fold = split.folds[0]
        let (train, validation, test) = (
            Set(fold.train.items), Set(fold.validation.items), Set(fold.test.items)
        )
        #expect(test.count == 6 && validation.count == 4)
        #expect(
            train.isDisjoint(with: test) && train.isDisjoint(with: validation)
                && test.isDisjoint(with: validation))
        #expect(
            fold.train.count + fold.validation.count + fold.test.count == split.dataset.interactions.count)
        #expect(split.audit.verdict == .healthy)
        #expect(split.audit.findings.contains { $0.measure == "test items in train" && $0.value == 0 })
    }

    @Test func theyAreRankedAmongEachOtherOrAmongAll() throws {
        let shelf = try split(["items": .number(7)]).folds[0]
        #expect(shelf.candidates?.size == 7)
        let user = Int(shelf.test.users[0])
        let row = shelf.candidates?.items.range(user) ?? 0..<0
        #expect(Set(shelf.candidates?.items.indices[row] ?? []) == Set(shelf.test.items))
        #expect(try split(["items": .number(7), "rivals": .word("all")]).folds[0].candidates == nil)
    }

    @Test func sameSeedSameSplit() throws {
        let prints = try [1, 1, 2].map { try split(["seed": .number($0)]).fingerprint }
        #expect(prints[0] == prints[1] && prints[0] != prints[2])
    }

    /// An item that is tested on and stands in train all the same is a leak.
    @Test func theAuditFindsAWarmItem() throws {
        var fold = try split([:]).folds[0]
        fold.train.users.append(0)
        fold.train.items.append(fold.test.items[0])
        fold.train.ratings.append(1)
        fold.train.times.append(0)
        let found = audit([fold], of: Toy.dataset(), order: .none, coldItems: true)
        #expect(found.verdict == .collapsed)
    }

    @Test func allItemsCannotBeHeldOut() {
        #expect(throws: Problem.self) { try split(["items": .number(30)]) }
    }
}
