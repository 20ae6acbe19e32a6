import Declarations
import Foundation
import Kernels

/// Reads a prepared data set back and checks it against its hash of content.
public func loadPrepared(_ path: String, shown: String, watching watcher: Watcher = .silent) throws -> Dataset
{
    let reader = try PreparedReader(DataFile(shown: shown, bytes: PackedBytes(path)), watcher)
    let head = reader.head
    var dataset = Dataset(
        name: head.name, users: try reader.entities(head.users), items: try reader.entities(head.items),
        interactions: try reader.interactions(head.interactions),
        context: try head.context.map { ($0.name, try reader.column($0)) }, history: head.history,
        fingerprint: head.fingerprint)
    guard head.ties.count == 3 else { throw reader.damaged }
    let from: [Int32] = try reader.numbers(head.ties[0]), to: [Int32] = try reader.numbers(head.ties[1])
    let weights: [Float] = try reader.numbers(head.ties[2])
    guard from.count == to.count, to.count == weights.count else { throw reader.damaged }
    dataset.ties = from.indices.map { Tie(from[$0], to[$0], weights[$0]) }
    if let fold = head.fold {
        dataset.shippedSplit = Fold(
            train: try reader.interactions(fold.train), validation: try reader.interactions(fold.validation),
            test: try reader.interactions(fold.test), given: try reader.interactions(fold.given),
            candidates: try fold.candidates.map { kept in
                let offsets: [Int] = try reader.numbers(kept.offsets)
                guard offsets.count == dataset.users.count + 1 else { throw reader.damaged }
                return Candidates(
                    items: SparseMatrix(
                        rows: dataset.users.count, columns: dataset.items.count, offsets: offsets,
                        indices: try reader.numbers(kept.indices), values: try reader.numbers(kept.values)),
                    size: kept.size)
            })
    }
    dataset.behaviour = try head.behaviour.map { try reader.behaviour($0, users: dataset.users.count) }
    try reader.check(dataset)
    return dataset
}

/// The head of a prepared file and its blobs.
private struct PreparedReader {
    let file: DataFile
    let head: Prepared.Head
    private let bytes: [UInt8]
    private let start: Int

    var damaged: Problem {
        Problem("\(file.shown) is damaged or was cut short", remedy: "save it again from its source")
    }

    init(_ file: DataFile, _ watcher: Watcher) throws {
        self.file = file
        var bytes: [UInt8] = []
        do {
            let reader = try ByteReader(file.bytes)
            while true {
                try watcher.progress("reading \(file.shown)", reader.part)
                let piece = try reader.read(8 << 20)
                bytes += piece
                if piece.count < 8 << 20 { break }
            }
        } catch let failure as ByteFailure { throw file.problem(failure) }
        let broken = Problem(
            "\(file.shown) is damaged or was cut short", remedy: "save it again from its source")
        let magic = Array(Prepared.magic.utf8)
        guard bytes.starts(with: magic) else {
            guard bytes.starts(with: magic.dropLast(2)) else {
                throw Problem("\(file.shown) is not a prepared data set", remedy: "leave format= away")
            }
            throw Problem("\(file.shown) was saved by a newer version", remedy: "save it again with this one")
        }
        guard bytes.count > Prepared.start else { throw broken }
        var print = Fingerprint()
        bytes[(magic.count + 32)...].withUnsafeBytes { print.add(raw: $0) }
        guard bytes[magic.count..<magic.count + 32].elementsEqual(print.hex.utf8) else { throw broken }
        let length = bytes.withUnsafeBytes {
            Int(
                clamping: UInt64(
                    littleEndian: $0.loadUnaligned(fromByteOffset: Prepared.start - 8, as: UInt64.self))
            )
        }
        start = Prepared.start + min(length, bytes.count)
        guard start <= bytes.count, length < bytes.count else { throw broken }
        guard
            let head = try? JSONDecoder().decode(
                Prepared.Head.self, from: Data(bytes[Prepared.start..<start]))
        else { throw broken }
        (self.bytes, self.head) = (bytes, head)
    }

    /// Whole bytes may still name users and items that are not there, if another program wrote them.
    func check(_ dataset: Dataset) throws {
        let (users, items) = (Int32(dataset.users.count), Int32(dataset.items.count))
        func inside(_ indices: [Int32], _ count: Int32) -> Bool {
            indices.allSatisfy { $0 >= 0 && $0 < count }
        }
        var parts = [dataset.interactions]
        if let fold = dataset.shippedSplit { parts += [fold.train, fold.validation, fold.test, fold.given] }
        let matrix = dataset.shippedSplit?.candidates?.items
        let sorted = matrix.map { zip($0.offsets, $0.offsets.dropFirst()).allSatisfy { $0 <= $1 } } ?? true
        guard parts.allSatisfy({ inside($0.users, users) && inside($0.items, items) }),
            inside(dataset.ties.map(\.from), users), inside(dataset.ties.map(\.to), users),
            sorted, matrix?.offsets.first ?? 0 == 0, matrix?.offsets.last == matrix?.indices.count,
            inside(matrix?.indices ?? [], items), matrix?.values.count == matrix?.indices.count
        else { throw damaged }
    }

