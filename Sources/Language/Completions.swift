import Declarations
import Foundation

/// What could be typed at a place of a line.
public struct Completions: Sendable, Hashable {
    /// Where the word starts that the candidates replace, in characters.
    public var start: Int
    /// Whole words, sorted. One that ends with `=` or `/` wants to be followed directly.
    public var candidates: [String]
}

extension Interpreter {
    /// Completes the word in front of the cursor: commands, settings, their values, names, fields, files.
    ///
    /// - Parameter cursor: Characters of the line in front of the cursor.
    public func complete(_ line: String, upTo cursor: Int) -> Completions {
        let before = CursorContext(String(line.prefix(cursor)))
        let found = before.isComment ? [] : candidates(before)
        let fitting = Set(found).filter { $0.hasPrefix(before.word) && !$0.isEmpty }
        return Completions(start: before.start, candidates: fitting.sorted())
    }

    private func candidates(_ context: CursorContext) -> [String] {
        if context.isQuoted { return files(context.word) }
        if let fields = fields(context.word) { return fields }
        guard let command = context.words.first else { return heads(context) }
        if let definition = definitions[command] {
            let used = context.settings
            return sessionNames
                + definition.parameters.map(\.name).filter { !used.contains($0) }.map { $0 + "=" }
        }
        if command == "for" || command == "if" { return sessionNames + functions }
        guard let type = self.command(command) else {
            return sessionNames + functions + ["and", "or", "not", "in"]
        }
        if type == Builtins.Help.self {
            return context.words.count == 1 ? helpTopics : helpTopics(below: context.words[1])
        }
        return candidates(for: filled(type, context), context)
    }

    /// First words of a statement or a stage.
    private func heads(_ context: CursorContext) -> [String] {
        if context.isPiped { return commandNames }
        return commandNames + sessionNames + functions + (context.isStatement ? Reserved.statements : [])
    }

    private var sessionNames: [String] { knownNames }
    private var functions: [String] { Function.allCases.map { $0.rawValue + "(" } }

    /// A command with its recipe, so far as it is typed.
    private func filled(_ type: any Declared.Type, _ context: CursorContext) -> any Declared {
        let declared = type.init()
        let skipped = context.isPiped ? 1 : 0
        for (index, argument) in declared.arguments.enumerated() where argument.about.isRecipe {
            let place = index - skipped + 1
            guard context.words.indices.contains(place) else { continue }
            try? argument.setting.assign(.word(context.words[place]))
        }
        return declared
    }

    private func candidates(for declared: any Declared, _ context: CursorContext) -> [String] {
        let all = declared.declarations + recipes(of: declared).flatMap(\.declarations)
        if let name = context.setting {
            guard let setting = all.first(where: { $0.name == name }) else { return [] }
            return words(for: setting.about, context)
        }
        let place = context.words.count - 1 + (context.isPiped ? 1 : 0)
        let arguments = declared.arguments + recipes(of: declared).flatMap(\.arguments)
        let last = arguments.last.flatMap { $0.about.isVariadic || $0.about.syntax == .expression ? $0 : nil }
        let argument = arguments.indices.contains(place) ? arguments[place] : last
        let names = all.filter { !$0.about.isArgument && !context.settings.contains($0.name) }.map {
            $0.name + "="
        }
        return names + (argument.map { words(for: $0.about, context) } ?? [])
    }

    /// Words that a setting takes.
    private func words(for about: About, _ context: CursorContext) -> [String] {
        let isWord = about.syntax == .word
        if about.syntax == .expression {
            return columns(context) + sessionNames + functions + ["and", "or", "not", "in"]
        }
        switch about.completion {
        case .nothing: return isWord ? columns(context) : sessionNames
        case .choices: return about.choices
        case .files: return files(context.word)
        case .names(let kind): return names(of: kind)
        case .list("columns"): return columns(context) + host.words("columns")
        case .list(let list): return host.words(list) + (isWord ? [] : sessionNames)
        }
    }

    private func names(of kind: String) -> [String] {
        knownNames.filter { name in
            guard let value = lookup(name) else { return false }
            if case .thing(let thing) = value { return thing.kind == kind }
            return value.kind == "a \(kind)"
        }
    }

    /// Columns of the table that stands at the start of the pipe, or before the word.
    private func columns(_ context: CursorContext) -> [String] {
        for word in [context.source].compactMap({ $0 }) + context.words.dropFirst() {
            if case .table(let table)? = lookup(word) { return table.columns.map(\.name) }
        }
        return []
    }

