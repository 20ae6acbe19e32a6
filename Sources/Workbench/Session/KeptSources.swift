import Datasets
import Foundation
import Runs

/// What a session knows of the files its data came from, so that each is read once however many data sets are made of it.
struct KeptSources {
    /// Files of more than this many bytes together are not kept.
    private static let most = 2_000_000_000

    private var datasets: Set<String> = []
    private var prints: [FileStamp: SourcePrint] = [:]

    /// Keeps with the run store what the files of a data set are like, once for each data set.
    mutating func keep(_ dataset: Dataset, in store: () throws -> RunStore) throws {
        guard !dataset.sources.isEmpty, datasets.insert(dataset.fingerprint).inserted else { return }
        let store = try store()
        guard try store.sources(of: dataset.fingerprint).isEmpty else { return }
        let files = dataset.sources.map { FileStamp(path: $0) }
        guard files.reduce(0, { $0 + $1.bytes }) < Self.most else { return }
        let prints = try files.map { file in
            let print = try self.prints[file] ?? SourcePrint(path: file.path)
            self.prints[file] = print
            return print
        }
        try store.keep(prints, of: dataset.fingerprint)
    }
}

/// A file as it stood at some moment: written again, it is another.
private struct FileStamp: Hashable {
    let path: String
    let bytes: Int
    let modified: Date?

    init(path: String) {
        let facts = try? FileManager.default.attributesOfItem(atPath: path)
        self.path = path
        bytes = facts?[.size] as? Int ?? 0
        modified = facts?[.modificationDate] as? Date
    }
}
