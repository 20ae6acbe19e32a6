import Declarations
import Kernels

/// The files of the NCF paper (He et al., WWW 2017): `x.train.rating`, `x.test.rating` and `x.test.negative`, whose lines
/// name a pair and the items that are ranked against it; and CAMRa 2011 as AGREE published it, in the same manner.
///
/// Every item that any of the files names is in the catalogue. A user with several test items has one candidate list,
/// which joins those of all of them.
struct CandidateFiles {
    let shelf: Shelf
    let options: LoadOptions
    let watcher: Watcher
    /// Part of the names that tells one set from another on the same shelf; `nil` takes the only one.
    var stem: String?

    static func isOne(_ shelf: Shelf) -> Bool {
        !shelf.files(endingIn: ".train.rating").isEmpty || shelf["userRatingTrain.txt"] != nil
    }

    private func names() throws -> (train: String, test: String, negative: String) {
        if shelf["userRatingTrain.txt"] != nil || shelf["groupRatingTrain.txt"] != nil {
            let who = options.fold ?? "user"
            guard ["user", "group"].contains(who) else {
                throw Problem.unknown("fold in \(shelf.shown)", who, known: ["user", "group"])
            }
            return ("\(who)RatingTrain.txt", "\(who)RatingTest.txt", "\(who)RatingNegative.txt")
        }
        let stems = shelf.files(endingIn: ".train.rating").map {
            String($0.name.dropLast(".train.rating".count))
        }
        guard let stem = stem ?? (stems.count == 1 ? stems[0] : nil), !stems.isEmpty else {
            throw Problem(
                stems.isEmpty
                    ? "\(shelf.shown) has no .train.rating file"
                    : "\(shelf.shown) has several sets of NCF files",
                remedy: stems.first.map { "load one of them: \(shelf.shown)/\($0)" })
        }
        return ("\(stem).train.rating", "\(stem).test.rating", "\(stem).test.negative")
    }

    func harvest() throws -> Harvest {
        let names = try names()
        guard let train = shelf[names.train], let test = shelf[names.test] else {
            let absent = shelf[names.train] == nil ? names.train : names.test
            throw Problem("\(shelf.shown) has no \(absent), which NCF files need")
        }
        var harvest = Harvest()
        harvest.keepsAllIDs = true
        for file in [train, test] {
            let layout = try Layout(file, options)
            let words = options.columns.isEmpty && layout.header == nil ? [] : options.columns
            try harvest.add(
                DelimitedReader(file, layout, ColumnPlan(layout, words, in: file), options), watcher)
        }
        harvest.fold = Harvest.ShippedFold(
            train: harvest.parts[0].readings, test: harvest.parts[1].readings,
            candidates: try shelf[names.negative].map(candidates) ?? [])
        if shelf[names.negative] == nil {
            harvest.notes.append("there is no \(names.negative): all items are ranked")
        }
        if shelf["groupMember.txt"] != nil { harvest.notes.append("groupMember.txt is passed over") }
        return harvest
    }

    /// Lines of the form `(user,item)<tab>item<tab>item…`.
    private func candidates(_ file: DataFile) throws -> [(user: String, items: [String])] {
        var lists: [(user: String, items: [String])] = []
        var line = 0
        try forEachLine(of: file, watcher) { bytes in
            line += 1
            var words = bytes.split { $0 == 0x09 || $0 == 0x20 || $0 == 0x0D }[...]
            guard let head = words.popFirst() else { return }
            let pair = head.split(separator: 0x2C)
            guard head.first == 0x28, head.last == 0x29, pair.count == 2, pair[0].count > 1, pair[1].count > 1
            else {
                throw Problem(
                    "the line must begin with a pair like (12,345), but begins with "
                        + decoded(head.prefix(40), latin1: true),
                    at: Place(file: file.shown, line: line, columns: 0..<min(40, head.count)))
            }
            lists.append(
                (
                    String(decoding: pair[0].dropFirst(), as: UTF8.self),
                    words.map { String(decoding: $0, as: UTF8.self) }
                ))
        }
        return lists
    }
}

/// Calls back with each line, without its newline; a line over 16 MB is a problem.
func forEachLine(of file: DataFile, _ watcher: Watcher, _ body: (ArraySlice<UInt8>) throws -> Void) throws {
    do {
        let reader = try ByteReader(file.bytes)
        var pending: [UInt8] = []
        var number = 0
        while true {
            try watcher.progress("reading \(file.shown)", reader.part)
            let piece = try reader.read(1 << 20)
            pending += piece
            var rest = pending[...]
            while let end = rest.firstIndex(of: 0x0A) {
                number += 1
                try body(rest[..<end])
                rest = rest[(end + 1)...]
            }
            guard piece.count == 1 << 20 else {
                if !rest.isEmpty { try body(rest) }
                return
            }
            pending = Array(rest)
            guard pending.count < 16 << 20 else {
                throw Problem(
                    "the line is longer than 16 MB", remedy: "is this a text file of one row per line?",
                    at: Place(file: file.shown, line: number + 1))
            }
        }
    } catch let failure as ByteFailure { throw file.problem(failure) }
}
