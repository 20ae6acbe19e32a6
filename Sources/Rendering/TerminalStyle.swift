import Declarations
import Foundation

/// What the terminal can show.
public struct TerminalStyle: Sendable {
    /// Columns. Tables are cut to it.
    public var width: Int
    /// Colours and bold; words say the same without.
    public var color: Bool
    /// Rows shown of a long table, half of them from its end; `nil` shows all.
    public var rows: Int?
    /// Lines drawn with "─"; otherwise with "-".
    public var unicode: Bool

    public init(width: Int = 80, color: Bool = false, rows: Int? = 40, unicode: Bool = true) {
        (self.width, self.color, self.rows, self.unicode) = (width, color, rows, unicode)
    }

    /// No colours, all rows, no end of the line: what a text file gets.
    static let file = TerminalStyle(width: .max, rows: nil)

    /// The style for a file descriptor: colours on a terminal that has them, unless `NO_COLOR` (no-color.org) is set;
    /// its width, else `COLUMNS`, else 80 columns; all rows where it is no terminal.
    public static func of(
        _ descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> TerminalStyle {
        let isTerminal = isatty(descriptor) == 1
        let asked = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        let letters = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        let isPlain = letters == "C" || letters == "POSIX"
        return TerminalStyle(
            width: width(of: descriptor) ?? environment["COLUMNS"].flatMap { Int($0) }.map { max(20, $0) }
                ?? 80,
            color: isTerminal && !asked && environment["TERM"] != "dumb", rows: isTerminal ? 40 : nil,
            unicode: !isPlain)
    }

    /// Columns of the terminal behind a descriptor, `nil` where there is none.
    public static func width(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return max(20, Int(size.ws_col))
    }

    enum Paint: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    func paint(_ text: String, _ paint: Paint?) -> String {
        guard color, let paint, !text.isEmpty else { return text }
        return "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m"
    }

    var line: String { unicode ? "─" : "-" }
}

extension TerminalStyle {
    /// Colours of the words that judge, always beside the word itself.
    static func color(ofVerdict word: String) -> Paint? {
        switch word.lowercased() {
        case "healthy", "finished", "equal", "ok": .green
        case "suspect", "interrupted", "within", "running": .yellow
        case "collapsed", "failed", "differs", "lost", "missing": .red
        default: nil
        }
    }
}
