import CGnuplot
import Declarations
import Foundation

/// Draws a chart into a file: SVG, PNG or PDF, as the path's ending says.
///
/// Beside `<name>.svg` it leaves `<name>.gp` and `<name>.dat`, the script and its numbers: `gnuplot
/// <name>.gp`, run in that folder, makes the same picture without `reel`. Folders on the way are made. All
/// three appear together or not at all: a chart that fails leaves an older picture as it was.
///
/// - Parameter gnuplot: the program that draws, looked for on `PATH`.
/// - Returns: the files written, the picture first.
/// - Throws: `Problem` where the chart is empty, the ending unknown, gnuplot missing or the folder not
///   writable; `Interrupted` after Ctrl-C.
@discardableResult
public func draw(
    _ chart: Chart, to path: String, size: Size? = nil, style: PlotStyle = PlotStyle(),
    gnuplot: String = "gnuplot"
) throws -> [String] {
    var style = style
    style.size = size ?? style.size
    let target = try Target(path)
    let script = try script(of: chart, for: target, style)
    try Interrupt.check()
    return try target.write { folder in
        try save(script.text, script.header(target, style), folder + "/" + target.scriptName)
        try save(script.data, "", folder + "/" + target.dataName)
        try run(gnuplot, on: target, in: folder)
        try target.settle(folder)
    }
}

/// Lays a chart out and writes gnuplot's script for it.
private func script(of chart: Chart, for target: Target, _ style: PlotStyle) throws -> Script {
    let page = style.size ?? Size(720, 440)
    guard page.width >= 120, page.height >= 90, page.width <= 10_000, page.height <= 10_000 else {
        throw Problem(
            "a picture of \(shortest(page.width)) by \(shortest(page.height)) pixels cannot be drawn",
            remedy: "choose 120 by 90 to 10000 by 10000")
    }
    let fontSize = style.fontSize
    var figure = try Figure(
        chart,
        ticks: (x: max(2, Int(page.width / fontSize / 7)), y: max(2, Int(page.height / fontSize / 4.4))))
    if figure.prefersLying(width: page.width * 0.8 / fontSize) { figure.lie() }
    let layout = Layout(figure, style)
    var script = Script(
        figure, size: layout.size, font: style.font, dataName: "./" + target.dataName,
        isSVG: target.format == .svg)
    script.page(figure, layout, style)
    script.marks(figure, layout, style)
    script.pointLabels(figure, layout)
    return script
}

extension Figure {
    /// Bars lie where that was asked for, or where their names would not fit side by side.
    func prefersLying(width room: Double) -> Bool {
        guard !categories.isEmpty, chart.bars != .upright else { return false }
        guard chart.bars != .lying, !chart.layers.contains(where: \.isLocated) else {
            return chart.bars == .lying
        }
        let widest = categories.map { width(of: $0) }.max() ?? 0
        return widest > room / Double(categories.count) - 0.6
    }
}

extension Layer {
    /// Whether it has places of its own along the axis across.
    fileprivate var isLocated: Bool {
        switch self {
        case .line, .points, .steps: true
        case .bars, .heatMap, .rule: false
        }
    }
}

extension Script {
    /// The lines before everything else: what this is, the terminal and the file that it writes.
    func header(_ target: Target, _ style: PlotStyle) -> String {
        """
        \(Script.mark). To make the picture again, run gnuplot on this file in its own folder.
        reset session
        \(apostrophe)
        set encoding utf8
        set terminal \(target.terminal(size, style))
        set output \(literal("./" + target.pictureName))

        """
    }
}

private func save(_ text: String, _ header: String, _ path: String) throws {
    do { try Data((header + text).utf8).write(to: URL(fileURLWithPath: path)) } catch {
        throw Problem("cannot write \(path): \(reason(error))")
    }
}

private func run(_ program: String, on target: Target, in folder: String) throws {
    let command = "\(apostrophe)\nload \(literal("./" + target.scriptName))\n"
    var outcome = CGNUPLOT_DREW
    let message = cgnuplot_run(
        program, folder, command, command.utf8.count, { Interrupt.isRaised ? 1 : 0 }, 120, &outcome)
    guard let message else { return }
    let words = String(cString: message)
    cgnuplot_free(message)
    switch outcome {
    case CGNUPLOT_STOPPED: throw Interrupted()
    case CGNUPLOT_MISSING:
        throw Problem(
            "\(program) is not installed, and it draws the charts",
            remedy: "sudo apt install gnuplot-nox, or plot into the terminal")
    case CGNUPLOT_LATE: throw Problem("gnuplot did not finish within 120 s", remedy: "draw fewer points")
    case CGNUPLOT_REFUSED: throw Problem("gnuplot could not draw the chart: \(oneLine(words))")
    default: throw Problem("gnuplot could not be run: \(oneLine(words))")
    }
}
