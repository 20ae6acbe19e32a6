import Foundation
import Rendering

/// A self-contained page from Markdown: nothing is loaded from elsewhere, nothing runs.
///
/// Text is escaped, also what looks like HTML; pictures are data URIs, so that a script in an SVG stays dead; links
/// other than `http`, `https`, `mailto` and relative ones are shown as text.
///
/// - Parameters:
///   - folder: Where the Markdown lies (or would lie): paths of its pictures are relative to it.
public func html(markdown: String, title: String, folder: String) -> String {
    var blocks = MarkdownBlocks(inline: MarkdownInline(pictures: Pictures(folder: folder)))
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <title>\(escaped(title))</title>
        <style>
        \(style)
        </style>
        </head>
        <body>
        <main>
        \(blocks.html(of: markdown))
        </main>
        </body>
        </html>

        """
}

/// Readable in light and dark; pictures keep white paper under them.
private let style = """
    :root { color-scheme: light dark; --ink: #1f2328; --paper: #fff; --soft: #59636e; --line: #d1d9e0;
      --shade: #f3f5f7; --link: #0757ba; --typed: #0757ba; --good: #1a7f37; --warn: #8a5d00; --bad: #c01f2b; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6eaef; --paper: #12161b; --soft: #9aa4af;
      --line: #3a424b; --shade: #1c222a; --link: #6cb0ff; --typed: #8cc2ff; --good: #4cc26b; --warn: #e0b040; --bad: #ff7b72; } }
    body { margin: 0; color: var(--ink); background: var(--paper);
      font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
    main { max-width: 54rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
    h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2.2em 0 .6em; }
    h1 { font-size: 2rem; margin-top: 0; } h2 { font-size: 1.4rem; border-bottom: 1px solid var(--line); padding-bottom: .25em; }
    h3 { font-size: 1.15rem; } h4, h5, h6 { font-size: 1rem; }
    p, ul, ol, pre, .table, blockquote, figure { margin: 0 0 1rem; }
    li > p { margin-bottom: .4rem; }
    a { color: var(--link); }
    code, pre { font-family: ui-monospace, "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace; font-size: .86em; }
    code { background: var(--shade); padding: .1em .3em; border-radius: 3px; }
    pre { background: var(--shade); padding: .7em .9em; border-radius: 5px; overflow-x: auto; line-height: 1.4; }
    pre code { background: none; padding: 0; font-size: 1em; }
    pre.typed { border-left: 3px solid var(--typed); border-radius: 0 5px 5px 0; }
    pre.typed .prompt { color: var(--soft); user-select: none; }
    .output { margin: 0 0 1.4rem; padding-left: .95rem; border-left: 3px solid var(--line); font-size: .93em; }
    pre.typed + .output { margin-top: -.6rem; }
    .output > p { margin: 0 0 .3rem; } .output > p + .table, .output > .table + p, .output > p + figure { margin-top: .8rem; }
    .output > * + p:has(> strong:only-child) { margin-top: 1rem; }
    .output > :last-child { margin-bottom: 0; }
    .table { overflow-x: auto; }
    table { border-collapse: collapse; border-top: 2px solid; border-bottom: 2px solid; font-size: .9em; }
    th, td { padding: .22em .8em; text-align: left; vertical-align: top; }
    th { white-space: nowrap; }
    thead { border-bottom: 1px solid; }
    .right { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .center { text-align: center; }
    .healthy { color: var(--good); } .suspect { color: var(--warn); } .collapsed { color: var(--bad); }
    blockquote { border-left: 3px solid var(--warn); padding-left: .9rem; margin-left: 0; }
    blockquote > :last-child { margin-bottom: 0; }
    img { max-width: 100%; height: auto; background: #fff; border-radius: 4px; }
    hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
    .absent { color: var(--soft); font-style: italic; }
    @media print { main { max-width: none; padding: 0; } pre, img, table { break-inside: avoid; } }
    """

/// Text that means itself, inside elements and inside quoted attributes; what controls a terminal or turns the direction
/// of writing is shown as a sign.
func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for character in text { result += escaped(character) }
    return result
}

func escaped(_ character: Character) -> String {
    switch character {
    case "&": return "&amp;"
    case "<": return "&lt;"
    case ">": return "&gt;"
    case "\"": return "&quot;"
    case "'": return "&#39;"
    default:
        let isHarmful = character.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x09, 0x0A, 0x0D: false
            case 0x00..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
        return isHarmful ? "\u{FFFD}" : String(character)
    }
}
