import Foundation

/// Text that LaTeX prints as it is, and that pdfLaTeX compiles whatever letters it holds.
///
/// Accents are written as commands on their letter, Greek and symbols through mathematics. What no standard font of
/// pdfLaTeX has (Chinese, emoji) becomes its code, `[U+4E2D]`; LuaLaTeX and XeLaTeX take the letters themselves
/// (`unicode`).
enum LaTeXEscape {
    static func text(_ text: String, unicode: Bool = false) -> String {
        var result = ""
        var folded = text.replacing("\r\n", with: " ")
        if !unicode { folded.unicodeScalars.removeAll(where: isInvisible) }
        for character in folded.precomposedStringWithCanonicalMapping {
            if let ascii = character.asciiValue {
                // Pairs that fonts draw as one sign are kept apart: "--" is no dash, ",," no quotation mark.
                if let last = result.utf8.last, last == ascii, ligatures.contains(ascii) { result += "{}" }
                result += Self.ascii(ascii)
            } else if let command = signs[character] {
                result += command
            } else if unicode {
                result.append(contentsOf: Width.harmless(String(character)))
            } else {
                result += accented(character) ?? coded(character)
            }
        }
        return result
    }

    private static let ligatures = Set("-,'".utf8)

    private static func ascii(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\\"): "\\textbackslash{}"
        case UInt8(ascii: "~"): "\\textasciitilde{}"
        case UInt8(ascii: "^"): "\\textasciicircum{}"
        case UInt8(ascii: "`"): "\\textasciigrave{}"
        case UInt8(ascii: "<"): "\\textless{}"
        case UInt8(ascii: ">"): "\\textgreater{}"
        case UInt8(ascii: "|"): "\\textbar{}"
        case UInt8(ascii: "\""): "\\symbol{34}"
        case UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "_"),
            UInt8(ascii: "{"), UInt8(ascii: "}"):
            "\\" + String(UnicodeScalar(byte))
        case 0x09, 0x0A, 0x0D: " "
        case 0x00..<0x20, 0x7F: coded(Character(UnicodeScalar(byte)))
        default: String(UnicodeScalar(byte))
        }
    }

    /// A letter with its accents as commands, the innermost first; `nil` where one of them has no command.
    private static func accented(_ character: Character) -> String? {
        let scalars = String(character).decomposedStringWithCanonicalMapping.unicodeScalars
        guard let base = scalars.first, scalars.count > 1 else { return nil }
        var text: String
        if base.isASCII, base.properties.isAlphabetic {
            text = String(Character(base))
        } else if let sign = signs[Character(base)] {
            text = sign
        } else {
            return nil
        }
        for mark in scalars.dropFirst() {
            guard let command = accents[mark.value] else { return nil }
            text = "\\\(command){\(text)}"
        }
        return text
    }

    private static func coded(_ character: Character) -> String {
        character.unicodeScalars.map { scalar in
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "[U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
        }.joined()
    }

    /// Joiners and variation selectors, which print nothing.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        [0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF].contains(scalar.value)
            || (0xFE00...0xFE0F).contains(scalar.value)
    }

    private static let accents: [UInt32: String] = [
        0x300: "`", 0x301: "'", 0x302: "^", 0x303: "~", 0x304: "=", 0x306: "u", 0x307: ".", 0x308: "\"",
        0x30A: "r", 0x30B: "H", 0x30C: "v", 0x323: "d", 0x327: "c", 0x328: "k", 0x331: "b",
    ]

    /// Signs with a command of their own. Those in dollars need no package.
    private static let signs: [Character: String] = {
        var signs = letters.merging(punctuation) { first, _ in first }
        for (sign, name) in mathematics { signs[sign] = "$\\\(name)$" }
        // Greek capitals that look like Latin ones have no command.
        for (sign, letter) in zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧο", "ABEZHIKMNOPTXo") {
            signs[sign] = "$\\mathrm{\(letter)}$"
        }
        return signs
    }()

    private static let letters: [Character: String] = [
        "æ": "\\ae{}", "Æ": "\\AE{}", "œ": "\\oe{}", "Œ": "\\OE{}", "ø": "\\o{}", "Ø": "\\O{}", "ł": "\\l{}",
        "Ł": "\\L{}", "ß": "\\ss{}", "å": "\\aa{}", "Å": "\\AA{}", "ı": "\\i{}", "đ": "\\dj{}", "Đ": "\\DJ{}",
        "ð": "\\dh{}", "Ð": "\\DH{}", "þ": "\\th{}", "Þ": "\\TH{}", "ŋ": "\\ng{}", "Ŋ": "\\NG{}",
    ]

    private static let punctuation: [Character: String] = [
        "–": "\\textendash{}", "—": "\\textemdash{}", "‘": "\\textquoteleft{}", "’": "\\textquoteright{}",
        "“": "\\textquotedblleft{}", "”": "\\textquotedblright{}", "„": "\\quotedblbase{}",
        "‚": "\\quotesinglbase{}", "«": "\\guillemotleft{}", "»": "\\guillemotright{}",
        "‹": "\\guilsinglleft{}", "›": "\\guilsinglright{}", "…": "\\ldots{}", "•": "\\textbullet{}",
        "·": "\\textperiodcentered{}", "¡": "\\textexclamdown{}", "¿": "\\textquestiondown{}", "§": "\\S{}",
        "¶": "\\P{}", "†": "\\dag{}", "‡": "\\ddag{}", "©": "\\copyright{}", "®": "\\textregistered{}",
        "™": "\\texttrademark{}", "£": "\\pounds{}", "€": "\\texteuro{}", "¥": "\\textyen{}",
        "¢": "\\textcent{}", "ª": "\\textordfeminine{}", "º": "\\textordmasculine{}",
        "½": "\\textonehalf{}", "¼": "\\textonequarter{}", "¾": "\\textthreequarters{}",
        "¹": "\\textsuperscript{1}", "²": "\\textsuperscript{2}", "³": "\\textsuperscript{3}",
        "°": "\\textdegree{}", "−": "$-$", "\u{A0}": "~", "\u{202F}": "\\,", "\u{2009}": "\\,",
        "\u{AD}": "\\-",
        "\u{2010}": "-", "\u{2011}": "-",
    ]

    private static let mathematics: [Character: String] = [
        "±": "pm", "×": "times", "÷": "div", "≤": "leq", "≥": "geq", "≠": "neq", "≈": "approx", "∞": "infty",
        "→": "rightarrow", "←": "leftarrow", "↑": "uparrow", "↓": "downarrow", "↔": "leftrightarrow",
        "∈": "in", "∑": "sum", "√": "surd", "∂": "partial", "∇": "nabla", "¬": "neg", "∩": "cap", "∪": "cup",
        "♥": "heartsuit", "★": "star", "µ": "mu", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta",
        "ε": "varepsilon", "ζ": "zeta", "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda",
        "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "varsigma", "τ": "tau",
        "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta",
        "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi",
        "Ψ": "Psi", "Ω": "Omega",
    ]
}
