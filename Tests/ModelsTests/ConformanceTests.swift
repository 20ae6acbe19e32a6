import Datasets
import Declarations
import Foundation
import Models
import Testing

/// A model of the zoo and what it promises. A new one joins with its line here.
struct Member: Sendable, CustomTestStringConvertible {
    let name: String
    /// Whether users get lists of their own, learned from what they watched.
    var personal = true
    /// Whether users get lists of their own though nothing was learned.
    var chance = false
    /// Whether it learns from what ratings say, and nothing from who rated what.
    var rates = false
    /// Users of one cluster share a list: at most so many lists, with that of a user nobody knows.
    var lists: Int?

    var testDescription: String { name }
    func recipe() throws -> ModelRecipe { try model(name) }

    static let all = [
        Member(name: "constant", personal: false),
        Member(name: "random", personal: false, chance: true),
        Member(name: "popular", personal: false),
        Member(name: "global-mean", personal: false),
        Member(name: "item-mean", personal: false),
        Member(name: "user-mean", personal: false),
        Member(name: "item-user-mean", personal: false),
        Member(name: "bias", personal: false),
        Member(name: "item-knn"),
        Member(name: "user-knn"),
        Member(name: "rp3beta"),
        Member(name: "ease"),
        Member(name: "slim"),
        Member(name: "pure-svd"),
        Member(name: "als"),
        Member(name: "bpr"),
        Member(name: "svd", rates: true),
        Member(name: "svd++", rates: true),
        Member(name: "als-wr", rates: true),
        Member(name: "slope-one", rates: true),
        Member(name: "nmf", rates: true),
        Member(name: "co-clustering", rates: true, lists: 4),
        Member(name: "lightfm"),
        Member(name: "fm"),
    ]
    /// Those that find what users watched without a rating; RatingModelsTests has worlds for the others.
    static let personalising = all.filter { $0.personal && !$0.rates }
}

/// What every model must do, whatever else it does.
@Suite struct ConformanceTests {
    @Test func everyModelIsHere() {
        #expect(Member.all.map(\.name) == zoo.map { $0.name })
    }

    @Test(arguments: Member.personalising)
    func learnsAnEasyRing(_ member: Member) throws {
        let (train, targets) = World.ring()
        func hits(_ recipe: ModelRecipe) throws -> Double {
            let fitted = try recipe.fit(train, watching: .silent)
            return try rank(fitted, targets: targets, histories: train.matrix) {
                unseen(train, targets[$0].user)
            }
            .hr(5)
        }
        let (own, popular) = (try hits(member.recipe()), try hits(model("popular")))
        #expect(own > 0.9 && own > popular + 0.5, "\(own) against \(popular)")
    }

