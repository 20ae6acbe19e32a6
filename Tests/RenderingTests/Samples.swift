import Declarations
import Foundation

/// Tables with something of everything that must be shown.
enum Sample {
    static let comparison: Table = {
        var table = Table(
            "Comparison on ml-100k, leave-last-out",
            columns: [
                Table.Column("model"), Table.Column("ndcg@10", decimals: 4, better: .higher),
                Table.Column("recall@20", decimals: 4, better: .higher),
                Table.Column("coverage@10", decimals: 3), Table.Column("rmse", decimals: 3, better: .lower),
                Table.Column("seconds", decimals: 2, unit: "s"), Table.Column("verdict"),
            ],
            notes: ["Full ranking, seen items filtered; ± is the standard deviation over 3 seeds; * p < .05."]
        )
        table.rows = [
            [
                .word("als"),
                .measure(Measure(0.05123, sd: 0.0012, low: 0.048, high: 0.054, mark: "**", runs: [12])),
                .measure(Measure(0.2101, sd: 0.002)), .number(0.31), .number(0.944), .number(1.23),
                .word("healthy"),
            ],
            [
                .word("warp"),
                .measure(Measure(0.1123456, sd: 0.0112, low: 0.1, high: 0.12, mark: "*", runs: [13, 14])),
                .measure(Measure(0.3)), .number(0.1), .nothing, .number(112.5), .word("suspect"),
            ],
            [
                .word("constant"), .measure(Measure(0.001, runs: [15])), .measure(Measure(0.002)),
                .number(0.006), .number(1.125), .number(0), .word("collapsed"),
            ],
        ]
        return table
    }()

    /// Titles as no publisher would give them.
    static let titles = [
        "plain", "", " edges ", "comma, and \"quotes\"", "line\nend", "carriage\r\nreturn", "tab\there",
        "\u{1B}[31mred\u{1B}[0m \u{1B}]0;title\u{7}", "`rm -rf` $(x) ${y} \"$z\"",
        "50 % & #1_top {a} ^ ~ \\end",
        "a | pipe *star* _under_ <b>bold</b> [link](x)", "Amélie — «Œuvre» ñ Ž ő ę ş", "七人の侍 (1954)", "🎬 👩‍👩‍👧 🇩🇪",
        "αβγ Ω ≤ ∞ €", "\u{202E}desrever", "e\u{301} combining", "zero\u{200B}width", "=1+1",
        "a--b ''c'' ,,d",
    ]

    static let texts = Table(
        "Titles with everything", columns: [Table.Column("title"), Table.Column("id", decimals: 0)],
        rows: titles.enumerated().map { [.text($1), .number(Double($0))] })

    /// Numbers whose last bit must survive.
    static let numbers: [Double] = [
        0, -0.0, 1, -1, 0.1, 1.0 / 3, 2.0 / 3, 1e-300, .leastNonzeroMagnitude, 1.7976931348623157e308, 1e15,
        1e16,
        123_456_789.123_456_79, 0.1 + 0.2, .pi, -2.5e-9, 9_007_199_254_740_992,
    ]
}

/// Runs a program of the system and returns what it printed; `nil` where it failed.
func output(of program: String, _ arguments: [String], in folder: String? = nil) throws -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
}

func isInstalled(_ program: String) -> Bool { (try? output(of: "which", [program])) != nil }

/// A folder for one test, gone when it ends.
func withFolder<T>(_ body: (String) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reel-\(UUID().uuidString)")
        .path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
}
