import Declarations
import Foundation
import Runs
import Testing

@Suite struct RunStoreTests {
    @Test func keepsEverythingOfARun() throws {
        try withFolder { folder in
            let path = folder + "/results/runs.db"
            let id = try RunStore(path: path).begin(sampleRun())
            let store = try RunStore(path: path)
            let findings = [
                Finding("personalisation", 0.031, .collapsed, "below 0.05"),
                Finding("gini", .nan, .healthy, ""),
            ]
            try store.setVerdict(.collapsed, findings: findings, of: id)
            try store.finish(id, seconds: 1.0 / 3, peakMemory: 123_456_789_012, at: 1_700_000_001.5)
            let (run, given) = (try store.run(id), sampleRun())
            #expect(run.id == id && run.started == given.started && run.ended == 1_700_000_001.5)
            #expect(run.status == .finished && run.seconds == 1.0 / 3 && run.peakMemory == 123_456_789_012)
            #expect(run.command == given.command && run.script == given.script && run.line == 3)
            #expect(run.recipe == given.recipe && run.model == "als" && run.name == "als" && run.seed == 7)
            #expect(
                run.settings.map { "\($0.name)=\($0.text)" } == given.settings.map { "\($0.name)=\($0.text)" }
            )
            #expect(
                run.dataset == "ml-100k" && run.datasetFingerprint == "d0" && run.split == "leave-last-out")
            #expect(
                run.splitFingerprint == "s0" && run.audit == .suspect
                    && run.auditFindings == given.auditFindings)
            #expect(run.codeVersion == "0.1.0" && run.machine == "a machine" && run.threads == 2 && run.exact)
            #expect(run.verdict == .collapsed && run.findings.count == 2 && run.findings[0] == findings[0])
            #expect(run.findings[1].value.isNaN && run.note == given.note && run.tags == ["best"])
            #expect(run.ranking == given.ranking && run.metric("recall@20") == 0.2)
        }
    }

    @Test func keepsEveryBitOfANumber() throws {
        try withFolder { folder in
            let store = try RunStore(path: folder + "/runs.db")
            let id = try store.begin(sampleRun())
            let numbers = [
                0.1 + 0.2, 1.0 / 3, -0.0, .leastNonzeroMagnitude, 1.7976931348623157e308, .infinity,
                -.infinity, .pi,
            ]
            let metrics =
                numbers.enumerated().map { (name: "m\($0)", value: $1) } + [(name: "nan", value: .nan)]
            let users: [Int32] = [0, 5, .max, 9, 3, 1, 2, 7]
            let values = [
                PerUser("m", users: users, values: numbers),
                PerUser("n", users: users, values: numbers.reversed()),
            ]
            try store.record(metrics: metrics, perUser: values, ranking: "p", to: id)
            let run = try store.run(id)
            for (i, x) in numbers.enumerated() { #expect(run.metric("m\(i)") == x) }
            #expect(run.metric("nan")?.isNaN == true && run.ranking == "p")
            #expect(try store.perUser("m", of: id).values.map(\.bitPattern) == numbers.map(\.bitPattern))
            #expect(try store.perUser(of: id) == values)
            #expect(try store.perUser("n", of: id).users == users)
        }
    }

    @Test func aMetricRecordedAgainIsReplaced() throws {
        try withFolder { folder in
            let store = try RunStore(path: folder + "/runs.db")
            let id = try store.begin(sampleRun())
            try store.record(metrics: [("recall@20", 0.5), ("hr@5", 0.7)], to: id)
            #expect(
                try store.run(id).metrics.map { "\($0.name) \($0.value)" } == [
                    "ndcg@10 0.1", "recall@20 0.5", "hr@5 0.7",
                ])
            #expect(try store.run(id).ranking == "full ranking, ties expected")
            try store.record(metrics: [], perUser: [PerUser("m", users: [1], values: [1])], to: id)
            try store.record(metrics: [], perUser: [PerUser("m", users: [2], values: [3])], to: id)
            #expect(try store.perUser(of: id) == [PerUser("m", users: [2], values: [3])])
            #expect(throws: Problem.self) {
                try store.record(metrics: [], perUser: [PerUser("m", users: [1, 2], values: [1])], to: id)
            }
        }
    }

    @Test func epochsComeInOrder() throws {
        try withFolder { folder in
            let store = try RunStore(path: folder + "/runs.db")
            let id = try store.begin(sampleRun())
            #expect(try store.epochs(id).isEmpty)
            for n in [2, 1, 3] {
                try store.add(epoch: Epoch(n, ["loss": 1 / Double(n), "ndcg@10": 0.1]), to: id)
            }
            try store.add(epoch: Epoch(2, ["loss": .nan]), to: id)
            let epochs = try store.epochs(id)
            #expect(epochs.map(\.number) == [1, 2, 3])
            #expect(epochs[2].measures == ["loss": 1.0 / 3, "ndcg@10": 0.1])
            #expect(epochs[1].measures.count == 1 && epochs[1].measures["loss"]?.isNaN == true)
        }
    }

    @Test func anUnknownRunNamesThoseThereAre() throws {
        try withFolder { folder in
            let store = try RunStore(path: folder + "/runs.db")
            let none = #expect(throws: Problem.self) { try store.run(1) }
            #expect(none == Problem("there is no run 1", remedy: "no run has been stored yet: train a model"))
            _ = try store.begin(sampleRun())
            _ = try store.begin(sampleRun())
            let unknown = Problem("there is no run 9", remedy: "they go from 1 to 2")
            #expect(#expect(throws: Problem.self) { try store.run(9) } == unknown)
            #expect(#expect(throws: Problem.self) { try store.finish(9, seconds: 1) } == unknown)
            #expect(#expect(throws: Problem.self) { try store.tag(9, "x") } == unknown)
            #expect(#expect(throws: Problem.self) { try store.note(9, "x") } == unknown)
            #expect(#expect(throws: Problem.self) { try store.add(epoch: Epoch(1, [:]), to: 9) } == unknown)
            #expect(#expect(throws: Problem.self) { try store.record(metrics: [("m", 1)], to: 9) } == unknown)
            #expect(#expect(throws: Problem.self) { try store.epochs(9) } == unknown)
            let metric = #expect(throws: Problem.self) { try store.perUser("ndcg", of: 1) }
            #expect(metric?.what == "run 1 has no values for single users")
        }
    }

    @Test func statusSaysHowItEnded() throws {
        try withFolder { folder in
            let store = try RunStore(path: folder + "/runs.db")
            let id = try store.begin(sampleRun())
            #expect(try store.run(id).status == .running)
            try store.finish(id, .interrupted, seconds: 1)
            #expect(try store.run(id).status == .interrupted)
            try store.finish(id, .failed("singular"), seconds: 1)
            #expect(try store.run(id).status == .failed("singular"))
        }
    }

    @Test func tagsAndNotes() throws {
        try withFolder { folder in
            let store = try RunStore(path: folder + "/runs.db")
            let id = try store.begin(sampleRun())
            try store.tag(id, "paper")
            try store.tag(id, "paper")
            #expect(try store.run(id).tags == ["best", "paper"])
            try store.untag(id, "best")
            try store.note(id, "new")
            #expect(try store.run(id).tags == ["paper"] && store.run(id).note == "new")
            let problem = #expect(throws: Problem.self) { try store.untag(id, "papr") }
            #expect(problem?.remedy == "did you mean paper?")
        }
    }

    @Test func listsWhatIsAskedFor() throws {
        try withFolder { folder in
            let store = try RunStore(path: folder + "/runs.db")
            for (i, model) in ["als", "ease", "als", "pop"].enumerated() {
                var run = sampleRun(model, seed: i, started: Double(i))
                run.tags = i == 1 ? ["x'; DROP TABLE run; --"] : []
                run.dataset = i == 3 ? "other" : "ml"
                _ = try store.begin(run)
            }
            func ids(_ change: (inout RunFilter) -> Void) throws -> [Int64] {
                var filter = RunFilter()
                change(&filter)
                let runs = try store.list(filter)
                #expect(
                    runs.allSatisfy {
                        $0.settings.count == 4 && $0.metrics.count == 2 && $0.auditFindings.count == 1
                    })
                return runs.map(\.id)
            }
            #expect(try ids { _ in } == [1, 2, 3, 4])
            #expect(try ids { $0.model = "als" } == [1, 3])
            #expect(try ids { $0.latest = 2 } == [3, 4])
            #expect(try ids { ($0.model, $0.latest) = ("als", 1) } == [3])
            #expect(try ids { $0.ids = [4, 1, 99] } == [1, 4])
            #expect(try ids { $0.ids = [] } == [])
            #expect(try ids { $0.tag = "x'; DROP TABLE run; --" } == [2])
            #expect(try ids { $0.dataset = "other" } == [4])
            #expect(try ids { $0.since = 2 } == [3, 4])
            #expect(try ids { $0.splitFingerprint = "s0" } == [1, 2, 3, 4])
            #expect(try store.range() == 1...4)
        }
    }

    @Test func aStoreTakenAwayIsNotWrittenToUnseen() throws {
        try withFolder { folder in
            let path = folder + "/runs.db"
            let store = try RunStore(path: path)
            let id = try store.begin(sampleRun())
            for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
            #expect(throws: Problem.self) { try store.finish(id, seconds: 1) }
            let again = try store.begin(sampleRun("ease"))
            #expect(try RunStore(path: path).run(again).model == "ease")
        }
    }

    @Test func theRunIsAThingWithFields() throws {
        var run = sampleRun()
        run.id = 12
        let value = Value.thing(run)
        #expect(value.field("factors")?.number == 64)
        #expect(value.field("loss")?.text == "log")
        guard case .measure(let measure)? = value.field("ndcg@10") else {
            Issue.record("a metric is a measure")
            return
        }
        #expect(measure == Measure(0.1, runs: [12]))
        #expect(run.summary == "run 12: als, on ml-100k, running, ndcg@10 0.1, recall@20 0.2")
    }
}