    /// `als.fac` to the fields of `als`; `nil` where the word is no path to a field.
    private func fields(_ word: String) -> [String]? {
        for name in prefixes(word).dropFirst() {
            if let value = lookup(name), !value.fieldNames.isEmpty {
                return value.fieldNames.map { "\(name).\($0)" }
            }
        }
        return nil
    }

    private func files(_ word: String) -> [String] {
        let folder = word.lastIndex(of: "/").map { String(word[...$0]) } ?? ""
        let path = resolve(folder.isEmpty ? "." : folder, from: "prompt")
        let hidden = word.dropFirst(folder.count).hasPrefix(".")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { hidden || !$0.hasPrefix(".") }.map { name in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder)
            return folder + name + (isFolder.boolValue ? "/" : "")
        }
    }
}

/// What stands in front of the cursor: the words of the present command, and the beginning of the next.
struct CursorContext {
    /// Whole words of the command so far, settings left out.
    var words: [String] = []
    /// Names of the settings given so far.
    var settings: [String] = []
    /// The setting whose value is being typed.
    var setting: String?
    /// The word being typed, and where it starts.
    var word = ""
    var start = 0
    var isPiped = false
    /// First word of the pipeline, where a pipe leads here.
    var source: String?
    /// Whether a statement could start here.
    var isStatement = true
    var isQuoted = false
    var isComment = false

    private struct Outer {
        let context: CursorContext
        let bracket: Character
    }

    init() {}

    init(_ text: String) {
        var outer = [Outer]()
        let characters = Array(text)
        var index = 0
        while index < characters.count, outer.count <= Limits.nesting {
            let character = characters[index]
            index += 1
            switch character {
            case "#" where word.isEmpty:
                isComment = true
                while index < characters.count, !characters[index].isNewline { index += 1 }
                if index < characters.count { isComment = false }
            case "\"":
                start = index
                while index < characters.count, characters[index] != "\"" {
                    index += characters[index] == "\\" ? 2 : 1
                }
                guard index < characters.count else {
                    (word, isQuoted) = (String(characters[min(start, characters.count)...]), true)
                    return
                }
                word = String(characters[start..<index])
                index += 1
            case "(", "{", "[": open(character, &outer)
            case ")", "}", "]": close(&outer)
            case "|": pipe()
            case ";": restart()
            case "=": equals(next: index < characters.count ? characters[index] : " ")
            default:
                if character.isNewline, outer.isEmpty || outer.last?.bracket == "{" {
                    restart()
                } else if character.isWhitespace || "<>,".contains(character) {
                    endWord()
                } else {
                    if word.isEmpty { start = index - 1 }
                    word.append(character)
                    continue
                }
            }
            if word.isEmpty { start = index }
        }
        if word.isEmpty { start = characters.count }
    }

    private mutating func endWord() {
        guard !word.isEmpty || setting != nil else { return }
        if setting == nil { words.append(word) }
        (word, setting) = ("", nil)
    }

    private mutating func restart() { self = CursorContext() }

    private mutating func pipe() {
        endWord()
        let first = source ?? words.first
        self = CursorContext()
        (isPiped, isStatement, source) = (true, false, first)
    }

    private mutating func equals(next: Character) {
        if next == "=" { return endWord() }
        if words.isEmpty, !word.isEmpty || setting == nil || !isStatement, !isPiped, isName(word) {
            // name=…: a new value; what follows is a command.
            self = CursorContext()
            isStatement = false
        } else if word.isEmpty, words.count == 1 || (words.count == 2 && words[0] == "given") {
            self = CursorContext()
            isStatement = false
        } else if setting == nil, isName(word) {
            settings.append(word)
            (setting, word) = (word, "")
        } else {
            endWord()
        }
    }

    private mutating func open(_ bracket: Character, _ outer: inout [Outer]) {
        outer.append(Outer(context: self, bracket: bracket))
        if bracket == "[" {
            // A list's elements are values of the same setting.
            if setting == nil { endWord() }
            word = ""
        } else {
            self = CursorContext()
            isStatement = bracket == "{"
        }
    }

    private mutating func close(_ outer: inout [Outer]) {
        guard let last = outer.popLast() else { return restart() }
        self = last.context
        if last.bracket == "{" { return restart() }
        word = "(…)"
        endWord()
    }
}
