import Declarations
import Runs
import Testing

@Suite struct ComparisonTests {
    private let outcome = StoredOutcome(
        datasetFingerprint: "d", splitFingerprint: "s", metrics: [("ndcg@10", 0.25), ("hr@10", 0.5)],
        perUser: [PerUser("ndcg@10", users: [3, 5], values: [0.5, 0])], verdict: .healthy,
        findings: [Finding("gini", 0.7, .healthy, "")],
        epochs: [Epoch(1, ["loss": 0.9]), Epoch(2, ["loss": 0.8])])

    private func answer(exact: Bool = true, tolerance: Double = 0.01, _ change: (inout StoredOutcome) -> Void)
        -> ReplayAnswer
    {
        var replayed = outcome
        change(&replayed)
        return compare(original: outcome, replayed: replayed, exact: exact, tolerance: tolerance)
    }
    private func first(_ answer: ReplayAnswer) -> String? {
        if case .differs(let first, _) = answer { first.place } else { nil }
    }

    @Test func theSameIsEqual() {
        #expect(answer { _ in } == .equal)
        #expect(answer(exact: false) { _ in } == .equal)
        var nan = outcome
        nan.metrics[0].value = .nan
        #expect(compare(original: nan, replayed: nan, exact: true) == .equal)
    }

    @Test func anExactFitDiffersByItsLastBit() {
        let answer = answer { $0.metrics[0].value = 0.25.nextUp }
        #expect(first(answer) == "ndcg@10")
        #expect(answer.word == "DIFFERS")
        #expect(
            answer.description
                == "DIFFERS at ndcg@10: 0.25 became 0.25000000000000006 (off by 5.551115123125783e-17)")
    }

    @Test func saysWhereFirst() {
        #expect(
            first(
                answer {
                    $0.datasetFingerprint = "e"; $0.metrics[0].value = 9
                }) == "data fingerprint")
        #expect(first(answer { $0.splitFingerprint = "t" }) == "split fingerprint")
        #expect(
            first(
                answer {
                    $0.epochs[1].measures["loss"] = 0.7; $0.metrics[0].value = 9
                }) == "epoch 2, loss")
        #expect(first(answer { $0.epochs.removeLast() }) == "epoch 2")
        #expect(first(answer { $0.perUser[0].values[1] = 1 }) == "user 5, ndcg@10")
        #expect(first(answer { $0.perUser[0].users[1] = 6 }) == "user 5, ndcg@10")
        #expect(first(answer { $0.findings[0].value = 0.71 }) == "finding gini")
        #expect(first(answer { $0.findings[0].verdict = .suspect }) == "verdict of gini")
        #expect(first(answer { $0.verdict = .collapsed }) == "verdict")
        #expect(first(answer { $0.metrics.removeLast() }) == "hr@10")
        #expect(first(answer { $0.metrics.append(("mrr", 1)) }) == "mrr")
        if case .differs(_, let others) = answer({
            $0.verdict = .collapsed; $0.metrics[0].value = 1
        }) {
            #expect(others == 1)
        }
    }

    @Test func anInexactFitIsHeldToItsMetrics() {
        let near = answer(exact: false) {
            ($0.metrics[0].value, $0.metrics[1].value) = (0.255, 0.501)
            $0.perUser[0].values = [0, 1]
            $0.epochs[0].measures["loss"] = 2
            $0.findings[0].value = 0.8
        }
        guard case .within(let largest?) = near else {
            Issue.record("expected WITHIN, but is \(near)")
            return
        }
        #expect(largest.place == "ndcg@10" && abs((largest.size ?? 0) - 0.005) < 1e-12)
        #expect(answer(exact: false) { $0.perUser[0].values = [0, 1] } == .within(nil))
        #expect(first(answer(exact: false) { $0.metrics[0].value = 0.27 }) == "ndcg@10")
        #expect(first(answer(exact: false) { $0.metrics[0].value = .nan }) == "ndcg@10")
        #expect(first(answer(exact: false) { $0.verdict = .suspect }) == "verdict")
        #expect(first(answer(exact: false) { $0.datasetFingerprint = "x" }) == "data fingerprint")
        #expect(first(answer(exact: false, tolerance: 0.001) { $0.metrics[0].value = 0.255 }) == "ndcg@10")
    }

    /// Without a tolerance a lock-free fit may move by two standard errors over users: here 2 · 0.5025 / √100.
    @Test func lockFreeMayMoveAsMuchAsOtherUsersWouldMoveIt() {
        let values = (0..<100).map { Double($0 % 2) }
        let original = StoredOutcome(
            datasetFingerprint: "d", splitFingerprint: "s", metrics: [("hr@10", 0.5)],
            perUser: [PerUser("hr@10", users: (0..<100).map { Int32($0) }, values: values)])
        func word(_ value: Double, exact: Bool = false, tolerance: Double? = nil) -> String {
            var replayed = original
            replayed.metrics[0].value = value
            return compare(original: original, replayed: replayed, exact: exact, tolerance: tolerance).word
        }
        #expect(word(0.59) == "WITHIN" && word(0.61) == "DIFFERS")
        // A share of all lists together: 2 √(.5 · .5 / 100) = .1.
        var (whole, moved) = (original, original)
        whole.metrics.append(("coverage@10", 0.5))
        for (value, expected) in [(0.59, "WITHIN"), (0.61, "DIFFERS")] {
            moved.metrics = [("hr@10", 0.5), ("coverage@10", value)]
            #expect(compare(original: whole, replayed: moved, exact: false).word == expected)
        }
        #expect(word(0.59, tolerance: 0.01) == "DIFFERS" && word(0.5001, exact: true) == "DIFFERS")
    }

    @Test func aStoredRunComparesWithItself() throws {
        try withFolder { folder in
            let store = try RunStore(path: folder + "/runs.db")
            let id = try store.begin(sampleRun())
            let values = PerUser("ndcg@10", users: [0, 1], values: [0.1 + 0.2, 1.0 / 3])
            try store.record(metrics: [("ndcg@10", 1.0 / 7)], perUser: [values], to: id)
            try store.add(epoch: Epoch(1, ["loss": 0.1]), to: id)
            let outcome = try store.outcome(of: id)
            #expect(compare(original: outcome, replayed: try store.outcome(of: id), exact: true) == .equal)
        }
    }
}

