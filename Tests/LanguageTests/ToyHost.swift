import Declarations
import Language

/// A host of a few commands that use every kind of setting the language knows.
final class ToyHost: Host {
    var names: [String: Value] = [:]
    var shown: [(report: Report, name: String?)] = []
    var values: [Value] = []
    var calls: [Call] = []

    var vocabulary: [Vocable] {
        [
            Vocable("Data", Numbers.self), Vocable("Tables", Where.self), Vocable("Tables", Take.self),
            Vocable("Tables", Sort.self), Vocable("Models", Train.self), Vocable("Models", Compare.self),
            Vocable("Runs", Tag.self), Vocable("Runs", Note.self), Vocable("Runs", Fail.self),
            Vocable("Runs", Leave.self), Vocable("Runs", Warn.self), Vocable("Runs", Keep.self),
        ]
    }

    func run(_ command: any Declared, as call: Call) throws -> Report {
        calls.append(call)
        guard let command = command as? any ToyCommand else { throw Problem("no toy") }
        return try command.run()
    }

    func show(_ report: Report, name: String?) { shown.append((report, name)) }
    func finished(_ value: Value) { values.append(value) }
    func words(_ list: String) -> [String] { list == "models" ? ["als", "constant"] : [] }
    func topics(_ kind: String) -> [any Declared.Type] { kind == "model" ? [ALS.self, Constant.self] : [] }
    func details(_ topic: any Declared.Type) -> [Block] {
        topic == ALS.self ? [.text("Source: a paper")] : []
    }
}

protocol ToyCommand: Declared {
    func run() throws -> Report
}

struct Numbers: ToyCommand {
    static let name = "numbers"
    static let summary = "Makes a table of numbers and their squares."
    static let example = """
        reel> numbers 2
        n | square | name
        1 | 1 | one
        2 | 4 | two
        """
    @Argument("How many rows.") var count = 3
    @Setting("The first number.", 0...100) var from = 1

    func run() throws -> Report {
        guard (0...10_000).contains(count) else {
            throw Problem("count must be at most 10000, but is \(count)")
        }
        let words = ["zero", "one", "two", "three", "four"]
        let rows = (from..<from + count).map { n in
            [Value.number(Double(n)), .number(Double(n * n)), n < words.count ? .word(words[n]) : .nothing]
        }
        return Report(Table(columns: [.init("n"), .init("square"), .init("name")], rows: rows))
    }
}

struct Where: ToyCommand {
    static let name = "where"
    static let summary = "Keeps the rows for which a condition holds."
    static let example = """
        reel> numbers 3 | where n > 2
        n | square | name
        3 | 9 | three
        """
    @Argument("A table.") var table: Table
    @Argument("What must hold.") var condition: Condition

    func run() throws -> Report {
        var kept = table
        let columns = table.columns.map(\.name)
        kept.rows = try table.rows.filter { row in
            let value = try condition.expression.value(
                with: { name in columns.firstIndex(of: name).map { row[$0] } }, columns: columns)
            if case .truth(let truth) = value { return truth }
            throw Problem("the condition must be true or false, but is \(value)")
        }
        return Report(kept)
    }
}

struct Take: ToyCommand {
    static let name = "take"
    static let summary = "Keeps the first rows."
    static let example = """
        reel> numbers | take 1
        n | square | name
        …
        """
    @Argument("A table.") var table: Table
    @Argument("How many rows.") var rows = 5

    func run() -> Report {
        var kept = table
        kept.rows = Array(table.rows.prefix(rows))
        return Report(kept)
    }
}

enum Order: String, Choice { case asc, desc }

struct Sort: ToyCommand {
    static let name = "sort"
    static let summary = "Sorts the rows by a column."
    static let example = "reel> numbers 2 | sort n desc\n…"
    @Argument("A table.") var table: Table
    @Argument("The column.") var column: String
    @Argument("Which way.") var order = Order.asc

    func run() throws -> Report {
        guard let index = table.index(of: column) else {
            throw Problem.unknown("column", column, known: table.columns.map(\.name))
        }
        var sorted = table
        sorted.rows.sort { a, b in
            let less = (a[index].number ?? 0) < (b[index].number ?? 0)
            return order == .asc ? less : !less
        }
        return Report(sorted)
    }
}

struct ALS: Declared {
    static let name = "als"
    static let summary = "Factors a matrix by alternating least squares."
    static let example = "reel> train als factors=2\n…"
    @Setting("Latent factors per user and item.", 1...4096) var factors = 64
    @Setting("How the loss is weighed.") var loss = Loss.squared
    @Setting("Length of a step.", above: 0, unit: "s") var rate = 0.1
}
enum Loss: String, Choice { case squared, warp }

struct Constant: Declared {
    static let name = "constant"
    static let summary = "Predicts one value."
    static let example = "reel> train constant\n…"
}

