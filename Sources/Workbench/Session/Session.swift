import Datasets
import Declarations
import Evaluation
import Foundation
import Language
import Models
import Runs

/// What a session prints on: the terminal, a notebook, a test.
public protocol SessionOutput: AnyObject {
    /// Shows what a statement returned; `name` is the name that it was given.
    func show(_ report: Report, name: String?)
    /// Tells how far the work in hand has come; called from any thread.
    var progress: @Sendable (Declarations.Progress) -> Void { get }
    /// Told once for each top-level statement, after it has run; `--json` prints it.
    func finished(_ value: Value)
    /// Size of the terminal, in characters: for drawings.
    var columns: Int { get }
    var rows: Int { get }
}

/// Named values, the current data set and split, and the store: all that commands share.
public final class Session: Language.Host {
    public var names: [String: Value] = [:]
    /// What `describe`, `filter`, `split` and `train` mean when nothing else is said.
    public var dataset: Dataset?
    public var split: Split?
    /// The command line being run, for the record.
    public private(set) var call = Call(text: "", place: Place(file: "prompt", line: 1))
    /// Where runs are kept; opened at its first use.
    public let storePath: String
    /// Whether fits are written into the store: replay compares without leaving a trace.
    public let isRecording: Bool
    /// Thrown by `quit`.
    public struct Finished: Leaving { public init() {} }

    /// What quick references found in the inputs of a split's fold, by fingerprint and fold.
    var signals: [String: SignalEvidence?] = [:]
    /// Fingerprints of data whose files are in the store, and what was read of files for it.
    private var keptSources = KeptSources()
    /// The run that `resume` goes on with, while it does.
    var resuming: Int64?
    /// What was judged last; replay compares it.
    var judged: Judgement?

    private let output: any SessionOutput
    private var openedStore: RunStore?

    public init(output: any SessionOutput, storePath: String? = nil, isRecording: Bool = true) {
        let environment = ProcessInfo.processInfo.environment
        self.output = output
        self.storePath = storePath ?? environment["REEL_RUNS"] ?? "results/runs.db"
        self.isRecording = isRecording
    }

    // MARK: Host

    public var vocabulary: [Vocable] { Workbench.vocabulary }

    public func run(_ command: any Declared, as call: Call) throws -> Report {
        guard let command = command as? any Command else {
            throw Problem("\(type(of: command).name) is not a command", at: call.place)
        }
        let outer = self.call
        self.call = call
        defer { self.call = outer }
        return try command.run(in: self)
    }

    public func show(_ report: Report, name: String?) {
        var report = report
        for case .table(let table) in report.blocks where !table.rows.isEmpty || table.problem != nil {
            // A store that could not be read leaves a table empty, which must not pass for an answer.
            if let problem = table.problem { report.blocks.append(.warning(problem.description)) }
        }
        output.show(report, name: name)
    }
    public func finished(_ value: Value) { output.finished(value) }

    public func words(_ list: String) -> [String] {
        switch list {
        case "models": allModels.map { $0.name }
        case "sweepable": SweepTarget.words
        case "metrics": Metrics.words
        case "features": FeatureWord.choices
        case "splitters": splitters.map { $0.name }
        case "filters": filters.map { $0.name }
        case "generators": generators.map { $0.name }
        case "benchmarks": benchmarks.map { $0.name }
        case "commands": vocabulary.map { $0.type.name }
        case "data sets": Locations.known
        case "runs": latestRuns
        default: []
        }
    }

    /// Numbers of the latest runs, for completion.
    private var latestRuns: [String] {
        var filter = RunFilter()
        filter.latest = 50
        return (try? store.list(filter).map { String($0.id) }) ?? []
    }

    public func topics(_ kind: String) -> [any Declared.Type] {
        switch kind {
        case "model": allModels
        case "metric": Metrics.all
        case "split": splitters
        case "filter": filters
        case "generate": generators
        case "bench": benchmarks
        case "sweep": SweepTarget.deeds
        default: []
        }
    }

    public var topicKinds: [String] { ["model", "metric", "split", "filter", "generate", "bench", "sweep"] }

