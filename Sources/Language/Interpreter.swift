import Declarations
import Foundation

/// Runs texts of the language on a host: statement by statement, each report shown as soon as it is there.
public final class Interpreter {
    /// Names bound by a loop or a call, looked up before the session's.
    struct Frame {
        var values: [String: Value]
        /// A call hides the names of whoever called it.
        let isCall: Bool
    }

    let host: any Host
    /// Values that `given` statements take instead of their own, by name.
    public var given: [String: Value] = [:]
    var definitions: [String: Definition] = [:]
    var frames: [Frame] = []
    /// Heights of the expressions that are being evaluated.
    var levels = 0
    /// Files that are being sourced, by their full paths.
    var sources: [String] = []
    /// Whether reports of the statements that run now are shown: not within a definition.
    var isShowing = true
    /// Warnings of commands whose reports are not shown, kept for the report that is.
    var warnings: [Block] = []

    /// Commands by their names; a host's vocabulary does not change.
    private lazy var commands = Dictionary(
        vocabulary.map { ($0.type.name, $0.type) }, uniquingKeysWith: { first, _ in first })
    /// Arguments of commands looked up so far.
    private var shapes: [String: [NamedSetting]] = [:]

    public init(host: any Host) { self.host = host }

    /// Runs all statements of a text. Nothing runs where one of them cannot be read.
    ///
    /// - Parameters:
    ///   - file: The text's name in errors and in the record of a run; files that it sources are relative to it.
    ///   - firstLine: Number of the text's first line within that file.
    /// - Throws: `Problem` with a place, or `Interrupted`. What ran before stays done.
    public func run(_ text: String, file: String, firstLine: Int = 1) throws {
        let program = try parse(Source(text, file: file, firstLine: firstLine))
        (frames, levels, isShowing, warnings, sources) = ([], 0, true, [], [])
        for statement in program {
            let value = try perform(statement)
            host.finished(value)
            try Interrupt.check()
        }
    }

    /// Whether more lines must follow before the text can run: a bracket is open, or it ends with `|`.
    public func isIncomplete(_ text: String) -> Bool {
        var parser = Parser(Source(text, file: "prompt"), shape: shape)
        do { _ = try parser.program() } catch { return error is Parser.Unfinished }
        return false
    }

    /// Reads a value as it would stand beside a command; a text of several words is taken as it is.
    public func value(of text: String, file: String = "command line") throws -> Value {
        var parser = Parser(Source(text, file: file), shape: shape)
        do { return try evaluate(try parser.onlyValue()) } catch let problem as Problem {
            guard let first = text.first(where: { !$0.isWhitespace }), !"[(\"".contains(first) else {
                throw problem
            }
            return .text(text)
        } catch let unfinished as Parser.Unfinished { throw unfinished.problem }
    }

    /// A value that a script takes from the command line: `given dim = 64`.
    public struct GivenName: Sendable, Hashable {
        public let name: String
        /// The default as it is written.
        public let standard: String
    }

    /// The `given` statements of a text, outside of definitions, in their order.
    public func givenNames(in text: String, file: String) throws -> [GivenName] {
        func names(_ statements: [Statement]) -> [GivenName] {
            statements.flatMap { statement -> [GivenName] in
                switch statement.form {
                case .given(let name, _, let pipeline): [GivenName(name: name, standard: pipeline.span.text)]
                case .loop(_, _, _, let block): names(block)
                case .branch(let branches, let otherwise):
                    branches.flatMap { names($0.block) } + names(otherwise)
                default: []
                }
            }
        }
        return names(try parse(Source(text, file: file)))
    }

    // MARK: What is known

    var vocabulary: [Vocable] {
        let hosted = host.vocabulary
        let names = Set(hosted.map { $0.type.name })
        return hosted + Builtins.vocabulary.filter { !names.contains($0.type.name) }
    }

    func command(_ name: String) -> (any Declared.Type)? { commands[name] }

    /// Arguments of a command; none for a definition; `nil` for other words.
    func shape(_ name: String) -> [NamedSetting]? {
        if definitions[name] != nil { return [] }
        if let shape = shapes[name] { return shape }
        guard let shape = command(name)?.init().arguments else { return nil }
        shapes[name] = shape
        return shape
    }

    var commandNames: [String] { vocabulary.map { $0.type.name } + definitions.keys.sorted() }

    func parse(_ source: Source) throws -> [Statement] {
        var parser = Parser(source, shape: shape)
        do { return try parser.program() } catch let unfinished as Parser.Unfinished {
            throw unfinished.problem
        }
    }

    // MARK: Names

    func lookup(_ name: String) -> Value? {
        for frame in frames.reversed() {
            if let value = frame.values[name] { return value }
            if frame.isCall { break }
        }
        return host.names[name]
    }

    var knownNames: [String] {
        var names = Array(host.names.keys)
        for frame in frames.reversed() {
            names += frame.values.keys
            if frame.isCall { break }
        }
        return names.sorted()
    }

    /// Names a value: in the loop that has the name, in the call that runs, or in the session.
    func assign(_ name: String, _ value: Value) {
        for index in frames.indices.reversed() where frames[index].isCall || frames[index].values[name] != nil
        {
            frames[index].values[name] = value
            return
        }
        host.names[name] = value
    }

    // MARK: Expressions

    var evaluator: Evaluator {
        Evaluator(
            lookup: lookup, known: { self.knownNames }, run: { try self.report(of: $0, name: nil).value })
    }

    func evaluate(_ expression: Expression) throws -> Value {
        try deeper(by: expression.height, at: expression.span) { try evaluator.value(of: expression) }
    }

    /// Runs something that may lead back here, unless too much is under way already.
    func deeper<Result>(by levels: Int, at span: Span, _ body: () throws -> Result) throws -> Result {
        self.levels += levels
        defer { self.levels -= levels }
        guard self.levels <= Limits.levels else {
            throw span.problem(
                "too many calls inside one another", remedy: "does a definition call itself without end?")
        }
        return try body()
    }

    /// Keeps an expression for later, with the names that it needs; commands in brackets run now.
    func closure(_ expression: Expression) throws -> Closure {
        let settled = try expression.rebuilt { part in
            guard case .pipeline(let pipeline) = part.form else { return nil }
            if pipeline.stages.count == 1, case .call(let call) = pipeline.stages[0], call.isBare,
                command(call.name) == nil
            {
                return Expression(.word(call.name, mayStay: false), call.nameSpan)
            }
            return Expression(.constant(try report(of: pipeline, name: nil).value), part.span)
        }
        var names: [String: Value] = [:]
        for word in settled.words {
            for name in prefixes(word) {
                if let value = lookup(name) { names[name] = value }
            }
        }
        return Closure(expression: settled, names: names)
    }
}
