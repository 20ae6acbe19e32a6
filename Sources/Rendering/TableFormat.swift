import Declarations

/// What a table can be exported as.
public enum TableFormat: String, Choice, Sendable {
    case csv, markdown, latex, json, text, html

    /// The format that a file's extension stands for; throws a problem that lists those known.
    public init(path: String) throws {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
        switch ending {
        case "csv": self = .csv
        case "md", "markdown": self = .markdown
        case "tex", "latex": self = .latex
        case "json": self = .json
        case "txt", "text": self = .text
        case "html", "htm": self = .html
        default:
            throw Problem(
                ending.isEmpty
                    ? "the name \(name) does not say which format to write"
                    : "there is no table format for .\(ending)",
                remedy: "end it in .csv, .md, .tex, .json, .txt or .html, or give format=")
        }
    }

    /// Whether a comment can carry the runs behind the table.
    public var hasComments: Bool {
        switch self {
        case .markdown, .latex, .html: true
        case .csv, .json, .text: false
        }
    }
}

/// How an exported table looks.
public struct ExportOptions: Sendable {
    /// Replaces the table's title as the caption.
    public var caption: String?
    /// LaTeX label, without a prefix: `tab:first`.
    public var label: String?
    /// The best number of a column that has a better end: bold in LaTeX, Markdown and HTML.
    public var bold = true
    /// The second best number underlined, in LaTeX.
    public var underline = false
    /// A whole document rather than a fragment, in LaTeX and HTML.
    public var document = false
    /// ± standard deviation behind the mean.
    public var spread = true
    /// Ends of the confidence interval behind the mean.
    public var intervals = true
    /// Marks of significance.
    public var marks = true
    /// The table's notes below it.
    public var notes = true
    /// The runs behind the table: in a comment, or in a file beside the one that has none.
    public var runs = true
    /// Leaves every letter as it is, for LuaLaTeX and XeLaTeX; otherwise letters that pdfLaTeX lacks are spelled out.
    public var unicode = false
    /// What ends a line of CSV; RFC 4180 has "\r\n", the tools of Unix want "\n".
    public var lineEnd = "\n"

    public init(caption: String? = nil, label: String? = nil) {
        (self.caption, self.label) = (caption, label)
    }
}
