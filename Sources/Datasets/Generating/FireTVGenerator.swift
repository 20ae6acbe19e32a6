import Declarations
import Foundation
import Kernels

/// A streaming service that never was: users, films and shows, what was watched, reactions, friendships, and beside them
/// what was planted.
public struct FireTVGenerator: Generator {
    public static let name = "firetv"
    public static let summary =
        "Makes users, content, watch history, reactions and connections with planted tastes."
    public static let example =
        "reel> generate firetv users=1000 items=5000 events=100000 seed=1 to=data/firetv"

    @Setting("Users.", 1...50_000_000) public var users = 1000
    @Setting("Films and shows.", 1...10_000_000) public var items = 5000
    @Setting("Lines of the watch history.", 1...10e9) public var events = 100_000
    @Setting("Where chance starts.") public var seed = 1
    @Setting("Folder to write into; made where there is none.") public var to = FilePath("data/firetv")

    public init() {}

    public init(users: Int, items: Int, events: Int, seed: Int = 1, to folder: String) {
        (self.users, self.items, self.events) = (users, items, events)
        (self.seed, to) = (seed, FilePath(folder))
    }

    /// Streams blocks of about this many events.
    static let blockSize = 1 << 16

    public func generate(watching: Watcher) throws -> String {
        let folder = NSString(string: to.typed).expandingTildeInPath
        let writer = try FolderWriter(folder, watching: watching)
        let catalogue = FireTVCatalogue(seed: seed, count: items)
        let crowd = try FireTVCrowd(seed: seed, users: users, events: events, watching: watching)
        try writePeople(crowd, writer)
        try writeContent(catalogue, writer)
        try writeHistory(crowd, catalogue, writer)
        try writer.write("README.txt", readme)
        return folder
    }

    private func writePeople(_ crowd: FireTVCrowd, _ writer: FolderWriter) throws {
        let (seed, users, chunk) = (seed, users, 4096)
        try writer.write(
            ["users.csv", "planted_users.csv", "user_connections.csv"],
            headers: [FireTVViewer.header, FireTVViewer.plantedHeader, FireTVCrowd.header],
            blocks: (users + chunk - 1) / chunk, task: "making users", from: 0.02, to: 0.1
        ) { block, files in
            for user in block * chunk..<min(users, (block + 1) * chunk) {
                let viewer = FireTVViewer(seed: seed, user)
                viewer.write(to: &files[0])
                viewer.writePlanted(to: &files[1])
                crowd.writeConnections(of: viewer, to: &files[2])
            }
        }
    }

    private func writeContent(_ catalogue: FireTVCatalogue, _ writer: FolderWriter) throws {
        let (items, chunk) = (items, 4096)
        try writer.write(
            ["content.csv", "planted_content.csv"],
            headers: [FireTVCatalogue.header, FireTVCatalogue.plantedHeader],
            blocks: (items + chunk - 1) / chunk, task: "making content", from: 0.1, to: 0.15
        ) { block, files in
            for item in block * chunk..<min(items, (block + 1) * chunk) {
                catalogue.write(item, to: &files[0])
                catalogue.writePlanted(item, to: &files[1])
            }
        }
    }

    private func writeHistory(
        _ crowd: FireTVCrowd, _ catalogue: FireTVCatalogue, _ writer: FolderWriter
    ) throws {
        let viewing = FireTVViewing(seed: seed, catalogue: catalogue)
        let blocks = crowd.blocks(of: Self.blockSize)
        try writer.write(
            ["watch_history.csv", "content_reactions.csv"],
            headers: [FireTVViewing.header, FireTVViewing.reactionsHeader], blocks: blocks.count,
            task: "making \(events) events", from: 0.15, to: 1
        ) { block, files in
            var seen = SeenTable()
            for stretch in crowd.stretches(blocks[block]) {
                if Interrupt.isRaised { return }
                viewing.write(stretch, &seen, to: &files)
            }
        }
    }
}