    func numbers<Number: BitwiseCopyable>(_ blob: Prepared.Blob) throws -> [Number] {
        let width = MemoryLayout<Number>.stride
        guard blob.offset >= 0, blob.size >= 0, blob.size % width == 0, blob.offset <= bytes.count - start,
            blob.size <= bytes.count - start - blob.offset
        else { throw damaged }
        return bytes.withUnsafeBytes { all in
            let piece = UnsafeRawBufferPointer(
                rebasing: all[start + blob.offset..<start + blob.offset + blob.size])
            return [Number](unsafeUninitializedCapacity: blob.size / width) { into, count in
                UnsafeMutableRawBufferPointer(into).copyMemory(from: piece)
                count = blob.size / width
            }
        }
    }

    func texts(_ head: Prepared.TextsHead) throws -> [String] {
        let offsets: [Int64] = try numbers(head.offsets)
        let utf8: [UInt8] = try numbers(head.bytes)
        var texts: [String] = []
        for k in offsets.indices.dropFirst() {
            guard offsets[k - 1] >= 0, offsets[k - 1] <= offsets[k], offsets[k] <= utf8.count else {
                throw damaged
            }
            texts.append(String(decoding: utf8[Int(offsets[k - 1])..<Int(offsets[k])], as: UTF8.self))
        }
        return texts
    }

    func behaviour(_ head: Prepared.BehaviourHead, users: Int) throws -> Behaviour {
        let targets = NamedColumns(head.targets, values: try numbers(head.targetValues))
        guard let kind = Targets.Kind(rawValue: head.targetKind) else { throw damaged }
        var wanted = Targets(traits: targets)
        wanted.kind = kind
        var people: People?
        if let parts = head.people {
            guard parts.count == 3 else { throw damaged }
            people = People(
                train: try numbers(parts[0]), validation: try numbers(parts[1]), test: try numbers(parts[2]))
        }
        let behaviour = Behaviour(
            channels: head.channels, offsets: try numbers(head.offsets), times: try numbers(head.times),
            values: try numbers(head.values),
            statics: NamedColumns(head.statics, values: try numbers(head.staticValues)), targets: wanted,
            timeUnit: head.timeUnit, reachableSkill: head.reachableSkill, shippedPeople: people)
        let rows = behaviour.rowCount
        let known = people.map { $0.train + $0.validation + $0.test } ?? []
        guard behaviour.offsets.count == users + 1, behaviour.offsets.first == 0,
            behaviour.offsets.last == rows,
            zip(behaviour.offsets, behaviour.offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
            behaviour.values.count == rows * behaviour.channels.count,
            behaviour.statics.values.count == users * head.statics.count,
            targets.values.count == users * head.targets.count,
            known.allSatisfy({ $0 >= 0 && Int($0) < users })
        else { throw damaged }
        return behaviour
    }

    func interactions(_ head: Prepared.InteractionsHead) throws -> Interactions {
        let rows = Interactions(
            users: try numbers(head.users), items: try numbers(head.items),
            ratings: try numbers(head.ratings),
            times: try numbers(head.times))
        guard rows.items.count == rows.count, [0, rows.count].contains(rows.ratings.count),
            [0, rows.count].contains(rows.times.count)
        else { throw damaged }
        return rows
    }

    func entities(_ head: Prepared.EntitiesHead) throws -> Entities {
        Entities(ids: try texts(head.ids), columns: try head.columns.map { ($0.name, try column($0)) })
    }

    func column(_ head: Prepared.ColumnHead) throws -> Column {
        if head.kind == "numbers" { return .numbers(try numbers(head.cells)) }
        guard let kept = head.texts else { throw damaged }
        let different = try texts(kept)
        let cells: [Int32] = try numbers(head.cells)
        guard cells.allSatisfy({ different.indices.contains(Int($0)) }) else { throw damaged }
        let all = cells.map { different[Int($0)] }
        guard let blob = head.starts else { return .texts(all) }
        let starts: [Int64] = try numbers(blob)
        var rows: [[String]] = []
        for k in starts.indices.dropFirst() {
            guard starts[k - 1] >= 0, starts[k - 1] <= starts[k], starts[k] <= all.count else {
                throw damaged
            }
            rows.append(Array(all[Int(starts[k - 1])..<Int(starts[k])]))
        }
        return .labels(rows)
    }
}
