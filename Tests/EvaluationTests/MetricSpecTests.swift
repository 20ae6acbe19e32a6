import Declarations
import Evaluation
import Foundation
import Testing

@Suite struct MetricSpecTests {
    @Test(arguments: ["ndcg@10", "hr@1", "auc", "auc@20", "rmse", "ndcg@10~99neg", "coverage@5", "mrr"])
    func namesAreReadAndWrittenBack(_ word: String) throws {
        #expect(try MetricSpec(word).description == word)
        #expect(try MetricSpec(Value.word(word)).value.text == word)
    }

    @Test func partsAreKnown() throws {
        let spec = try MetricSpec("hr@10~99neg")
        #expect(spec.name == MetricName("hr", cutoff: 10, negatives: 99))
        #expect(spec.family == .ranking && spec.cutoff == 10 && spec.negatives == 99)
        #expect(try MetricSpec("gini@7").listMetric?.cutoff == 7)
        #expect(try MetricSpec("mae").better == .lower)
    }

    @Test(arguments: [
        ("ndgc@10", "there is no metric named ndgc; did you mean ndcg@10?"),
        ("recal", "there is no metric named recal; did you mean recall?"),
        ("hr", "hr needs a cut-off; write hr@10"),
        ("coverage", "coverage needs a cut-off; write coverage@10"),
        ("ndcg@0", "the cut-off of ndcg@0 must be a whole number above 0, but is 0"),
        ("ndcg@ten", "the cut-off of ndcg@ten must be a whole number above 0, but is ten"),
        ("rmse@10", "rmse has no cut-off; write rmse"),
        ("hr@10~99", "hr@10~99 ends in ~99, which says nothing; write ~99neg for 99 negatives"),
        ("@10", "@10 is not a metric's name; write it as ndcg@10 or hr@10~99neg"),
        ("ild@1", "ild compares pairs of a list; write ild@10"),
    ])
    func mistakesAreExplained(_ word: String, _ message: String) {
        #expect { try MetricSpec(word) } throws: { ($0 as? Problem)?.description == message }
    }

    @Test func asASettingItSuggestsTheNearest() throws {
        struct Evaluate: Declared {
            static let name = "evaluate"
            static let summary = "Evaluates."
            static let example = ""
            @Setting("Measures.") var on = [try! MetricSpec("ndcg@10")]
        }
        let command = Evaluate()
        try command.set("on", to: .list([.word("ndcg@5"), .word("auc")]))
        #expect(command.on.map(\.description) == ["ndcg@5", "auc"])
        #expect { try command.set("on", to: .list([.word("ndgc@5")])) } throws: {
            ($0 as? Problem)?.remedy == "did you mean ndcg@5?"
        }
    }

    @Test func rulesAreWideEnough() throws {
        let rules = RankingRules(for: try ["ndcg@10", "coverage@30", "auc"].map { try MetricSpec($0) })
        #expect(rules.k == 30 && rules.whole)
        #expect(!RankingRules(for: [try MetricSpec("hr@5")]).whole)
    }

    @Test func wordsForCompletionAreMetrics() throws {
        for word in Metrics.words { _ = try MetricSpec(word) }
        #expect(Set(Metrics.words.map { $0.prefix { $0 != "@" } }) == Set(Metrics.all.map { $0.name[...] }))
    }
}

/// The visible lists name everything that their folders declare.
@Suite struct ZooTests {
    private func declared(_ folder: String, _ kinds: [String]) throws -> Set<String> {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources/Evaluation/\(folder)")
        var names = Set<String>()
        for file in try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /struct (\w+): (\w+) \{/) where kinds.contains(String(match.2)) {
                names.insert(String(match.1))
            }
        }
        return names
    }

    @Test func metricsAreListed() throws {
        #expect(
            Set(Metrics.all.map { "\($0)" })
                == (try declared("Metrics", ["Metric", "ListMetric", "RatingMetric", "TraitMetric"])))
    }

    @Test func diagnosticsAreListed() throws {
        #expect(Set(Diagnostics.all.map { "\($0)" }) == (try declared("Collapse", ["Diagnostic"])))
    }

    @Test func everythingExplainsItself() {
        let all: [any Declared.Type] =
            Metrics.all.map { $0 as any Declared.Type } + Diagnostics.all.map { $0 }
        for type in all {
            #expect(type.summary.hasSuffix(".") && type.example.hasPrefix("reel> "))
            let source = (type as? any Judge.Type)?.source ?? (type as? any Diagnostic.Type)?.source ?? ""
            #expect(source.contains(/[12][0-9]{3}/), "\(type.name) cites no year")
        }
        #expect(Set(Metrics.all.map { $0.name }).count == Metrics.all.count)
        #expect(Set(Diagnostics.all.map { $0.name }).count == Diagnostics.all.count)
    }
}