struct ToyRecipe: Recipe {
    var declared: any Declared
    static let expected = "a model"
    static let completion = Completion.list("models")
    init(_ value: Value) throws(Mismatch) {
        switch value.text {
        case "als": declared = ALS()
        case "constant": declared = Constant()
        default:
            throw Mismatch(
                Self.expected, value,
                remedy: nearest(to: value.description, in: ["als", "constant"]).map { "did you mean \($0)?" })
        }
    }
    var value: Value { .word(type(of: declared).name) }
}

struct Model: Thing {
    let declared: any Declared
    var kind: String { "model" }
    var summary: String { "a fitted \(type(of: declared).name)" }
    var fields: [(name: String, value: Value)] {
        declared.record + [(name: "score", value: .measure(Measure(0.25, sd: 0.01)))]
    }
}

struct Train: ToyCommand {
    static let name = "train"
    static let summary = "Fits a model."
    static let example = """
        reel> train als factors=2
        a fitted als
        """
    @Argument("The model.") var model: ToyRecipe
    @Setting("Seeds to repeat it with.", 1...100) var seeds = 1
    @Setting("Metrics to watch.") var on: [String] = []

    func run() -> Report {
        let model = Model(declared: model.declared)
        return Report(model.summary, .thing(model))
    }
}

struct ModelReference: SettingValue {
    let model: Model
    static let expected = "a model"
    static let completion = Completion.names("model")
    init(_ value: Value) throws(Mismatch) {
        guard case .thing(let thing) = value, let model = thing as? Model else {
            throw Mismatch(Self.expected, value)
        }
        self.model = model
    }
    var value: Value { .thing(model) }
}

struct Compare: ToyCommand {
    static let name = "compare"
    static let summary = "Compares models."
    static let example = "reel> a = train als\na fitted als\nreel> compare a\n1 models"
    @Argument("Models.") var models: [ModelReference]
    func run() -> Report { Report("\(models.count) models", .number(Double(models.count))) }
}

struct Tag: ToyCommand {
    static let name = "tag"
    static let summary = "Tags something."
    static let example = "reel> tag 1.0\n1.0"
    @Argument("The tag.") var tag: String
    @Setting("A file.") var to: FilePath = FilePath("x")
    func run() -> Report { Report("\(tag)", .text(tag)) }
}

struct Note: ToyCommand {
    static let name = "note"
    static let summary = "Repeats values."
    static let example = "reel> note 1 two \"three\"\n[1 two \"three\"]"
    @Argument("Values.") var values: [Anything] = []
    @Setting("Another value.") var extra: Anything = Anything(.nothing)
    func run() -> Report {
        let value = Value.list(values.map(\.value))
        return Report(value.description, value)
    }
}

struct Unplaced: Error, CustomStringConvertible { var description: String { "the disk is full" } }
struct Left: Leaving {}

struct Fail: ToyCommand {
    static let name = "fail"
    static let summary = "Fails."
    static let example = "reel> fail\nfail\n^^^^ the disk is full"
    func run() throws -> Report { throw Unplaced() }
}

struct Leave: ToyCommand {
    static let name = "leave"
    static let summary = "Leaves."
    static let example = "reel> leave"
    func run() throws -> Report { throw Left() }
}

struct Warn: ToyCommand {
    static let name = "warn"
    static let summary = "Warns and gives a table."
    static let example = "reel> warn | take 1\n! careful\n…"
    func run() throws -> Report {
        var report = try Numbers().run()
        report.blocks.insert(.warning("careful"), at: 0)
        return report
    }
}

/// Has an expression as a setting, and one of several choices.
struct Keep: ToyCommand {
    static let name = "keep"
    static let summary = "Shows an expression that it keeps."
    static let example = "reel> keep if=(n > 2)\n(n > 2)"
    @Setting("A condition.") var `if`: Condition? = nil
    @Setting("Whether to keep.") var always = false
    func run() -> Report { Report(self.if.map { $0.expression.text } ?? "nothing") }
}

/// A report as plain text: what the tests compare.
func plain(_ report: Report) -> String {
    report.blocks.map { block in
        switch block {
        case .text(let text), .drawing(let text): return text
        case .warning(let text): return "! \(text)"
        case .table(let table):
            let rows = [table.columns.map(\.name)] + table.rows.map { $0.map(\.description) }
            return rows.map { $0.joined(separator: " | ") }.joined(separator: "\n")
        case .findings(let findings): return findings.map(\.reason).joined(separator: "\n")
        case .figure(let path, _): return path
        }
    }.joined(separator: "\n")
}

/// A prompt on the toy host.
final class Toy {
    let host = ToyHost()
    let interpreter: Interpreter

    init() { interpreter = Interpreter(host: host) }

    /// What the terminal shows for a line, errors included.
    func type(_ text: String) -> String {
        host.shown = []
        do { try interpreter.run(text, file: "prompt") } catch {
            return (host.shown.map { plain($0.report) } + ["\(error)"]).filter { !$0.isEmpty }.joined(
                separator: "\n")
        }
        return host.shown.map { plain($0.report) }.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// The differences of a transcript.
    func differences(_ transcript: String) -> [Transcript.Difference] {
        Transcript.parse(transcript).differences { type($0) }
    }
}
