import Declarations
import Foundation
import Kernels

/// A prepared data set on disk: one file with everything in it, made to be read back fast and equal.
///
/// Layout, version 1: the line `reelbench data set 1`, a newline; the fingerprint of all that follows, 32 hexadecimal
/// digits; the length of the JSON head, 8 little-endian bytes; the head; then the blobs that it names (offset and size from the first blob on, 8-byte aligned), all little-endian.
/// Texts are kept once each: a blob of offsets, a blob of UTF-8, and for columns the number of each row's text.
enum Prepared {
    static let magic = "reelbench data set 1\n"
    /// Where the head begins.
    static let start = magic.utf8.count + 32 + 8

    struct Head: Codable {
        var name: String
        var history: [String]
        var fingerprint: String
        var users: EntitiesHead
        var items: EntitiesHead
        var interactions: InteractionsHead
        var context: [ColumnHead]
        var ties: [Blob]
        var fold: FoldHead?
        /// Absent in files of data sets without, and in those written before there was any.
        var behaviour: BehaviourHead?
    }
    struct BehaviourHead: Codable {
        var channels: [String]
        var timeUnit: String
        var offsets, times, values: Blob
        var statics: [String]
        var staticValues: Blob
        /// "traits" or "classes".
        var targetKind: String
        var targets: [String]
        var targetValues: Blob
        var reachableSkill: [Double]?
        /// Train, validation and test users, where the files say so.
        var people: [Blob]?
    }
    struct Blob: Codable { var offset, size: Int }
    struct TextsHead: Codable { var offsets, bytes: Blob }
    struct ColumnHead: Codable {
        var name: String
        /// "numbers", "texts" or "labels".
        var kind: String
        /// Numbers, or the number of each row's text; of labels, of each label.
        var cells: Blob
        /// Different texts, for texts and labels.
        var texts: TextsHead?
        /// Where each row's labels begin.
        var starts: Blob?
    }
    struct EntitiesHead: Codable {
        var ids: TextsHead
        var columns: [ColumnHead]
    }
    struct InteractionsHead: Codable { var users, items, ratings, times: Blob }
    struct FoldHead: Codable {
        var train, validation, test, given: InteractionsHead
        var candidates: CandidatesHead?
    }
    struct CandidatesHead: Codable {
        var offsets, indices, values: Blob
        var size: Int
    }

    static func isOne(_ path: String) -> Bool {
        guard isRegularFile(path), let handle = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? handle.close() }
        let head = (try? handle.read(upToCount: magic.utf8.count)) ?? nil
        return head?.starts(with: Data("reelbench data set ".utf8)) ?? false
    }
}

