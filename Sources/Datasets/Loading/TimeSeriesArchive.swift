import Declarations

/// A problem of the UEA & UCR archive: `Name_TRAIN.ts` and `Name_TEST.ts`, whose cases become users that the files
/// themselves divide into train and test.
struct TimeSeriesArchive {
    let shelf: Shelf
    let watcher: Watcher
    /// The name before `_TRAIN.ts`.
    let stem: String

    static let endings = ["_TRAIN.ts", "_TEST.ts"]

    /// Names of the problems on a shelf.
    static func stems(_ shelf: Shelf) -> [String] {
        shelf.files(endingIn: endings[0]).map { String($0.name.dropLast(endings[0].count)) }
    }

    /// The name that a file's name begins with, where it is one of the two.
    static func stem(of name: String) -> String? {
        endings.first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) }
    }

    /// The problem that goes by the folder's name, or else the only one.
    static func chosen(_ shelf: Shelf, folder: String) throws -> String? {
        let stems = stems(shelf)
        if let named = stems.first(where: { $0 == folder }) { return named }
        if stems.count > 1 {
            throw Problem(
                "\(shelf.shown) holds several problems: \(stems.prefix(6).joined(separator: ", "))",
                remedy: "load one of their files, \(stems[0])\(endings[0])")
        }
        return stems.first
    }

    func loaded(named name: String) throws -> Loaded {
        var all = TimeSeriesFile.Cases()
        var (ids, people) = ([String](), [String: [UserIndex]]())
        for (ending, part) in zip(Self.endings, ["train", "test"]) {
            guard let file = shelf[stem + ending] else { continue }
            let cases = try TimeSeriesFile(file: file, part: part).read(watcher)
            try join(cases, to: &all, file)
            for k in cases.lengths.indices {
                people[part, default: []].append(UserIndex(ids.count))
                ids.append("\(part)-\(k + 1)")
            }
        }
        guard !ids.isEmpty else { throw Problem("\(shelf.shown) has no \(stem)\(Self.endings[0])") }
        return Loaded(dataset: dataset(name, all, ids, people), notes: [])
    }

    private func dataset(
        _ name: String, _ cases: TimeSeriesFile.Cases, _ ids: [String], _ people: [String: [UserIndex]]
    ) -> Dataset {
        var offsets = [0]
        for length in cases.lengths { offsets.append(offsets[offsets.count - 1] + length) }
        let targets =
            cases.header.isRegression
            ? Targets(traits: NamedColumns(["target"], values: cases.targets))
            : Targets(classes: cases.header.classes, of: cases.targets.map { Int($0) })
        let divided = people.count == 2
        let behaviour = Behaviour(
            channels: (1...max(1, cases.width)).map { "dim-\($0)" }, offsets: offsets, times: cases.times,
            values: cases.values, targets: targets, timeUnit: cases.header.hasTimes ? "time" : "steps",
            shippedPeople: divided ? People(train: people["train"] ?? [], test: people["test"] ?? []) : nil)
        return Dataset(
            name: name, users: Entities(ids: ids), items: Entities(), interactions: Interactions(),
            behaviour: behaviour)
    }

    private func join(
        _ cases: TimeSeriesFile.Cases, to all: inout TimeSeriesFile.Cases, _ file: DataFile
    ) throws {
        if all.lengths.isEmpty {
            all = cases
            return
        }
        guard cases.width == all.width, cases.header.classes == all.header.classes,
            cases.header.isRegression == all.header.isRegression
        else {
            throw Problem(
                "\(file.shown) differs from \(stem)\(Self.endings[0]) in its classes or dimensions",
                remedy: "take both files from one source")
        }
        all.lengths += cases.lengths
        all.times += cases.times
        all.values += cases.values
        all.targets += cases.targets
    }
}