@Suite struct RunTableTests {
    private let runs: [Run] = {
        var (a, b) = (sampleRun("als", seed: 1), sampleRun("ease", seed: 1))
        (a.id, b.id, a.status, b.status) = (12, 14, .finished, .finished)
        (a.verdict, b.verdict) = (.healthy, .collapsed)
        b.settings = [("l2", "500"), ("name", "\"x\""), ("seed", "1")]
        b.metrics = [("ndcg@10", 0.3), ("mrr", 0.4)]
        b.splitFingerprint = "s1"
        return [a, b]
    }()

    @Test func settingsAndMetricsAreColumns() throws {
        let table = RunStore.table(of: runs)
        func cell(_ row: Int, _ name: String) throws -> Value {
            table.rows[row][try table.position(of: name)]
        }
        #expect(Set(table.columns.map(\.name)).count == table.columns.count)
        #expect(
            try cell(0, "id").number == 12 && cell(0, "factors").number == 64 && cell(1, "factors").isMissing)
        #expect(
            try cell(1, "l2").number == 500 && cell(1, "name-setting").text == "x"
                && cell(1, "name").text == "als")
        #expect(
            try cell(1, "mrr").number == 0.4 && cell(0, "mrr").isMissing
                && cell(0, "verdict").text == "healthy")
        #expect(try cell(0, "settings").text == "factors=64 regularization=0.01 loss=\"log\" weighted=true")
        if case .truth(let weighted) = try cell(0, "weighted") {
            #expect(weighted)
        } else {
            Issue.record("a truth")
        }
        #expect(table.allRuns == [12, 14])
        #expect(try table.sorted(by: "ndcg@10", descending: true).taking(1).allRuns == [14])
    }

    @Test func theOverviewIsShort() {
        let table = RunStore.overview(of: runs, metrics: 1)
        #expect(
            table.columns.map(\.name) == [
                "id", "when", "model", "name", "settings", "dataset", "split", "status", "verdict", "ndcg@10",
                "tags",
            ])
        #expect(table.rows[0][1].text?.count == 16)
        #expect(RunStore.overview(of: []).rows.isEmpty)
    }

    @Test func diffShowsOnlyWhatDiffers() {
        let table = diff(runs[0], runs[1])
        #expect(table.columns.map(\.name) == ["what", "run-12", "run-14", "change"])
        let shown = table.rows.map { $0.map(\.description).joined(separator: "|") }
        #expect(
            shown == [
                "model|als|ease|nothing", "split fingerprint|s0|s1|nothing", "factors|64|nothing|nothing",
                "regularization|0.01|nothing|nothing", "loss|log|nothing|nothing",
                "weighted|true|nothing|nothing",
                "l2|nothing|500|nothing", "name|nothing|x|nothing", "verdict|healthy|collapsed|nothing",
                "ndcg@10|0.1|0.3|0.19999999999999998", "recall@20|0.2|nothing|nothing",
                "mrr|nothing|0.4|nothing",
            ])
        #expect(diff(runs[0], runs[0]).notes == ["no difference"])
    }
}
