import Declarations
import Foundation
import Notebook
import Testing

@Suite struct RenderedCopyTests {
    @Test func tablesAreTablesAndFiguresImages() throws {
        let book = try notebook(
            "Prose *here*.\n\n```reel\nreel> a\nreel> for x in y {\n...>   b }\n…\n```\n\nMore.\n")
        let table = Table(
            "T", columns: [Table.Column("model"), Table.Column("ndcg@10", decimals: 4)],
            rows: [[.text("a|b"), .number(0.5)]])
        let result = try book.run { statement, _ in
            statement == "a"
                ? CellOutput()
                : CellOutput(text: "T", blocks: [.table(table), .figure(path: "r/x.svg", title: "X")])
        }
        #expect(
            result.markdown { "../" + $0 } == """
                <!-- Rendered from n.md; what is edited here is lost. -->

                Prose *here*.

                ```reel-typed
                reel> a
                reel> for x in y {
                ...>   b }
                ```

                <!-- output -->

                **T**

                | model | ndcg@10 |
                | ----- | ------: |
                | a\\|b  |  0.5000 |

                ![X](../r/x.svg)

                <!-- end of output -->

                More.

                """)
        #expect(result.markdown.contains("![X](r/x.svg)"))
        // A copy is no notebook: nothing in it runs.
        #expect(try notebook(result.markdown).statementCount == 0)
    }

    @Test func aFailureIsShown() throws {
        let result = try notebook("```reel\nreel> trian\n```\n").run(answers([:]))
        #expect(
            result.markdown.contains(
                "```text\ntrian\n^^^^^ there is no command named trian; did you mean train?\n```"))
    }
}

@Suite struct PageTests {
    func body(_ markdown: String, folder: String = ".") -> String {
        let page = html(markdown: markdown, title: "T", folder: folder)
        let start = page.firstRange(of: "<main>\n")?.upperBound ?? page.startIndex
        let end = page.firstRange(of: "\n</main>")?.lowerBound ?? page.endIndex
        return String(page[start..<end])
    }

    /// Expected HTML of cmark-gfm (PyPI's cmarkgfm, `github_flavored_markdown_to_html`), but for white space around list
    /// items, titles of links, comments and the language of code.
    @Test(arguments: [
        ("a *b* __c__ `d<e` f_g_h", "<p>a <em>b</em> <strong>c</strong> <code>d&lt;e</code> f_g_h</p>"),
        ("***both*** 2 * 3 * 4", "<p><em><strong>both</strong></em> 2 * 3 * 4</p>"),
        ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"),
        ("\\*a\\* 1\\. &lt;b&gt; &amp; &#233;", "<p>*a* 1. &lt;b&gt; &amp; é</p>"),
        ("[a *b*](x.md \"t\")", "<p><a href=\"x.md\">a <em>b</em></a></p>"),
        ("<https://a.b/c?d=1&e>", "<p><a href=\"https://a.b/c?d=1&amp;e\">https://a.b/c?d=1&amp;e</a></p>"),
        ("`` a`b ``", "<p><code>a`b</code></p>"),
        ("`open *x*", "<p>`open <em>x</em></p>"),
        ("one  \ntwo\\\nthree", "<p>one<br>\ntwo<br>\nthree</p>"),
        (
            "- a\n- b\n  - c\n\ntext",
            "<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul></li>\n</ul>\n<p>text</p>"
        ),
        ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("- a\n\n- b", "<ul>\n<li><p>a</p></li>\n<li><p>b</p></li>\n</ul>"),
        ("- a\n  more\nlazy", "<ul>\n<li>a\nmore\nlazy</li>\n</ul>"),
        ("in\n1998. it was", "<p>in\n1998. it was</p>"),
        ("> a\n> b\n\nc", "<blockquote>\n<p>a\nb</p>\n</blockquote>\n<p>c</p>"),
        ("a\n\n***\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("```swift\nlet a = 1 < 2\n\n```", "<pre><code>let a = 1 &lt; 2\n</code></pre>"),
        ("    code *x*", "<pre><code>code *x*</code></pre>"),
        ("<!-- gone -->\n\nstays", "<p>stays</p>"),
    ])
    func markdownBecomesHTML(markdown: String, expected: String) { #expect(body(markdown) == expected) }

    @Test func headingsHaveAnchors() {
        #expect(
            body("# A *b*\n\nc\n---\n\n## C")
                == "<h1 id=\"a-b\">A <em>b</em></h1>\n<h2 id=\"c\">c</h2>\n<h2 id=\"c-1\">C</h2>")
    }

    @Test func tablesKeepTheirAlignment() {
        let shown = body("| a | b\\|c |\n| --- | ---: |\n| healthy | 1 |\n| `x` |\nend | of\n\nafter")
        #expect(shown.contains("<th>a</th><th class=\"right\">b|c</th>"))
        #expect(shown.contains("<td class=\"healthy\">healthy</td><td class=\"right\">1</td>"))
        #expect(shown.contains("<td><code>x</code></td><td class=\"right\"></td>"))
        #expect(shown.hasSuffix("<p>after</p>"))
        #expect(!body("a | b\n\nc").contains("<table>"))
    }

    @Test func whatCameIsSetApart() {
        let shown = body("a\n\n<!-- output -->\n\nb\n\n<!-- end of output -->\n\nc")
        #expect(shown == "<p>a</p>\n<div class=\"output\">\n<p>b</p>\n</div>\n<p>c</p>")
        // Comments of the prose leave no element open.
        #expect(
            body("<!-- end of output -->\n<!-- output -->\nb") == "<div class=\"output\">\n<p>b</p>\n</div>")
    }

