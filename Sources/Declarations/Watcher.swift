import Synchronization

/// The Ctrl-C flag: set by the terminal's signal handler, looked at by everything that takes long.
public enum Interrupt {
    private static let raised = Atomic<Bool>(false)

    /// A flag that only the task looks at for which it is set; tests raise it without stopping each other.
    public final class Flag: Sendable {
        private let raised = Atomic<Bool>(false)
        public init() {}
        public func raise() { raised.store(true, ordering: .relaxed) }
        public func lower() { raised.store(false, ordering: .relaxed) }
        public var isRaised: Bool { raised.load(ordering: .relaxed) }
    }
    @TaskLocal public static var own: Flag?

    /// Safe to call from a signal handler.
    public static func raise() { raised.store(true, ordering: .relaxed) }
    public static func clear() { raised.store(false, ordering: .relaxed) }
    public static var isRaised: Bool { raised.load(ordering: .relaxed) || own?.isRaised == true }

    /// Finishes what a stop leaves to be done, as if Ctrl-C had not been pressed, and raises the flag again after it. Where
    /// it is pressed once more meanwhile, that is noticed as usual.
    public static func afterStop<Done>(_ work: () throws -> Done) rethrows -> Done {
        let (terminal, task) = (raised.load(ordering: .relaxed), own?.isRaised == true)
        clear()
        own?.lower()
        defer {
            if terminal { raise() }
            if task { own?.raise() }
        }
        return try work()
    }

    /// Throws `Interrupted` where Ctrl-C was pressed.
    public static func check() throws(Interrupted) { if isRaised { throw Interrupted() } }
}

/// How far a piece of work has come.
public struct Progress: Sendable {
    /// What is being done: "reading ratings.csv".
    public var task: String
    /// Part done, from 0 to 1.
    public var part: Double
    /// What else is known: "loss .2831".
    public var detail: String

    public init(_ task: String, _ part: Double, detail: String = "") {
        (self.task, self.part, self.detail) = (task, part, detail)
    }
}

/// One epoch of a training: measures such as `loss`, by name.
public struct Epoch: Sendable, Hashable, Codable {
    /// Counted from 1.
    public var number: Int
    public var measures: [String: Double]
    public init(_ number: Int, _ measures: [String: Double]) {
        (self.number, self.measures) = (number, measures)
    }
}

/// Where long work keeps what it needs to go on after a stop.
public struct Checkpoints: Sendable, Hashable {
    /// A folder of its own; it is made when there is something to keep.
    public var folder: String
    /// Whether to go on from what lies there, if anything does; otherwise it is begun afresh.
    public var resumes: Bool

    public init(folder: String, resumes: Bool = false) { (self.folder, self.resumes) = (folder, resumes) }

    /// A part's own place: one net of an ensemble, one fold.
    public func below(_ part: String) -> Checkpoints {
        Checkpoints(folder: "\(folder)/\(part)", resumes: resumes)
    }
}

/// The one seam between long work and the rest: progress line, store, collapse meter, early stopping, checkpoints,
/// Ctrl-C.
public final class Watcher: Sendable {
    public enum Decision: Sendable { case go, stop }

    private let progressed: @Sendable (Progress) -> Void
    private let epoched: @Sendable (Epoch) throws -> Decision
    private let noted: @Sendable (String) -> Void
    /// Where to keep checkpoints; nil for nowhere.
    public let checkpoints: Checkpoints?

    public init(
        progress: @escaping @Sendable (Progress) -> Void = { _ in },
        epoch: @escaping @Sendable (Epoch) throws -> Decision = { _ in .go },
        note: @escaping @Sendable (String) -> Void = { _ in }, checkpoints: Checkpoints? = nil
    ) {
        (progressed, epoched, noted, self.checkpoints) = (progress, epoch, note, checkpoints)
    }

    /// Watches nothing, but still notices Ctrl-C.
    public static let silent = Watcher()

    /// Tells how far the work has come; throws `Interrupted` where Ctrl-C was pressed.
    public func progress(_ task: String, _ part: Double, detail: String = "") throws {
        try Interrupt.check()
        progressed(Progress(task, part, detail: detail))
    }

    /// Tells something that the user should know and that is no reason to stop, once: "out of memory: 32 users per
    /// pass from here on".
    public func note(_ sentence: String) { noted(sentence) }

    /// Tells of a finished epoch and asks whether to go on. Ctrl-C answers `stop`: what is trained so far is kept.
    public func epoch(_ number: Int, of total: Int, _ measures: [String: Double]) throws -> Decision {
        let decision = try epoched(Epoch(number, measures))
        let detail = measures.sorted { $0.key < $1.key }.map {
            "\($0.key) \(shortest(($0.value * 1e4).rounded() / 1e4))"
        }
        progressed(
            Progress(
                "epoch \(number)/\(total)", Double(number) / Double(max(1, total)),
                detail: detail.joined(separator: "  ")))
        return Interrupt.isRaised ? .stop : decision
    }
}
