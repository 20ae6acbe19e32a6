import Declarations

/// One fit of one model: all that is needed to judge its numbers and to make them again.
public struct Run: Sendable {
    public enum Status: Sendable, Hashable {
        case running, finished, interrupted
        case failed(String)
        /// Began, and its process is gone without having ended it: killed, or the machine went down.
        case lost

        /// The word that tables show and the store keeps.
        public var word: String {
            switch self {
            case .running: "running"
            case .finished: "finished"
            case .interrupted: "interrupted"
            case .failed: "failed"
            case .lost: "lost"
            }
        }
    }

    /// Given by the store: counted from 1, never used twice.
    public var id: Int64 = 0
    /// Unix seconds.
    public var started: Double
    public var ended: Double?
    public var status: Status = .running
    /// The command as typed, the script it stands in ("prompt" where it was typed) and its line.
    public var command: String
    public var script: String
    public var line: Int
    /// Statements that bring the state back: load, filters, split, train; oldest first.
    public var recipe: [String] = []
    public var model: String
    /// Name that the session gave it.
    public var name: String?
    /// Every setting of the model with its value as it must be typed.
    public var settings: [(name: String, text: String)] = []
    public var seed: Int?
    public var dataset = ""
    public var datasetFingerprint = ""
    /// Scheme of the split, as typed.
    public var split = ""
    public var splitFingerprint = ""
    /// What the leak audit of the split said.
    public var audit: Verdict?
    public var auditFindings: [Finding] = []
    /// The stamp of that audit; empty where nothing was audited.
    public var certificate = ""
    public var codeVersion = ""
    public var machine = ""
    public var threads = 1
    /// Whether the same seed must give the same numbers; false for lock-free parallel training.
    public var exact = true
    /// Wall time of the fit.
    public var seconds = 0.0
    /// Bytes; 0 where unknown.
    public var peakMemory: Int64 = 0
    /// The collapse verdict and what decided it.
    public var verdict: Verdict?
    public var findings: [Finding] = []
    public var metrics: [(name: String, value: Double)] = []
    /// How the metrics were measured: ties, filtering, candidates, denominators.
    public var ranking = ""
    public var tags: [String] = []
    public var note = ""

    public init(
        started: Double, command: String, script: String = "prompt", line: Int = 1, model: String
    ) {
        (self.started, self.command, self.script, self.line) = (started, command, script, line)
        self.model = model
    }

    /// A metric by its name.
    public func metric(_ name: String) -> Double? { metrics.first { $0.name == name }?.value }
    /// A setting by its name, as it must be typed.
    public func setting(_ name: String) -> String? { settings.first { $0.name == name }?.text }
}

extension Run: Thing {
    public var kind: String { "run" }
    public var summary: String {
        let shown = metrics.prefix(3).map { "\($0.name) \(shortest(($0.value * 1e4).rounded() / 1e4))" }
        let parts =
            ["run \(id): \(model)", "on \(dataset)", status.word] + (verdict.map { [$0.rawValue] } ?? [])
        return (parts + shown).joined(separator: ", ")
    }
    /// Fields, then settings, then metrics; a name that is taken is skipped.
    public var fields: [(name: String, value: Value)] {
        var fields: [(name: String, value: Value)] = [
            ("id", .number(Double(id))), ("model", .word(model)),
            ("name", name.map { .word($0) } ?? .nothing),
            ("status", .word(status.word)), ("started", .text(Clock.text(started))),
            ("command", .text(command)), ("script", .text(script)), ("line", .number(Double(line))),
            ("recipe", .list(recipe.map { .text($0) })), ("dataset", .text(dataset)),
            ("dataset-fingerprint", .text(datasetFingerprint)), ("split", .text(split)),
            ("split-fingerprint", .text(splitFingerprint)),
            ("audit", audit.map { .word($0.rawValue) } ?? .nothing), ("certificate", .text(certificate)),
            ("verdict", verdict.map { .word($0.rawValue) } ?? .nothing),
            ("seed", seed.map { .number(Double($0)) } ?? .nothing), ("exact", .truth(exact)),
            ("threads", .number(Double(threads))), ("seconds", .number(seconds)),
            ("memory", .number(Double(peakMemory) / 1e6)), ("machine", .text(machine)),
            ("code", .text(codeVersion)), ("protocol", .text(ranking)),
            ("tags", .list(tags.map { .word($0) })), ("note", .text(note)),
        ]
        if case .failed(let message) = status { fields.append(("message", .text(message))) }
        var taken = Set(fields.map(\.name))
        for (name, text) in settings where taken.insert(name).inserted {
            fields.append((name, Self.value(of: text)))
        }
        for (name, x) in metrics where taken.insert(name).inserted {
            fields.append((name, .measure(Measure(x, runs: [id]))))
        }
        return fields
    }

    /// A setting's literal as a value: numbers and truths as such, all else as text.
    static func value(of literal: String) -> Value {
        if literal == "nothing" { return .nothing }
        if literal == "true" || literal == "false" { return .truth(literal == "true") }
        if let x = Double(literal), x.isFinite { return .number(x) }
        if literal.count >= 2, literal.hasPrefix("\""), literal.hasSuffix("\""), !literal.contains("\\") {
            return .text(String(literal.dropFirst().dropLast()))
        }
        return .text(literal)
    }
}

/// Values of one metric for each user, in the order of `users`.
public struct PerUser: Sendable, Hashable {
    public var metric: String
    /// Positions of the users in their data set.
    public var users: [Int32]
    public var values: [Double]
    public init(_ metric: String, users: [Int32], values: [Double]) {
        (self.metric, self.users, self.values) = (metric, users, values)
    }
}
