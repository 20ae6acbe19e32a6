import Declarations
import Foundation
import Language
import Testing
import Workbench

/// What a researcher does in a sitting, end to end.
struct SessionTests {
    func number(_ stage: Stage, _ expression: String) throws -> Double {
        try stage.run(expression)
        return try #require(stage.pad.values.last?.number)
    }

    @Test func aConstantIsCollapsedAndNeverAheadOfChance() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        try stage.run("c = train constant; r = train random; p = train popular; k = train item-knn k=20")
        try stage.run("compare als k p c r on=[hr@5 ndcg@5 mrr map recall@5 precision@5 auc] baselines=false")
        for metric in ["hr@5", "ndcg@5", "mrr", "map", "recall@5", "precision@5", "auc"] {
            // The expected value of a constant is the expectation over random orders, so chance is all that separates them.
            let gap = try number(stage, "c.\(metric) - r.\(metric)")
            #expect(gap < 0.05, "\(metric)")
            #expect(try number(stage, "als.\(metric) - c.\(metric)") > 0.05, "\(metric)")
        }
        try stage.run("assert c.verdict == \"collapsed\"; assert p.verdict == \"collapsed\"")
        try stage.run("assert als.verdict == \"healthy\"")
    }

    @Test(arguments: ["popular", "ease l2=5", "item-knn k=10", "random seed=3", "bias"])
    func replayIsEqual(model: String) throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        try stage.run("m = train \(model)")
        try stage.run("evaluate m on=[ndcg@10 hr@5 coverage@10]; evaluate m on=[ndcg@5] ties=worst")
        try stage.run("t = replay m; assert t[0].answer == \"EQUAL\"")
    }

    /// A partial fit takes over what was not given, is as good as one fit of as many epochs, and is replayed with the fit
    /// that it goes on from, through two of them.
    @Test func aPartialFitIsReplayed() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        try stage.run(
            "m = train lightfm factors=8 loss=bpr rate=0.1 epochs=2; n = train lightfm from=m epochs=3")
        try stage.run(
            "n = train lightfm from=n epochs=1; k = train lightfm factors=8 loss=bpr rate=0.1 epochs=6")
        try stage.run("evaluate n k on=[ndcg@10]; assert n.ndcg@10 == k.ndcg@10")
        try stage.run("t = replay n; assert t[0].answer == \"EQUAL\"")
        for (wrong, said) in [
            ("train lightfm from=m factors=9", "factors"), ("train bpr from=m", "lightfm"),
            ("train ease from=als", "ease"),
        ] {
            let problem = #expect(throws: Problem.self) { try stage.run(wrong) }
            #expect(problem?.what.contains(said) == true, "\(wrong): \(problem?.what ?? "")")
        }
    }

    /// The rows of an explanation add up to its last one, which is what the model says.
    @Test func anExplanationAddsUp() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        try stage.run("e = train ease l2=5; r = recommend e 3 k=1; why = explain e 3 r[0].item k=2")
        try stage.run(
            "assert why[0].part == \"item\" and why[2].part == \"others\" and why[3].part == \"score\"")
        let sum = try number(
            stage, "why[0].contribution + why[1].contribution + why[2].contribution - why[3].contribution")
        #expect(abs(sum) < 1e-5)
        #expect(try abs(number(stage, "r[0].score - why[3].contribution")) < 1e-5)
        let problem = #expect(throws: Problem.self) { try stage.run("explain (train random) 3 4") }
        #expect(problem?.remedy == "als, ease, item-knn, lightfm and svd do")
    }

    @Test func replayFindsChangedData() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        try stage.run("m = train popular; evaluate m on=[ndcg@10]")
        let file = stage.folder.appending(path: "films/ratings.csv")
        let text = try String(contentsOf: file, encoding: .utf8)
        let lines = text.split(separator: "\n")
        try lines.dropLast().joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        let shown = try stage.run(
            "t = replay m; assert t[0].answer == \"DIFFERS\"; print t[0].first-difference")
        #expect(shown.contains("fingerprint"))
    }

    @Test func failedCommandsLeaveTheSessionAsItWas() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        let before = (stage.session.dataset?.fingerprint, stage.session.split?.fingerprint)
        for wrong in [
            "load no-such-folder", "filter k-core users=1000", "split leave-last-out n=0", "train alss",
            "train ease l2=-1", "train ease epochs=3", "evaluate nothing", "compare als bias baselines=maybe",
            "export 3 x.csv", "replay 999", "show 999", "trace no-such-file",
            "describe | where nosuch == 1", "split kfold k=1", "recommend als nobody", "plot 3", "tag 999 x",
        ] {
            #expect(throws: Problem.self, "\(wrong)") { try stage.run(wrong) }
        }
        #expect(stage.session.dataset?.fingerprint == before.0)
        #expect(stage.session.split?.fingerprint == before.1)
        try stage.run("evaluate als on=[ndcg@10]")
    }

    @Test func aComparisonNeedsOneSplit() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        try stage.run("split random seed=2; other = train popular")
        let problem = #expect(throws: Problem.self) { try stage.run("compare als other") }
        #expect(problem?.what.contains("different splits") == true)
    }

    @Test func exportsLeadBackToTheirRuns() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        for name in ["t.md", "t.tex", "t.csv", "t.json", "t.html"] {
            let path = stage.folder.appending(path: name).path
            try stage.run("evaluate als on=[ndcg@10] | export \"\(path)\"")
            try stage.run("t = trace \"\(path)\"; assert t[0].id == als.runs[0]")
        }
    }

    @Test func seedsMakeOneModelOfSeveralRuns() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        try stage.run("r = train random seeds=3; evaluate r on=[ndcg@10]; assert r.runs.count == 3")
        #expect(try number(stage, "r.ndcg@10.sd") > 0)
        #expect(throws: Problem.self) { try stage.run("train popular seeds=2") }
    }

    /// Ctrl-C in the second of 77 epochs: the model is there, judged and kept; what was to follow is not begun.
    @Test func ctrlCKeepsWhatIsTrainedSoFar() throws {
        let flag = Interrupt.Flag()
        let stage = try Stage()
        stage.pad.onProgress = { if $0.task.hasPrefix("epoch 2/77") { flag.raise() } }
        defer { stage.clear() }
        try stage.prepareRatings()
        #expect(throws: Interrupted.self) {
            try Interrupt.$own.withValue(flag) { try stage.run("b = train bpr epochs=77 seeds=3; x = 1") }
        }
        #expect(stage.session.names["x"] == nil)
        try stage.run("assert b.fits == 1; evaluate b on=[auc]; print b.auc")
        let run = try #require(try stage.session.store.list().last)
        #expect(run.status == .interrupted && run.verdict != nil)
    }

    /// A film's title may hold anything; none of it reaches a shell or gnuplot's own language.
    @Test func hostileTitlesAreOnlyText() throws {
        let stage = try Stage()
        defer { stage.clear() }
        let mark = stage.folder.appending(path: "ran").path
        let title = "`touch \(mark)` \"; system('touch \(mark)'); @x {y} $(touch \(mark))"
        let folder = stage.folder.appending(path: "hostile")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let quoted = "\"" + title.replacing("\"", with: "\"\"") + "\""
        try ("movieId,title,genres\n" + (1...30).map { "\($0),\(quoted),Drama\n" }.joined()).write(
            to: folder.appending(path: "movies.csv"), atomically: true, encoding: .utf8)
        let rows = (1...20).flatMap { user in
            (1...30).filter { (user * $0) % 3 != 1 }.map { "\(user),\($0),4,\(user)\n" }
        }
        try ("userId,movieId,rating,timestamp\n" + rows.joined()).write(
            to: folder.appending(path: "ratings.csv"), atomically: true, encoding: .utf8)
        let plot = stage.folder.appending(path: "plot.svg").path
        try stage.run("load \"\(folder.path)\"; p = train popular; t = recommend p 1")
        try stage.run("plot t kind=bars x=title y=score to=\"\(plot)\"")
        #expect(FileManager.default.fileExists(atPath: plot))
        #expect(!FileManager.default.fileExists(atPath: mark))
    }
}