    /// Within four standard deviations of guessing ten of the items not seen.
    @Test(arguments: Member.all)
    func learnsNothingFromNoise(_ member: Member) throws {
        let (train, targets) = World.noise()
        let fitted = try member.recipe().fit(train, watching: .silent)
        let worst = try rank(fitted, targets: targets, histories: train.matrix) {
            unseen(train, targets[$0].user)
        }
        let guess = 10.0 / Double(train.itemCount - 11)
        let sd = (guess * (1 - guess) / Double(targets.count)).squareRoot()
        #expect(worst.hr(10) < guess + 4 * sd)
        if member.personal && !member.rates || member.chance { #expect(worst.hr(10) > guess - 4 * sd) }
    }

    /// Lists differ between users where the model promises so, and only there.
    @Test(arguments: Member.all)
    func personalisesOrDoesNot(_ member: Member) throws {
        let train = World.ratings()
        let fitted = try member.recipe().fit(train, watching: .silent)
        let scores = try fitted.scores(of: train.everybody, given: train.matrix)
        let lists = Set(
            train.everybody.map { user in
                let row = Array(scores[Int(user) * train.itemCount..<(Int(user) + 1) * train.itemCount])
                return row.indices.sorted { (row[$1], $0) < (row[$0], $1) }
            })
        if let most = member.lists {
            #expect(lists.count > 1 && lists.count <= most, "\(lists.count) lists")
        } else if member.personal || member.chance {
            #expect(lists.count > train.userCount / 2)
        } else {
            #expect(lists.count == 1)
        }
    }

    @Test(arguments: Member.all)
    func sameSeedSameScores(_ member: Member) throws {
        let train = World.ratings()
        let scores = try (0..<2).map { _ in
            try member.recipe().fit(train, watching: .silent).scores(of: train.everybody, given: train.matrix)
        }
        #expect(scores[0] == scores[1])
    }

    /// Nobody's history, a history of items that training never saw, and a user that training never saw.
    @Test(arguments: Member.all)
    func emptyAndUnknownHistoriesGiveFiniteScores(_ member: Member) throws {
        let train = World.ratings()
        let fitted = try member.recipe().fit(train, watching: .silent)
        let (last, unseen) = (Int32(train.userCount - 1), Int32(train.itemCount - 1))
        let nothing = SparseMatrix(Interactions(), users: train.userCount, items: train.itemCount)
        let strange = SparseMatrix(
            Interactions(users: [0, last, last], items: [unseen, unseen, 3], ratings: [5, 5, 4]),
            users: train.userCount, items: train.itemCount)
        for histories in [nothing, strange, train.matrix] {
            #expect(try fitted.scores(of: train.everybody, given: histories).allSatisfy(\.isFinite))
        }
        guard let predictor = fitted as? any RatingPredictor, predictor.predictsRatings else { return }
        #expect(try predictor.ratings([0, last, last], [unseen, 0, unseen]).allSatisfy(\.isFinite))
        #expect(try predictor.ratings([], []).isEmpty)
    }

    /// Training without a row is odd, but no reason to fall over.
    @Test(arguments: Member.all)
    func noRowsAtAllGiveFiniteScores(_ member: Member) throws {
        let train = trainingSet(Interactions(), users: 3, items: 4)
        let fitted = try member.recipe().fit(train, watching: .silent)
        #expect(try fitted.scores(of: train.everybody, given: train.matrix).allSatisfy(\.isFinite))
        if let predictor = fitted as? any RatingPredictor, predictor.predictsRatings {
            #expect(try predictor.ratings([0, 2], [1, 3]).allSatisfy(\.isFinite))
        }
    }

    @Test(arguments: Member.all)
    func aBatchOfOneEqualsTheBatch(_ member: Member) throws {
        let train = World.ratings()
        let fitted = try member.recipe().fit(train, watching: .silent)
        let all = try fitted.scores(of: train.everybody, given: train.matrix)
        let backwards = try fitted.scores(of: train.everybody.reversed(), given: train.matrix)
        for user in train.everybody {
            let row = Int(user) * train.itemCount..<(Int(user) + 1) * train.itemCount
            let one = try fitted.scores(of: [user], given: train.matrix)
            #expect(one == Array(all[row]))
            let turned = (train.userCount - 1 - Int(user)) * train.itemCount
            #expect(one == Array(backwards[turned..<turned + train.itemCount]))
        }
    }

    /// A model that can be written down scores the same when it is read again, and has the settings it had.
    @Test(arguments: Member.all)
    func savedAndLoadedScoresAgree(_ member: Member) throws {
        let recipe = try member.recipe()
        guard recipe.declared is any Restorable else { return }
        let train = World.ratings()
        if let setting = recipe.declared.settings.first, case .number(let x) = setting.setting.value {
            try recipe.declared.set(setting.name, to: .number(x + 1))
        }
        let fitted = try recipe.fit(train, watching: .silent)
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try recipe.save(fitted, to: path)
        let (again, restored) = try ModelRecipe.load(path)
        #expect(again.name == member.name)
        #expect(
            again.declared.record.map(\.value.literal) == recipe.declared.record.map(\.value.literal))
        // New users, too, whose vectors are worked out from what they have had.
        var rows = train.interactions
        rows.users.append(Int32(train.userCount - 1))
        rows.items.append(3)
        rows.ratings.append(4)
        let histories = SparseMatrix(rows, users: train.userCount, items: train.itemCount)
        let before = try fitted.scores(of: train.everybody, given: histories)
        #expect(try restored.scores(of: train.everybody, given: histories) == before)
        if let predictor = fitted as? any RatingPredictor, predictor.predictsRatings {
            let other = try (restored as? any RatingPredictor).orThrow(member.name)
            #expect(
                try predictor.ratings([0, 5], [1, 2]) == other.ratings([0, 5], [1, 2]))
        }
    }

    /// What help shows is there and in the house's form.
    @Test(arguments: Member.all)
    func everyModelSaysWhatItIs(_ member: Member) throws {
        let type = type(of: try member.recipe().recommender)
        #expect(type.summary.hasSuffix(".") && type.summary.first?.isUppercase == true)
        #expect(type.example.hasPrefix("train \(type.name)") && !type.source.isEmpty)
        for setting in try member.recipe().declared.settings { #expect(setting.about.summary.hasSuffix(".")) }
    }

    /// Changing a setting changes scores or predicted ratings, if not by itself, then beside one other change.
    @Test(arguments: Member.all)
    func noSettingIsDead(_ member: Member) throws {
        // Validation rows that say something new, and others that training is wrong for: stopping early has a reason.
        let whole = World.ratings(validated: true)
        var wrong = whole.interactions
        wrong.ratings = wrong.ratings.map { 6 - $0 }
        let train = TrainingSet(
            dataset: whole.dataset, interactions: whole.interactions,
            validation: whole.validation.appending(wrong))
        let names = try member.recipe().declared.settings.map(\.name)
        func outcome(_ changes: [(String, Value)]) throws -> [Float]? {
            let recipe = try member.recipe()
            for (name, value) in changes {
                do { try recipe.declared.set(name, to: value) } catch is Problem { return nil }
            }
            // Some settings refuse each other: no features and no vectors of one's own.
            let fitted: any Scorer
            do { fitted = try recipe.fit(train, watching: .silent) } catch is Problem { return nil }
            let scores = try fitted.scores(of: train.everybody, given: train.matrix)
            guard let predictor = fitted as? any RatingPredictor, predictor.predictsRatings else {
                return scores
            }
            let rows = train.interactions
            return scores + (try predictor.ratings(rows.users, rows.items.reversed()))
        }
        // Threads make a difference where there is more than one piece of work: LightFMTests has enough.
        for name in names where name != "threads" {
            let others = try names.filter { $0 != name }.flatMap { other in
                try alternatives(to: other, of: member).map { [(other, $0)] }
            }
            // What is done about collapse shows where a penalty leaves little and the epochs are too few to settle.
            let starved: [[(String, Value)]] =
                name == "on-collapse" ? [[("reg", .number(30)), ("epochs", .number(2))]] : []
            let lives = try ([[]] + others + starved).contains { context in
                guard let before = try outcome(context) else { return false }
                return try alternatives(to: name, of: member).contains {
                    guard let after = try outcome(context + [(name, $0)]) else { return false }
                    return after != before
                }
            }
            #expect(lives, "\(member.name) \(name)=")
        }
    }

    /// Other values that a setting might take.
    private func alternatives(to name: String, of member: Member) throws -> [Value] {
        let setting = try member.recipe().declared.settings.first { $0.name == name }.orThrow(name).setting
        switch setting.value {
        case .number(let x):
            // A penalty that leaves nothing but the average: what is done about collapse matters there.
            let starving: [Value] = name == "reg" ? [.number(1e4)] : []
            return [.number(2), .number(8), .number(x * 3 + 1), .number(0)] + starving
        case .truth(let truth): return [.truth(!truth)]
        case .nothing: return [.number(2), .number(4)]
        default: return setting.about.choices.map { .word($0) }
        }
    }
}

/// Items that the user has not had in training.
func unseen(_ train: TrainingSet, _ user: Int32) -> [Int32] {
    let seen = Set(train.matrix.indices[train.matrix.range(Int(user))])
    return (0..<Int32(train.itemCount)).filter { !seen.contains($0) }
}
