import Declarations
import Foundation
import Language
import Testing
import Workbench

/// Sweeps as a researcher types them.
struct SweepTests {
    private func stage() throws -> Stage {
        let stage = try Stage()
        try stage.run(
            stage.placed(
                "generate firetv users=80 items=40 events=1500 seed=1 to=data/tv; filter dedupe; split leave-last-out"
            ))
        return stage
    }

    private func value(_ stage: Stage, _ text: String) throws -> Value {
        try stage.run(text)
        return try #require(stage.pad.values.last)
    }

    private func column(_ stage: Stage, _ text: String, _ name: String) throws -> [Value] {
        guard case .table(let table) = try value(stage, text) else { throw Problem("\(text) gives no table") }
        let place = try table.position(of: name)
        return table.rows.map { $0[place] }
    }

    @Test func everyTrialIsARunThatReplays() throws {
        let stage = try stage()
        defer { stage.clear() }
        try stage.run("s = sweep ease l2=[1 10 100] by=grid metric=ndcg@10 on=validation")
        try stage.run(
            "assert s.rows == 3; assert s[0].ndcg@10 >= s[1].ndcg@10 and s[1].ndcg@10 >= s[2].ndcg@10")
        try stage.run("t = replay 1..3; assert t[0].answer == \"EQUAL\" and t[2].answer == \"EQUAL\"")
        try stage.run("assert count(runs tag=sweep-1) == 3")
        try stage.run("e = train ease l2=10; u = evaluate e on=[ndcg@10] part=validation")
        try stage.run("w = s | where l2 == 10; assert abs(w[0].ndcg@10 - u[0].ndcg@10) == 0")
    }

    @Test(arguments: ["random", "tpe", "hyperband"]) func stoppedAndFilledIsTheSame(method: String) throws {
        let whole = try stage()
        defer { whole.clear() }
        let words = "bpr factors=[4 8] rate=log(0.01..0.2) epochs=9 by=\(method) search-seed=3"
        try whole.run("s = sweep \(words) trials=14; h = s | sort trial")
        let part = try stage()
        defer { part.clear() }
        try part.run("s = sweep \(words) trials=5; s = sweep fill s trials=14; h = s | sort trial")
        for name in ["trial", "factors", "rate", "ndcg@10"] {
            let (a, b) = (try column(whole, "h", name), try column(part, "h", name))
            #expect(a.count == 14)
            #expect(a.map { $0.number ?? -1 } == b.map { $0.number ?? -1 }, "\(name)")
        }
    }

    /// Ctrl-C in the middle keeps what has ended; the same line goes on with it.
    @Test func interruptedGoesOnWithTheSameLine() throws {
        let stage = try stage()
        defer { stage.clear() }
        let flag = Interrupt.Flag()
        let line = "s = sweep ease l2=log(1..1000) trials=6 search-seed=2"
        stage.pad.onProgress = { if $0.task.hasPrefix("trial 4") { flag.raise() } }
        _ = try? Interrupt.$own.withValue(flag) { try stage.run(line) }
        stage.pad.onProgress = nil
        try stage.run("a = sweep show 1; assert a.rows >= 3 and a.rows < 6")
        let shown = try stage.run(line)
        #expect(shown.contains("goes on with sweep 1"))
        try stage.run("assert s.rows == 6; assert count(s | where status == \"finished\") == 6")
        try stage.run("assert (sweep list).rows == 1")
        // Finished, the same line is a new question.
        try stage.run("\(line); assert (sweep list).rows == 2")
    }

    @Test func jobsSideBySideGiveTheSameTrials() throws {
        let stage = try stage()
        defer { stage.clear() }
        try stage.run(
            "a = sweep als factors=[4 8] reg=log(1e-3..1) epochs=3 trials=6 search-seed=1; a = a | sort trial"
        )
        try stage.run(
            "b = sweep als factors=[4 8] reg=log(1e-3..1) epochs=3 trials=6 search-seed=1 jobs=3; b = b | sort trial"
        )
        for name in ["factors", "reg", "ndcg@10"] {
            #expect(try column(stage, "a", name).map(\.number) == column(stage, "b", name).map(\.number))
        }
        try stage.run("assert (runs tag=sweep-2)[0].threads == 1")
    }