/// Writes a data set to one file, from which `load` reads it back equal. The file is complete or not there at all: it
/// is written beside its place and then renamed.
public func save(_ dataset: Dataset, to path: String) throws {
    let target = (path as NSString).expandingTildeInPath
    var writer = PreparedWriter()
    let head = Prepared.Head(
        name: dataset.name, history: dataset.history, fingerprint: dataset.fingerprint,
        users: writer.add(dataset.users),
        items: writer.add(dataset.items),
        interactions: writer.add(dataset.interactions),
        context: dataset.context.map { writer.add($0.name, $0.column) },
        ties: [
            writer.add(dataset.ties.map(\.from)), writer.add(dataset.ties.map(\.to)),
            writer.add(dataset.ties.map(\.weight)),
        ],
        fold: dataset.shippedSplit.map { fold in
            Prepared.FoldHead(
                train: writer.add(fold.train), validation: writer.add(fold.validation),
                test: writer.add(fold.test),
                given: writer.add(fold.given),
                candidates: fold.candidates.map { candidates in
                    Prepared.CandidatesHead(
                        offsets: writer.add(candidates.items.offsets),
                        indices: writer.add(candidates.items.indices),
                        values: writer.add(candidates.items.values), size: candidates.size)
                })
        },
        behaviour: dataset.behaviour.map { writer.add($0) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var json = try encoder.encode(head)
    while (Prepared.start + json.count) % 8 != 0 { json.append(0x20) }
    let length = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
    var print = Fingerprint()
    for piece in [length, json] + writer.blobs { piece.withUnsafeBytes { print.add(raw: $0) } }
    try replaceFile(at: target, shown: path) { handle in
        try handle.write(contentsOf: Data((Prepared.magic + print.hex).utf8) + length + json)
        for blob in writer.blobs { try handle.write(contentsOf: blob) }
    }
}

/// Writes a file beside its place, brings it to disk, and renames it; nothing is left of it where that fails.
func replaceFile(at path: String, shown: String, _ write: (FileHandle) throws -> Void) throws {
    let beside = "\(path).\(ProcessInfo.processInfo.processIdentifier).tmp"
    let folder = (path as NSString).deletingLastPathComponent
    do {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw Problem("\(shown) is a folder", remedy: "name a file")
        }
        if !folder.isEmpty {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        guard FileManager.default.createFile(atPath: beside, contents: nil),
            let handle = FileHandle(forWritingAtPath: beside)
        else { throw Problem("\(shown) cannot be written", remedy: "is its folder writable?") }
        do {
            try write(handle)
            try handle.synchronize()
            try handle.close()
        } catch {
            try? handle.close()
            throw error
        }
        guard rename(beside, path) == 0 else {
            throw Problem("\(shown) cannot be put in place: \(String(cString: strerror(errno)))")
        }
    } catch {
        try? FileManager.default.removeItem(atPath: beside)
        if error is Problem || error is Interrupted { throw error }
        throw Problem(
            "\(shown) cannot be written: \(reason(error))", remedy: "is the disk full or read-only?")
    }
}

/// The system's words for an error, in place of Foundation's.
func reason(_ error: any Error) -> String {
    let inner = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
    return inner.domain == NSPOSIXErrorDomain
        ? String(cString: strerror(Int32(inner.code))) : error.localizedDescription
}

/// Collects blobs and says where each will lie.
private struct PreparedWriter {
    var blobs: [Data] = []
    var offset = 0

    mutating func add<Number: BitwiseCopyable>(_ numbers: [Number]) -> Prepared.Blob {
        add(numbers.withUnsafeBytes { Data($0) })
    }

    mutating func add(_ data: Data) -> Prepared.Blob {
        let blob = Prepared.Blob(offset: offset, size: data.count)
        let padding = (8 - data.count % 8) % 8
        blobs.append(padding == 0 ? data : data + Data(count: padding))
        offset += data.count + padding
        return blob
    }

    mutating func add(_ texts: [String]) -> Prepared.TextsHead {
        var offsets: [Int64] = [0]
        var bytes = Data()
        for text in texts {
            bytes.append(contentsOf: text.utf8)
            offsets.append(Int64(bytes.count))
        }
        return Prepared.TextsHead(offsets: add(offsets), bytes: add(bytes))
    }

    mutating func add(_ rows: Interactions) -> Prepared.InteractionsHead {
        Prepared.InteractionsHead(
            users: add(rows.users), items: add(rows.items), ratings: add(rows.ratings), times: add(rows.times)
        )
    }

    mutating func add(_ entities: Entities) -> Prepared.EntitiesHead {
        Prepared.EntitiesHead(
            ids: add(entities.ids), columns: entities.columns.map { add($0.name, $0.column) })
    }

    mutating func add(_ name: String, _ column: Column) -> Prepared.ColumnHead {
        switch column {
        case .numbers(let numbers):
            return Prepared.ColumnHead(name: name, kind: "numbers", cells: add(numbers))
        case .texts(let texts):
            let (different, cells) = interned(texts)
            return Prepared.ColumnHead(name: name, kind: "texts", cells: add(cells), texts: add(different))
        case .labels(let rows):
            let (different, cells) = interned(rows.flatMap { $0 })
            var starts: [Int64] = [0]
            for row in rows { starts.append(starts[starts.count - 1] + Int64(row.count)) }
            return Prepared.ColumnHead(
                name: name, kind: "labels", cells: add(cells), texts: add(different), starts: add(starts))
        }
    }

    mutating func add(_ behaviour: Behaviour) -> Prepared.BehaviourHead {
        Prepared.BehaviourHead(
            channels: behaviour.channels, timeUnit: behaviour.timeUnit, offsets: add(behaviour.offsets),
            times: add(behaviour.times), values: add(behaviour.values), statics: behaviour.statics.names,
            staticValues: add(behaviour.statics.values), targetKind: behaviour.targets.kind.rawValue,
            targets: behaviour.targets.names, targetValues: add(behaviour.targets.columns.values),
            reachableSkill: behaviour.reachableSkill,
            people: behaviour.shippedPeople.map { [add($0.train), add($0.validation), add($0.test)] })
    }

    private func interned(_ texts: [String]) -> ([String], [Int32]) {
        var index: [String: Int32] = [:]
        var different: [String] = []
        let cells = texts.map { text in
            if let known = index[text] { return known }
            let new = Int32(different.count)
            index[text] = new
            different.append(text)
            return new
        }
        return (different, cells)
    }
}
