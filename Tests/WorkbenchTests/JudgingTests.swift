import Declarations
import Foundation
import Testing
import Workbench

/// Claims, slices, diagnoses and off-policy estimates as they are typed.
struct JudgingTests {
    @Test func aClaimIsATableThatAssertsCanRead() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        try stage.run("p = train popular; r = train random seed=4")
        try stage.run(
            "c = claim \"als beats r and p\" on=[ndcg@10 recall@5] resamples=2000 permutations=2000")
        try stage.run("assert c.rows == 4 and c[0].verdict == \"shown\" and c[0].difference.low > 0")
        try stage.run("assert c[0].p-holm < 0.01 and c[0].superiority > 0.5 and c[0].users > 50")
        let shown = try stage.run("d = claim \"r beats als\"; assert d[0].verdict == \"reversed\"")
        #expect(shown.contains("als outperforms r (ndcg@10 "))
        for wrong in [
            "claim \"als\"", "claim \"als beats nobody\"", "claim \"als beats p\" on=[coverage@10]",
        ] {
            #expect(throws: Problem.self, "\(wrong)") { try stage.run(wrong) }
        }
    }

    @Test func claimsOverSeedsTestSeedsToo() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        try stage.run("b = train bpr factors=8 epochs=20 seeds=3; r = train random seeds=3")
        try stage.run("c = claim \"b beats r\" resamples=500 permutations=500; assert c[0].p-seeds < 0.05")
        #expect(try stage.run("print c[0].sentence").contains("over 3 against 3 trainings by"))
        try stage.run(
            "t = compare b r on=[ndcg@10] baselines=false give=differences; assert t[0].p-seeds < 0.05")
        let plot = stage.folder.appending(path: "curves.svg").path
        try stage.run("show b | plot kind=curves y=train-auc to=\"\(plot)\"")
        #expect(try String(contentsOfFile: plot, encoding: .utf8).contains("over 3 seeds"))
        // What a diagnosis says of several fits are means, and the worst verdict.
        try stage.run("d = diagnose b | where measure == \"personalisation\"; assert d[0].value.sd >= 0")
    }

    @Test(arguments: [
        "activity", "popularity", "genre", "hour", "weekday", "cold", "cold-items", "year", "items.year",
    ])
    func slicesOfFilms(by word: String) throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        try stage.run("s = slice als by=\(word) on=[hr@10 recall@10] resamples=200 groups=3")
        try stage.run("assert s[0].slice == \"all\" and s.users.count > 1 and s[0].users > 50")
        let plot = stage.folder.appending(path: "slices.svg").path
        try stage.run("plot s kind=bars y=recall@10 to=\"\(plot)\"")
        #expect(FileManager.default.fileExists(atPath: plot))
        if word == "activity" {
            // Every user is in one slice, so that the slices' means add up to the whole.
            try stage.run("assert abs(s[1].users + s[2].users + s[3].users - s[0].users) < 0.1")
        }
    }

    @Test func slicesOfNothingAreAnswered() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        for wrong in ["slice als by=gender", "slice als by=users.nothing", "slice als by=activity groups=1"] {
            #expect(throws: Problem.self, "\(wrong)") { try stage.run(wrong) }
        }
        try stage.prepareBehaviour()
        #expect(throws: Problem.self) { try stage.run("slice net by=activity") }
    }

    @Test func aDiagnosisShowsListsVectorsAndCharts() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        let shown = try stage.run("p = train popular; a = train als factors=8 epochs=5; d = diagnose p a")
        #expect(shown.contains("on most lists: ") && shown.contains("60 of 60 users have exactly the list"))
        for kind in ["spectrum", "overlap"] {
            let plot = stage.folder.appending(path: "\(kind).svg").path
            try stage.run("plot d kind=\(kind) to=\"\(plot)\"")
            #expect(FileManager.default.fileExists(atPath: plot))
        }
        try stage.run("v = diagnose a of=items; assert v.rows > 4")
        let plot = stage.folder.appending(path: "variance.svg").path
        try stage.run("plot v kind=variance to=\"\(plot)\"")
        try stage.run("x = diagnose a svd=exact; y = diagnose a svd=randomised")
        try stage.run("diagnose a of=users users=20")
        #expect(throws: Problem.self) { try stage.run("diagnose p of=users") }
    }

    /// `constant` shows every item alike, so that what it would earn is the mean of all planted click rates.
    @Test func offPolicyEstimatesFindThePlantedValue() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.run(
            stage.placed(
                "shown = generate impressions users=150 items=25 events=20000 explore=0.3 seed=2 to=data/shown"
            )
        )
        try stage.run("filter column of=rows name=clicked above=0; filter dedupe; c = train constant")
        let path = stage.folder.appending(path: "data/shown/planted_clicks.csv")
        let rates = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").dropFirst()
            .compactMap {
                $0.split(separator: ",").last.flatMap { Double($0) }
            }
        #expect(rates.count == 150 * 25)
        let truth = rates.reduce(0, +) / Double(rates.count)
        try stage.run("o = off-policy c log=shown reward=clicked")
        for (row, tolerance) in [(1, 0.03), (2, 0.02), (4, 0.02)] {
            try stage.run("assert abs(o[\(row)].value - \(truth)) < \(tolerance)")
            try stage.run("assert o[\(row)].low < \(truth) and o[\(row)].high > \(truth)")
        }
        for wrong in ["off-policy c log=shown reward=nothing", "off-policy c reward=clicked log=c"] {
            #expect(throws: Problem.self, "\(wrong)") { try stage.run(wrong) }
        }
        try stage.run("s = off-policy c log=shown policy=softmax reward=minutes; assert s[2].value > 0")
    }

    /// What a model does not know it never shows, so such impressions weigh 0 and still count: of 8, shown with a chance of ¼
    /// each, 4 are of the two items that the model shows half the time, and 2 of those are clicked. Σ w r / n = 2 · 2 / 8.
    @Test func impressionsOfUnknownItemsCountWithoutWeight() throws {
        let stage = try Stage()
        defer { stage.clear() }
        func file(_ name: String, _ text: String) throws -> String {
            let path = stage.folder.appending(path: name)
            try text.write(to: path, atomically: true, encoding: .utf8)
            return path.path
        }
        let log = try file(
            "log.csv",
            "user,item,clicked,propensity\n"
                + ["u", "v"].map { "\($0),a,0,.25\n\($0),b,1,.25\n\($0),c,1,.25\n\($0),d,0,.25\n" }.joined())
        let known = try file("known.csv", "user,item\nu,a\nu,b\nv,a\nv,b\nw,a\nw,b\n")
        try stage.run("shown = load \"\(log)\"; load \"\(known)\"; c = train constant")
        let told = try stage.run("o = off-policy c log=shown k=2; print o")
        #expect(
            told.contains("Weights: mean 1,") && told.contains("4 impressions of items that c does not know"))
        try stage.run("assert o[0].value == 0.5; assert o[1].value == 0.5; assert o[2].value == 0.5")
        #expect(try stage.run("off-policy c log=shown k=2 clip=1").contains("Weights: mean 0.5,"))
    }
}
