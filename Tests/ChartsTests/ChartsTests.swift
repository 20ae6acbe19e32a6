import Charts
import Declarations
import Foundation
import Testing

/// Tests of charts, one after the other: some raise the process-wide Ctrl-C flag, which would end the others'
/// drawings.
@Suite(.serialized) struct ChartsTests {}

extension ChartsTests {
    /// Every text of an SVG as a reader sees it.
    static func texts(_ svg: String) -> [String] {
        svg.matches(of: /<text[^>]*>(.*?)<\/text>/.dotMatchesNewlines()).map { match in
            String(match.1).replacing(/<[^>]*>/, with: "").replacing("&lt;", with: "<").replacing(
                "&gt;", with: ">"
            )
            .replacing("&quot;", with: "\"").replacing("&apos;", with: "'").replacing("&amp;", with: "&")
            .replacing("\u{2060}", with: "")
        }
    }
}

/// An empty folder of a test's own, gone after it.
final class Folder {
    let path: String
    init(_ name: String = "charts") throws {
        path = NSTemporaryDirectory() + "reel-\(name)-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
    }
    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }
    func write(_ text: String, _ name: String) throws {
        try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    }
    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }

    /// A program of a few lines of shell, to stand in for gnuplot.
    func program(_ lines: String) throws -> String {
        try write("#!/bin/sh\n" + lines + "\n", "program")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path + "/program")
        return path + "/program"
    }
}

/// The problem that a piece of work ends in.
func problem(_ work: () throws -> Void) -> Problem? {
    do { try work() } catch { return error as? Problem }
    return nil
}

let simple = Chart("simple", layers: [.line(Line("a", [Line.Point(1, 2), Line.Point(2, 3)]))])