    public func details(_ topic: any Declared.Type) -> [Block] {
        if let metric = topic as? any Judge.Type {
            return [.text(metric.formula), .text("Source: \(metric.source)")]
        }
        if let model = topic as? any Model.Type { return [.text("Source: \(model.source)")] }
        return []
    }

    // MARK: What commands need

    var columns: Int { output.columns }
    var rows: Int { output.rows }
    /// The terminal's progress line, for sessions within this one.
    var watcherProgress: @Sendable (Declarations.Progress) -> Void { output.progress }

    /// The run store; the first use opens it.
    public var store: RunStore {
        get throws {
            if let openedStore { return openedStore }
            let opened = try RunStore(path: storePath)
            openedStore = opened
            return opened
        }
    }

    /// Keeps what the files of a data set are like, so that a later change can be found.
    func keepSources(of dataset: Dataset) throws {
        guard isRecording else { return }
        try keptSources.keep(dataset) { try store }
    }

    /// A session for work that belongs to the command in hand: its own names, data and split, the same store, nothing shown.
    func beside(isRecording: Bool) throws -> Session {
        let other = Session(
            output: Silent(progress: output.progress), storePath: storePath, isRecording: isRecording)
        (other.call, other.signals, other.keptSources) = (call, signals, keptSources)
        if isRecording { other.openedStore = try store }
        return other
    }

    /// Tells the terminal how far work has come and notices Ctrl-C.
    public var watcher: Watcher { Watcher(progress: output.progress) }

    /// The same, and keeps each epoch: with the run, and for whoever compares.
    func watcher(recording run: Int64?, into epochs: Epochs) throws -> Watcher {
        let store = run == nil ? nil : try store
        return Watcher(
            progress: output.progress,
            epoch: { epoch in
                epochs.add(epoch)
                if let run { try store?.add(epoch: epoch, to: run) }
                return .go
            }, note: { epochs.add(note: $0) }, checkpoints: try checkpoints(of: run))
    }

    /// Where a run keeps what it needs to go on after a stop: beside the store.
    func checkpointFolder(of run: Int64) -> String {
        let folder = (storePath as NSString).deletingLastPathComponent
        return "\(folder.isEmpty ? "." : folder)/checkpoints/\(run)"
    }

    /// The place for a run's checkpoints; a resumed run takes over those of the one it goes on with.
    private func checkpoints(of run: Int64?) throws -> Checkpoints? {
        guard let run else { return nil }
        let folder = checkpointFolder(of: run)
        guard let resuming else { return Checkpoints(folder: folder) }
        do {
            try? FileManager.default.removeItem(atPath: folder)
            try FileManager.default.copyItem(atPath: checkpointFolder(of: resuming), toPath: folder)
        } catch {
            throw Problem("the checkpoint of run \(resuming) cannot be read: \(error.localizedDescription)")
        }
        return Checkpoints(folder: folder, resumes: true)
    }

    /// Forgets the checkpoints of runs that need them no more.
    func clearCheckpoints(of run: Int64) {
        for done in [run, resuming].compactMap(\.self) {
            try? FileManager.default.removeItem(atPath: checkpointFolder(of: done))
        }
    }

    /// The data set that a command means: the one it names, else the current one.
    func dataset(_ named: Dataset?) throws -> Dataset {
        if let found = named ?? dataset { return found }
        throw Problem("there is no data set yet", remedy: "load one first, as in: load ml-100k")
    }

    /// The split that a command means; without any, everything is training data.
    func split(_ named: Split?) throws -> Split {
        if let found = named ?? split { return found }
        let whole = try dataset(nil)
        return Split(
            dataset: whole, scheme: "none", folds: [Fold(train: whole.interactions, test: Interactions())],
            audit: Audit(), fingerprint: whole.fingerprint)
    }

    /// Makes a data set the current one; a split of another data set no longer is.
    func makeCurrent(_ dataset: Dataset) {
        self.dataset = dataset
        split = nil
    }

    func makeCurrent(_ split: Split) {
        dataset = split.dataset
        self.split = split
    }
}
