import Datasets
import Declarations
import Foundation

struct ReadingBenchmark: Benchmark {
    static let name = "csv"
    static let summary = "Times the reading of a ratings file: rows parsed, ids numbered, content hashed."
    static let example = "reel> bench csv rows=1000 runs=1"

    @Setting("File to read; made up if left out.") var file: FilePath? = nil
    @Setting("Times it is read.", 1...1000) var runs = 3
    @Setting("Rows, where the file is made up.", 1...1e9) var rows = 1_000_000
    @Setting("Seed of the file made up.", 0...) var seed = 1

    func run(watching watcher: Watcher) throws -> Table {
        let made = file == nil ? try write() : nil
        defer { if let made { try? FileManager.default.removeItem(at: made) } }
        let path = file?.typed ?? made?.path ?? ""
        var (seconds, read) = ([Double](), Dataset?.none)
        for _ in 0..<runs {
            let start = ContinuousClock.now
            read = try load(path, watching: watcher)
            seconds.append((ContinuousClock.now - start) / .seconds(1))
        }
        return timings(
            "Reading \(read?.interactions.count ?? 0) rows", [StepTimes("read", seconds)],
            quality: [
                ("users", Double(read?.users.count ?? 0)), ("items", Double(read?.items.count ?? 0)),
                ("rows", Double(read?.interactions.count ?? 0)),
            ], decimals: 0, notes: ["Runs: \(runs); fingerprint \(read?.fingerprint ?? "")"])
    }

    /// Writes a file of ratings into the folder for temporary files, and returns where.
    private func write() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appending(
            path: "reel-bench-\(UUID().uuidString).csv")
        guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
            throw Problem("\(url.path) cannot be written", remedy: "TMPDIR names another folder")
        }
        let out = try FileHandle(forWritingTo: url)
        defer { try? out.close() }
        var chance = Chance(seed: seed)
        var text = "userId,movieId,rating,timestamp\n"
        for row in 1...rows {
            // Squares of uniform numbers: few ids with many rows, many with few.
            let (u, i) = (chance.uniform(), chance.uniform())
            text += "\(1 + Int(u * u * 200_000)),\(1 + Int(i * i * 60_000))"
            text += ",\(Double(1 + chance.below(10)) / 2),\(956_703_932 + chance.below(700_000_000))\n"
            if row % 10_000 == 0 || row == rows {
                try Interrupt.check()
                try out.write(contentsOf: Data(text.utf8))
                text = ""
            }
        }
        return url
    }
}
