import Declarations
import Foundation

/// A log of what was shown and what came of it, with the chance with which it was shown: what off-policy estimates need,
/// and beside it the truth that they should find.
public struct ImpressionGenerator: Generator {
    public static let name = "impressions"
    public static let summary =
        "Makes a log of shown items with propensities, clicks, completion and return, and the true click rates."
    public static let example = "reel> generate impressions users=100 items=30 events=5000 to=data/shown"

    @Setting("Users.", 1...1_000_000) public var users = 500
    @Setting("Items.", 2...100_000) public var items = 100
    @Setting("Impressions: one item shown to one user.", 1...1e9) public var events = 50_000
    @Setting("Part of the impressions that are shown at random, each item alike.", 0...1) public var explore =
        0.2
    @Setting("Where chance starts.") public var seed = 1
    @Setting("Folder to write into; made where there is none.") public var to = FilePath("data/impressions")

    public init() {}

    static let factors = 6
    static let header = "user_id,item_id,timestamp,propensity,clicked,completion,minutes,returned"

    public func generate(watching: Watcher) throws -> String {
        let folder = NSString(string: to.typed).expandingTildeInPath
        let writer = try FolderWriter(folder, watching: watching)
        let (seed, users, events, explore) = (seed, users, events, explore)
        let world = ImpressionWorld(seed: seed, items: items)
        let chunk = 64
        try writer.write(
            ["events.csv", "planted_clicks.csv"], headers: [Self.header, "user_id,item_id,click"],
            blocks: (users + chunk - 1) / chunk, task: "showing items", from: 0, to: 1
        ) { block, files in
            for user in block * chunk..<min(users, (block + 1) * chunk) {
                // Users share the impressions out evenly, the first of them one more.
                let own = events / users + (user < events % users ? 1 : 0)
                world.write(user, impressions: own, explore: explore, seed: seed, to: &files)
            }
        }
        try writer.write("README.txt", readme)
        return folder
    }

    private var readme: String {
        """
        Generated data: who was shown what, and what came of it.

            generate \(Self.name) users=\(users) items=\(items) events=\(events) explore=\(shortest(explore)) seed=\(seed)

        writes the same bytes again. planted_clicks.csv holds the true chance c(u,i) that user u clicks item i.

        Tastes z of users and items: \(Self.factors) factors, independent, nearly normal. r(x) = (1 + x/sqrt(1 + x*x))/2,
        like(u,i) = r(2 <z_u,z_i>/sqrt(\(Self.factors))), c(u,i) = 0.05 + 0.5 like(u,i), to four decimals.
        Shown is one item at a time, with the chance (propensity)
            p(i | u) = e/V + (1 - e) pop_i (0.5 + like(u,i)) / (sum of the same over all items),  e = \(shortest(explore)),
        pop_i = 1/(rank_i + 5). A click is followed by completion 0.25 + 0.65 like + 0.15 noise, within 0.01 to 1, of a film of
        90 minutes; returned says whether the user came back within a week: chance 0.2 + 0.5 like after a click, else 0.2.

        """
    }
}

/// Items of such a world.
private struct ImpressionWorld: Sendable {
    let tastes: [[Double]]
    let popularity: [Double]

    init(seed: Int, items: Int) {
        var chance = Chance(seed: seed, .catalogue, 1)
        var ranks = (0..<items).map { $0 }
        chance.shuffle(&ranks)
        popularity = ranks.map { 1 / (Double($0) + 6) }
        tastes = (0..<items).map { _ in
            (0..<ImpressionGenerator.factors).map { _ in chance.nearlyNormal() }
        }
    }

    func write(_ user: Int, impressions: Int, explore: Double, seed: Int, to files: inout [ByteBuffer]) {
        var chance = Chance(seed: seed, .viewing, user)
        let taste = (0..<ImpressionGenerator.factors).map { _ in chance.nearlyNormal() }
        let liking = tastes.map { item in
            let agreement = zip(taste, item).reduce(0) { $0 + $1.0 * $1.1 }
            return rising(2 * agreement / Double(ImpressionGenerator.factors).squareRoot())
        }
        let clicks = liking.map { tenThousandths(0.05 + 0.5 * $0) }
        let pull = zip(popularity, liking).map { $0 * (0.5 + $1) }
        let total = pull.reduce(0, +)
        let propensities = pull.map { explore / Double(pull.count) + (1 - explore) * $0 / total }
        for item in clicks.indices {
            head(user, item, to: &files[1])
            files[1].append(Int((clicks[item] * 10_000).rounded()), decimals: 4)
            files[1].newline()
        }
        let table = AliasTable(propensities)
        for k in 0..<impressions {
            let item = table.draw(&chance)
            let isClicked = chance.uniform() < clicks[item]
            let noise = 0.15 * chance.nearlyNormal()
            let completion = isClicked ? min(1, max(0.01, 0.25 + 0.65 * liking[item] + noise)) : 0
            let isBack = chance.uniform() < 0.2 + (isClicked ? 0.5 * liking[item] : 0)
            let hundredths = Int((completion * 100).rounded())
            head(user, item, to: &files[0])
            // An impression a minute for each user; the order is what counts.
            files[0].append(FireTVViewer.start + (user % 60) + 60 * k)
            files[0].comma()
            files[0].append(Int((propensities[item] * 1e8).rounded()), decimals: 8)
            files[0].append(isClicked ? ",1," : ",0,")
            files[0].append(hundredths, decimals: 2)
            files[0].comma()
            files[0].append(hundredths * 9, decimals: 1)
            files[0].append(isBack ? ",1" : ",0")
            files[0].newline()
        }
    }

    private func head(_ user: Int, _ item: Int, to buffer: inout ByteBuffer) {
        buffer.append("u")
        buffer.append(user + 1)
        buffer.append(",i")
        buffer.append(item + 1)
        buffer.comma()
    }
}
