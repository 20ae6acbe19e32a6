import Declarations
import Evaluation
import Foundation
import Language
import Models
import Rendering
import Testing
import Workbench

/// Every example that help shows is run.
struct ExamplesTests {
    /// `quit` ends the session, `fetch` needs its publisher (its tests have a server of their own), and `resume` a run that
    /// was killed (Tests/end-to-end.sh kills one); `import` needs another store (RunsTests has them).
    static let notRun: Set<String> = ["quit", "fetch", "resume", "import"]
    static let commands = Session(output: Pad()).vocabulary.map { $0.type }.filter {
        !notRun.contains($0.name)
    }

    @Test(arguments: commands.map { $0.name })
    func commandsDoWhatTheirExamplesSay(name: String) throws {
        let stage = try Stage()
        defer { stage.clear() }
        let command = try #require(Self.commands.first { $0.name == name })
        let transcript = Transcript.parse(stage.placed(command.example))
        #expect(!transcript.steps.isEmpty)
        let differences = try transcript.differences(using: stage.run)
        #expect(differences.isEmpty, "\(differences.map(\.description).joined(separator: "\n"))")
    }

    /// Examples of models, splits, filters, generators and benchmarks are run on a small viewing log; those of metrics on a model.
    @Test(arguments: ["model", "metric", "split", "filter", "generate", "bench"])
    func topicsRunTheirExamples(kind: String) throws {
        let topics = Session(output: Pad()).topics(kind)
        #expect(!topics.isEmpty)
        for topic in topics {
            let stage = try Stage()
            defer { stage.clear() }
            switch topic {
            case is any TraitModel.Type: try stage.prepareBehaviour()
            case is any TraitMetric.Type:
                try ["accuracy", "auroc", "log-loss"].contains(topic.name)
                    ? stage.prepareClasses() : stage.prepareBehaviour()
            default: try stage.prepareRatings()
            }
            if topic.name == "fixed" || topic.name == "column" { continue }
            let lines = topic.example.hasPrefix("reel> ") ? topic.example : "reel> " + topic.example
            let steps = Transcript.parse(stage.placed(lines)).steps
            #expect(!steps.isEmpty)
            for step in steps {
                #expect(throws: Never.self, "\(topic.name): \(step.input)") { try stage.run(step.input) }
            }
        }
    }
}

/// A session in a folder of its own, and what it shows as plain text.
final class Stage {
    let folder: URL
    let pad = Pad()
    let session: Session
    let interpreter: Interpreter

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "reel-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        session = Session(output: pad, storePath: folder.appending(path: "runs.db").path)
        interpreter = Interpreter(host: session)
    }

    func clear() { try? FileManager.default.removeItem(at: folder) }

    /// The same text with its paths below this stage's folder.
    func placed(_ text: String) -> String {
        text.replacing("results/", with: folder.path + "/results/").replacing(
            "data/", with: folder.path + "/data/")
    }

    @discardableResult
    func run(_ text: String) throws -> String {
        pad.reports = []
        try interpreter.run(text, file: "prompt")
        let style = TerminalStyle(width: 400, color: false, rows: 60)
        return pad.reports.map { Rendering.terminal($0, style: style) }.joined(separator: "\n")
    }

    /// 120 users with five traits each; a linear model of them is fitted as `net`.
    func prepareBehaviour() throws {
        try run(
            placed(
                "generate behaviour kind=single users=120 dims=5 seed=1 to=data/viewers; split held-out-users users=0.3 validation=0.1"
            ))
        try run("net = train ridge-traits")
    }

    /// 40 series of two classes that differ in level; a linear model of them is fitted as `net`.
    func prepareClasses() throws {
        let at = folder.appending(path: "data/toy")
        try FileManager.default.createDirectory(at: at, withIntermediateDirectories: true)
        for (part, first) in [("TRAIN", 0), ("TEST", 1)] {
            let rows = (0..<20).map { n -> String in
                let values = (0..<5).map { "\(($0 * 7 + n * 3 + first) % 5 + (n % 2) * 4)" }
                return "\(values.joined(separator: ",")):\(n % 2 == 0 ? "low" : "high")"
            }
            let head =
                "@problemName toy\n@timeStamps false\n@univariate true\n@classLabel true low high\n@data\n"
            try (head + rows.joined(separator: "\n") + "\n").write(
                to: at.appending(path: "toy_\(part).ts"), atomically: true, encoding: .utf8)
        }
        try run(placed("load data/toy; split fixed; net = train ridge-traits"))
    }

    /// 60 users rate 40 films with genres and times; `als` and `bias` are fitted on a random split.
    func prepareRatings() throws {
        var chance = 12345
        func next(_ bound: Int) -> Int {
            chance = (chance * 1_103_515_245 + 12345) & 0x7fff_ffff
            return (chance >> 8) % bound
        }
        var ratings = "userId,movieId,rating,timestamp\n"
        for user in 1...60 {
            for item in 1...40 where next(3) == 0 || (user + item) % 4 == 0 {
                ratings +=
                    "\(user),\(item),\((user + item) % 4 == 0 ? 5 : 1 + next(4)),\(880_000_000 + next(20_000_000))\n"
            }
        }
        let genres = ["Drama", "Comedy", "Horror", "Action"]
        let movies = (1...40).map {
            "\($0),Film \($0) (19\(50 + $0)),\(genres[$0 % 4])|\(genres[($0 / 4) % 4])\n"
        }
        let at = folder.appending(path: "films")
        try FileManager.default.createDirectory(at: at, withIntermediateDirectories: true)
        try ratings.write(to: at.appending(path: "ratings.csv"), atomically: true, encoding: .utf8)
        try ("movieId,title,genres\n" + movies.joined()).write(
            to: at.appending(path: "movies.csv"), atomically: true, encoding: .utf8)
        try run("ml = load \"\(at.path)\"; split random seed=1; als = train ease l2=5; bias = train bias")
    }
}