    @Test func failuresAreKeptAndTriedAgainAlone() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        try stage.run("split random validation=0.2 seed=1")
        try stage.run("s = sweep item-knn target=[ranking ratings] by=grid metric=rmse")
        try stage.run("assert count(s | where status == \"failed\") == 1; assert s[0].target == \"ratings\"")
        let before = try stage.run("runs")
        let shown = try stage.run("s = sweep retry 1")
        #expect(shown.contains("1 failed"))
        #expect(before != (try stage.run("runs")))
        // Two trials, and one of them a second time.
        try stage.run("assert (runs).rows == 5")
    }

    @Test func theBestIsFittedAndItsBudgetIsTold() throws {
        let stage = try stage()
        defer { stage.clear() }
        try stage.run("s = sweep ease l2=[1 10 100] by=grid; m = sweep best s; assert m.l2 == s[0].l2")
        try stage.run("evaluate m on=[ndcg@10]; assert (replay m)[0].answer == \"EQUAL\"")
        let unequal = try stage.run("k = train item-knn k=20; compare m k on=[ndcg@10] baselines=false")
        #expect(
            unequal.contains("Unequal budgets") && unequal.contains("m 3 trials (grid")
                && unequal.contains("k none"))
        let equal = try stage.run(
            "r = sweep item-knn k=[5 10 20] by=grid; n = sweep best r; compare m n on=[ndcg@10] baselines=false"
        )
        #expect(equal.contains("Equal budgets") && !equal.contains("Unequal"))
    }

    @Test func wrongQuestionsAreProblems() throws {
        let stage = try stage()
        defer { stage.clear() }
        for (wrong, word) in [
            ("sweep ease", "nothing of ease is varied"), ("sweep ease l2=[]", "l2 must be"),
            ("sweep ease l2=[1 -5]", "l2 must be"), ("sweep ease l2=log(0..1)", "above 0"),
            ("sweep als factors=[8 eight]", "factors must be"),
            ("sweep als factors=64..16", "factors must be"),
            ("sweep als factors=1.5..3", "factors must be"), ("sweep ease l2=[1 2] on=test", "must be"),
            ("sweep ease l2=[1 2] by=hyperband", "has none"), ("sweep ease lambda=[1 2]", "lambda"),
            ("sweep fill 9", "there is no sweep"), ("sweep best", "needs sweep"),
            ("sweep easse l2=[1 2]", "what must be"),
            ("sweep als epochs=[1 2] by=hyperband", "chooses the epochs itself"),
            ("sweep ease l2=[1 2] by=tpe on=slurm", "look at former"),
        ] {
            let problem = #expect(throws: Problem.self, "\(wrong)") { try stage.run(wrong) }
            let told = problem.map { $0.what + ($0.remedy ?? "") } ?? ""
            #expect(told.contains(word) || wrong.hasSuffix("slurm"), "\(wrong): \(told)")
        }
        try stage.run("split random seed=1")
        let problem = #expect(throws: Problem.self) { try stage.run("sweep ease l2=[1 2]") }
        #expect(problem?.what.contains("validation rows") == true)
    }

    @Test func picturesOfASweepAreDrawn() throws {
        let stage = try stage()
        defer { stage.clear() }
        try stage.run("s = sweep als factors=[4 8 16] reg=log(1e-4..1) epochs=3 trials=12")
        for kind in ["parallel", "importance", "best-so-far"] {
            let path = stage.folder.appending(path: "\(kind).svg").path
            try stage.run("plot s kind=\(kind) to=\"\(path)\"")
            let picture = try String(contentsOfFile: path, encoding: .utf8)
            #expect(picture.contains(kind == "best-so-far" ? "best" : "reg"))
        }
    }

    /// A table over windows of time, one model or several, from one split.
    @Test func walkForwardGivesARowForEachWindow() throws {
        let stage = try stage()
        defer { stage.clear() }
        try stage.run("split walk-forward windows=3; p = train popular; e = train ease l2=10")
        try stage.run("t = evaluate p e on=[ndcg@10]; assert p.fits == 3")
        let path = stage.folder.appending(path: "windows.svg").path
        try stage.run("plot t kind=windows y=ndcg@10 to=\"\(path)\"")
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("ndcg@10"))
        guard case .table(let table) = try value(stage, "t") else { return }
        let windows = try #require(table.companions["windows"])
        #expect(windows.rows.count == 6)
        #expect(
            table.rows[0].last?.number == windows.rows.prefix(3).compactMap { $0.last?.number }.reduce(0, +)
                / 3)
    }

    @Test func certificatesRideWithResults() throws {
        let stage = try stage()
        defer { stage.clear() }
        try stage.run("p = train popular")
        #expect(!(try stage.run("evaluate p on=[ndcg@10]")).contains("certificate"))
        try stage.run(
            "r = show 1; c = r | where field == \"certificate\"; s = split leave-last-out; assert c[0].value == s.certificate"
        )
        try stage.run(stage.placed("load data/tv; split random seed=1; q = train popular"))
        #expect(try stage.run("evaluate q on=[ndcg@10]").contains("Leak certificate"))
    }

    @Test func aFlippedBitIsNamedByReplay() throws {
        let stage = try Stage()
        defer { stage.clear() }
        try stage.prepareRatings()
        try stage.run(
            "m = train popular; evaluate m on=[ndcg@10]; t = replay m; assert t[0].answer == \"EQUAL\"")
        try stage.run("t = replay m threads=1; assert t[0].answer == \"EQUAL\"")
        let file = stage.folder.appending(path: "films/ratings.csv")
        var bytes = try Data(contentsOf: file)
        // The last digit of the time in row 100.
        let ends = bytes.indices.filter { bytes[$0] == 0x0A }
        let place = ends[99] - 1
        bytes[place] ^= 1
        try bytes.write(to: file)
        try stage.run("t = replay m; assert t[0].answer == \"DIFFERS\"")
        let told = try stage.run("print t[0].first-difference")
        #expect(
            told.contains("bit 0 of byte \(place) (row 100)") && told.contains("ratings.csv is flipped"),
            "\(told)")
        // Read again, the file is another, with a print of its own: the way back is found too.
        try stage.run(
            "load \"\(stage.folder.path)/films\"; split random seed=1; n = train popular; evaluate n on=[ndcg@10]"
        )
        bytes[place] ^= 1
        try bytes.write(to: file)
        try stage.run("t = replay n; assert t[0].answer == \"DIFFERS\"")
        #expect(try stage.run("print t[0].first-difference").contains("bit 0 of byte \(place) (row 100)"))
    }
}