    @Test func whatWasTypedIsMarked() {
        #expect(
            body("```reel-typed\nreel> a > b\n```")
                == "<pre class=\"typed\"><code><span class=\"prompt\">reel&gt; </span>a &gt; b</code></pre>")
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
        "[x](java&#115;cript:alert(1))", "[x](&#x6A;avascript:alert(1))", "[x](\u{1}javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)", "![x](https://evil.example/pixel.png)",
        "![x](//evil.example/a.svg)",
        "[x](a\" onclick=\"alert(1))", "![\" onerror=\"alert(1)](none.png)", "# <b onmouseover=alert(1)>",
        "| <i> |\n| --- |\n| <script> |", "```reel-typed\nreel> <script>\n```", "<javascript:alert(1)>",
    ])
    func nothingRunsAndNothingIsLoaded(markdown: String) {
        let shown = body(markdown)
        let tags = ["<script", "<b ", "<i>", "href=\"java", "href=\"data", "src=\"http", "src=\"//"]
        for tag in tags { #expect(!shown.lowercased().contains(tag), "\(shown)") }
        // A quote of the text never ends an attribute.
        #expect(shown.firstMatch(of: /<[^<>]*\son\w+=/) == nil, "\(shown)")
    }

    @Test func picturesAreTakenIn() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "reel-page-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let svg =
            "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"
        try Data(svg.utf8).write(to: folder.appending(path: "a b.svg"))
        // 1 × 1 pixels, written by Python's zlib and struct after the PNG specification.
        let png =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
        try #require(Data(base64Encoded: png)).write(to: folder.appending(path: "p.png"))
        try Data("root:x:0:0".utf8).write(to: folder.appending(path: "secret.svg"))
        let shown = body(
            "![A \\[1\\]](a%20b.svg) ![P](p.png) ![S](secret.svg) ![N](none.png)", folder: folder.path)
        #expect(
            shown.contains(
                "<img src=\"data:image/svg+xml;base64,\(Data(svg.utf8).base64EncodedString())\" alt=\"A [1]\">"
            ))
        #expect(shown.contains("<img src=\"data:image/png;base64,\(png)\" alt=\"P\">"))
        #expect(shown.contains("S (picture secret.svg cannot be shown)"))
        #expect(shown.contains("N (picture none.png cannot be shown)"))
        #expect(!shown.contains("<script>"))
    }

    @Test func thePageStandsAlone() {
        let page = html(markdown: "text", title: "<T>", folder: "")
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        #expect(page.contains("<title>&lt;T&gt;</title>"))
        #expect(page.contains("prefers-color-scheme: dark"))
        #expect(page.contains("default-src 'none'; img-src data:"))
        #expect(!page.contains("http://") && !page.contains("https://"))
    }

    /// Markup without end takes no time without end.
    @Test(arguments: ["a*", "_a", "[", "![", "`a``", "> ", "+ ", "<", "&#", "**a ", "[a](", "| a "])
    func deepMarkupIsHarmless(piece: String) {
        let text = String(repeating: piece, count: 4000)
        #expect(body(text).utf8.count >= 4000)
        #expect(!body(text + "\n| - |\n" + text).isEmpty)
    }
}
