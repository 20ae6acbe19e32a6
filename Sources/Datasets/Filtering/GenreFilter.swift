import Declarations

/// Rows of items of some genres.
public struct GenreFilter: Filter {
    public static let name = "genre"
    public static let summary = "Keeps rows of items that have one of some genres, or drops those that have."
    public static let example = "reel> filter genre keep=[Drama Comedy] drop=Horror"

    @Setting("Genres of which an item must have one; none asks for nothing.") public var keep: [String] = []
    @Setting("Genres of which an item must have none.") public var drop: [String] = []

    public init() {}

    public func apply(_ dataset: Dataset, watching: Watcher) throws -> Dataset {
        try requireInteractions(dataset)
        guard !keep.isEmpty || !drop.isEmpty else {
            throw Problem("genre must be told what to keep", remedy: "say keep=[Drama Comedy] or drop=Horror")
        }
        guard case .labels(let genres)? = dataset.items["genres"] else {
            throw Problem(
                "\(spelled) needs genres, but the items of \(dataset.name) have none",
                remedy: dataset.items.columns.isEmpty
                    ? nil : "they have: \(dataset.items.columns.map(\.name).joined(separator: ", "))")
        }
        var known = Set<String>()
        for labels in genres { known.formUnion(labels) }
        let wanted = Set(try keep.map { try Self.find($0, in: known) })
        let unwanted = Set(try drop.map { try Self.find($0, in: known) })
        let stays = genres.map { labels in
            (wanted.isEmpty || labels.contains(where: wanted.contains))
                && !labels.contains(where: unwanted.contains)
        }
        let items = dataset.interactions.items
        return try narrow(
            dataset, remedy: "its genres are \(known.sorted().joined(separator: ", "))", watching: watching
        ) { stays[Int(items[$0])] }
    }

    /// The genre as the data writes it; capital or small letters do not matter.
    private static func find(_ word: String, in known: Set<String>) throws -> String {
        if known.contains(word) { return word }
        if let same = known.sorted().first(where: { $0.lowercased() == word.lowercased() }) { return same }
        let near = nearest(to: word, in: known.sorted())
        throw Problem(
            "there is no genre named \(word)",
            remedy: near.map { "did you mean \($0)?" }
                ?? "its genres are \(known.sorted().joined(separator: ", "))")
    }
}
