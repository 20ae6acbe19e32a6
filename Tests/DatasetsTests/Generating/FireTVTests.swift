import Datasets
import Declarations
import Foundation
import Testing

/// A folder that goes away with the test.
final class MadeWorld: Sendable {
    let path: String
    init() {
        path = FileManager.default.temporaryDirectory.path + "/reel-\(UUID().uuidString)"
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: path + "/" + name)) }
    func lines(_ name: String) throws -> [Substring] {
        String(decoding: try bytes(name), as: UTF8.self).split(separator: "\n")
    }
    /// A file without quoted fields: its header and its cells by row.
    func cells(_ name: String) throws -> (header: [String], rows: [[Substring]]) {
        let lines = try lines(name)
        let rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        return (lines[0].split(separator: ",").map(String.init), rows)
    }
}

@Suite struct FireTVTests {
    private let files = [
        "users.csv", "content.csv", "watch_history.csv", "content_reactions.csv", "user_connections.csv",
        "planted_users.csv", "planted_content.csv", "README.txt",
    ]

    private func generate(_ users: Int, _ items: Int, _ events: Int, seed: Int = 1) throws -> MadeWorld {
        let scratch = MadeWorld()
        let generator = FireTVGenerator(
            users: users, items: items, events: events, seed: seed, to: scratch.path)
        #expect(try generator.generate(watching: .silent) == scratch.path)
        return scratch
    }

    @Test func sameSeedSameBytes() throws {
        let (a, b) = (try generate(120, 300, 9000, seed: 5), try generate(120, 300, 9000, seed: 5))
        let other = try generate(120, 300, 9000, seed: 6)
        for file in files {
            #expect(try a.bytes(file) == b.bytes(file))
            #expect(try a.bytes(file) != other.bytes(file))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: a.path).sorted() == files.sorted())
    }

    /// Hashes of what was once generated: another machine, another number of threads, another release of Swift must
    /// make the same bytes.
    @Test func bytesAreThoseOfEveryMachine() throws {
        let scratch = try generate(120, 300, 9000, seed: 5)
        var print = Fingerprint()
        for file in files where file != "README.txt" { print.add(Array(try scratch.bytes(file))) }
        #expect(print.hex == "831ee030b90df6bb361d442513737e35")
    }

    @Test func loadsBack() throws {
        let scratch = try generate(200, 400, 12_000)
        let dataset = try loadFireTV(folder: scratch.path)
        #expect(dataset.interactions.count == 12_000)
        #expect(!dataset.interactions.hasRatings)
        #expect(dataset.interactions.hasTimes)
        #expect(try scratch.lines("watch_history.csv").count == 12_001)
        #expect(try scratch.lines("users.csv").count == 201)
        #expect(dataset.ties.count > 200)
        #expect(dataset.context.map(\.name).contains("completion"))
        guard case .texts(let titles)? = dataset.items["title"],
            case .labels(let genres)? = dataset.items["genres"]
        else { throw Problem("titles or genres are missing") }
        #expect(Set(titles).count == titles.count)
        #expect(titles.contains { $0.contains(",") })
        #expect(titles.contains { $0.contains("\"") })
        #expect(titles.contains { $0.unicodeScalars.contains { $0.properties.isEmojiPresentation } })
        #expect(genres.allSatisfy { (1...3).contains($0.count) })
    }

    /// Every user's events lie in the window and in the order of time; one who watches very much is cut by weeks.
    @Test func oneUserMayWatchVeryMuch() throws {
        let scratch = try generate(1, 40, 200_000)
        let dataset = try loadFireTV(folder: scratch.path)
        #expect(dataset.interactions.count == 200_000)
        let times = dataset.interactions.times
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
        #expect((times.first ?? 0) >= 1_736_121_600)
        #expect((times.last ?? .max) < 1_736_121_600 + 52 * 7 * 86_400)
    }

    @Test func smallWorldsWork() throws {
        for (users, items, events) in [(1, 1, 1), (3, 1, 50), (50, 2, 10)] {
            let scratch = try generate(users, items, events)
            #expect(try scratch.lines("watch_history.csv").count == events + 1)
            #expect(try loadFireTV(folder: scratch.path).interactions.count == events)
        }
    }

    /// What is interrupted leaves no half of a file behind, under no name.
    @Test func interruptionLeavesNoHalves() throws {
        let scratch = MadeWorld()
        let generator = FireTVGenerator(users: 300, items: 100, events: 2_000_000, to: scratch.path)
        let flag = Interrupt.Flag()
        let watcher = Watcher(progress: { if $0.task.hasSuffix("events"), $0.part > 0.3 { flag.raise() } })
        Interrupt.$own.withValue(flag) {
            #expect(throws: Interrupted.self) { try generator.generate(watching: watcher) }
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
        #expect(!left.contains { $0.hasPrefix("watch_history") || $0.hasSuffix(".part") })
        #expect(left.contains("users.csv"))
    }

    @Test func aFolderThatCannotBeMadeIsSaid() throws {
        let scratch = try generate(2, 2, 2)
        let generator = FireTVGenerator(users: 2, items: 2, events: 2, to: scratch.path + "/users.csv/inside")
        let found = problem { _ = try generator.generate(watching: .silent) }
        #expect(found?.what.contains("users.csv/inside cannot be made") == true)
    }
}
