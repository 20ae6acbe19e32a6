import Declarations

extension Expression {
    /// The expressions directly inside.
    var parts: [Expression] {
        switch form {
        case .number, .word, .pipeline, .constant: []
        case .text(let parts):
            parts.compactMap { if case .insertion(let inner) = $0 { inner } else { nil } }
        case .list(let elements), .function(_, let elements): elements
        case .range(let a, let b), .binary(_, let a, let b, _), .index(let a, let b): [a, b]
        case .negative(let inner), .not(let inner), .group(let inner), .field(let inner, _, _): [inner]
        }
    }

    /// The same with its parts replaced; `nil` keeps a part.
    func rebuilt(_ change: (Expression) throws -> Expression?) rethrows -> Expression {
        if let changed = try change(self) { return changed }
        func inner(_ part: Expression) throws -> Expression { try part.rebuilt(change) }
        let form: Form =
            switch self.form {
            case .number, .word, .pipeline, .constant: self.form
            case .text(let parts):
                .text(
                    try parts.map {
                        if case .insertion(let part) = $0 { .insertion(try inner(part)) } else { $0 }
                    })
            case .list(let elements): .list(try elements.map(inner))
            case .function(let function, let values): .function(function, try values.map(inner))
            case .range(let a, let b): .range(try inner(a), try inner(b))
            case .binary(let sign, let a, let b, let place): .binary(sign, try inner(a), try inner(b), place)
            case .index(let a, let b): .index(try inner(a), try inner(b))
            case .negative(let part): .negative(try inner(part))
            case .not(let part): .not(try inner(part))
            case .group(let part): .group(try inner(part))
            case .field(let part, let name, let place): .field(try inner(part), name, place)
            }
        return Expression(form, span, over: parts)
    }

    /// Names, paths, functions and commands in it, outermost first: what a failed assertion shows.
    var leaves: [Expression] {
        switch form {
        case .word, .field, .index, .function, .pipeline: [self]
        case .group(let inner): inner.leaves
        default: parts.flatMap(\.leaves)
        }
    }

    /// Every word in it.
    var words: [String] {
        if case .word(let word, _) = form { return [word] }
        return parts.flatMap(\.words)
    }
}

/// A word and the names that may stand in front of its dots: `a.b.c`, `a.b`, `a`.
func prefixes(_ word: String) -> [String] {
    var names = [word]
    var rest = word[...]
    while let dot = rest.lastIndex(of: ".") {
        rest = rest[..<dot]
        names.append(String(rest))
    }
    return names
}
