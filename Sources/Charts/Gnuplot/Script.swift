import Declarations
import Foundation

/// The words of a gnuplot script, and the numbers that go beside it.
///
/// Every text of the user's is a single-quoted string of gnuplot's (`literal`), drawn by a terminal told not
/// to look for markup. Nothing else of a user's is ever written into the script, not even as a comment.
struct Script {
    static let mark = "# Written by reel's plot"

    let size: Size
    let font: String
    private(set) var lines: [String] = []
    /// Parts of the one `plot` command.
    var plots: [String] = []
    private(set) var blocks: [String] = []
    let dataName: String
    /// The SVG terminal says "bold" in another way than the cairo ones, and needs no font to draw a
    /// character.
    let isSVG: Bool
    /// Characters that no font of this machine has.
    let missing: Set<Unicode.Scalar>

    init(_ figure: Figure, size: Size, font: String, dataName: String, isSVG: Bool) {
        (self.size, self.font, self.dataName, self.isSVG) = (size, font, dataName, isSVG)
        missing = isSVG ? [] : Fonts.missing(from: figure.texts)
    }

    mutating func add(_ line: String) { lines.append(line) }

    /// Appends a block of numbers and answers how a `plot` command refers to it. An empty row breaks a line.
    mutating func data(_ name: String, _ columns: [String], _ rows: [[String]]) -> String {
        let head = "# " + oneLine(name) + "\n# " + columns.joined(separator: "\t") + "\n"
        let body = rows.map { $0.joined(separator: "\t") }.joined(separator: "\n")
        blocks.append(head + body + "\n")
        return "\(literal(dataName)) index \(blocks.count - 1)"
    }

    /// What lies in the data file: blocks between pairs of blank lines.
    var data: String {
        "\(Self.mark): the numbers of the picture, one block for each series.\n"
            + blocks.joined(separator: "\n\n")
    }

    /// The whole script.
    var text: String {
        lines.joined(separator: "\n") + "\nplot \\\n    " + plots.joined(separator: ", \\\n    ")
            + "\nunset output\n"
    }

    enum Anchor: String { case left, center, right }

    /// Sets text anywhere on the page, its middle at `y` pixels from the top.
    mutating func text(
        _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .left, size height: Double,
        _ colour: Colour = .dim, bold: Bool = false, turned: Int = 0
    ) {
        let text = drawable(text)
        let place = "\(across(x)), \(up(y))"
        let face = font + (bold ? isSVG ? " bold" : ":Bold" : "") + "," + short(height)
        add(
            "set label \(literal(text)) at \(place) \(anchor.rawValue) front"
                + (turned == 0 ? "" : " rotate by \(turned)")
                + " font \(literal(face))"
                + " textcolor rgb '\(colour.hex)'")
    }

    /// The name of a series, for the SVG's own outline and for whoever adds a key to the script.
    func title(_ name: String) -> String { "title \(literal(drawable(name)))" }

    /// A text with an empty box in place of each character that no font has: pango would draw a box with
    /// digits in it, which gnuplot blows up to the size of the page.
    private func drawable(_ text: String) -> String {
        // Not allowed in XML, and gnuplot leaves it as it is: an invisible joiner keeps the two apart.
        if isSVG { return text.replacing("]]>", with: "]]\u{2060}>") }
        guard !missing.isEmpty else { return text }
        return String(text.map { $0.unicodeScalars.contains(where: missing.contains) ? "□" : $0 })
    }

    /// A place across the page, as gnuplot says it.
    func across(_ x: Double) -> String { "screen \(short(x / size.width))" }
    /// A place up the page, from pixels that count from the top.
    func up(_ y: Double) -> String { "screen \(short(1 - y / size.height))" }
}

/// A text as a string of gnuplot's: in single quotes, where nothing but a quote itself means anything. (In
/// double quotes gnuplot runs what stands between backticks.)
///
/// gnuplot 5.4 misreads some strings with doubled quotes in them, and loses count of quotes between double
/// ones, upon which it takes an `@` for a macro. So a quote of the text becomes a variable that holds one:
/// 'it'.apostrophe.'s'.
func literal(_ text: String) -> String {
    oneLine(text).split(separator: "'", omittingEmptySubsequences: false).map { "'\($0)'" }
        .joined(separator: ".apostrophe.")
}

/// The line that must come before any `literal`.
let apostrophe = "apostrophe = sprintf('%c', 39)"

/// A coordinate with the digits that a page needs.
func short(_ x: Double) -> String { shortest((x * 1e5).rounded() / 1e5) }

/// A number of the data file.
func cell(_ x: Double?) -> String {
    guard let x, x.isFinite else { return "NaN" }
    return shortest(x)
}
