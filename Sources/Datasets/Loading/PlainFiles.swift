import Declarations

/// Any delimited file, alone or in a folder with social ties and a catalogue beside it: FilmTrust, DePaulMovie, HetRec.
struct PlainFiles {
    let shelf: Shelf
    let options: LoadOptions
    let watcher: Watcher

    func harvest() throws -> Harvest {
        let file = try interactions()
        var harvest = Harvest()
        let layout = try Layout(file, options)
        try harvest.add(
            DelimitedReader(
                file, layout, ColumnPlan(layout, options.columns, typed: options.typedColumns, in: file),
                options), watcher)
        for name in ["trust.txt", "trust.csv", "user_friends.dat", "friends.csv", "ties.csv"] {
            if let ties = shelf[name] { harvest.ties += try PlainFiles.ties(ties) }
        }
        if let artists = shelf["artists.dat"] { harvest.items = try PlainFiles.attributes(artists) }
        if shelf["artists.dat"] != nil, let given = shelf["user_taggedartists.dat"],
            let tags = shelf["tags.dat"]
        {
            try addTags(given, tags, &harvest)
        }
        return harvest
    }

    /// The file with the interactions: the only text file, or the one with a usual name.
    private func interactions() throws -> DataFile {
        if shelf.isFile, let single = shelf.single { return single }
        for stem in ["ratings", "interactions", "user_artists", "plays", "events", "reviews"] {
            for ending in ["csv", "tsv", "txt", "dat"] {
                if let file = shelf["\(stem).\(ending)"] { return file }
            }
        }
        let others = ["readme", "license", "provenance"]
        let tables = [".csv", ".tsv", ".txt", ".dat", ".data"].flatMap { shelf.files(endingIn: $0) }.filter {
            file in
            !others.contains { file.name.lowercased().hasPrefix($0) }
        }
        if tables.count == 1 { return tables[0] }
        guard !tables.isEmpty else {
            throw Problem(
                "\(shelf.shown) holds no files of a layout that is known",
                remedy: shelf.names.isEmpty
                    ? "the folder is empty" : "load one file, with columns= if it has odd names")
        }
        let shown = tables.prefix(6).map(\.name).joined(separator: ", ")
        throw Problem(
            "\(shelf.shown) holds several tables and none is known to be the interactions",
            remedy: "load one of them: \(shown)\(tables.count > 6 ? ", …" : "")")
    }

    /// Ties from a file of two or three columns: from, to, weight.
    static func ties(_ file: DataFile) throws -> [(from: String, to: String, weight: Float)] {
        let table = try SideTable(file, Layout(file, LoadOptions()), LoadOptions())
        guard table.cells.count > 1 else { throw Problem("\(file.shown) needs two columns, from and to") }
        return (0..<table.count).map { row in
            let weight = table.cells.count > 2 ? Float(table.cells[2][row].trimmed) : nil
            return (table.cells[0][row], table.cells[1][row], weight ?? 1)
        }
    }

    /// A table of things: its first column holds the ids, one called name or title the titles, one called genre or
    /// genres labels.
    static func attributes(_ file: DataFile, _ options: LoadOptions = LoadOptions()) throws -> Attributes {
        var plain = LoadOptions()
        (plain.header, plain.encoding) = (true, options.encoding)
        let table = try SideTable(file, Layout(file, plain), plain)
        var known = Attributes(ids: table.cells[0])
        for (name, cells) in zip(table.names, table.cells).dropFirst() {
            switch name.lowercased() {
            case "name", "title":
                known.addTexts("title", cells)
                if table["year"] == nil, cells.contains(where: { !yearOfTitle($0).isNaN }) {
                    known.columns.append(("year", .numbers(cells.map(yearOfTitle))))
                }
            case "genre", "genres", "tags", "cast", "directors":
                known.addLabels(
                    name.lowercased() == "genre" ? "genres" : name.lowercased(), cells.map { splitLabels($0) }
                )
            default: known.addGuessed(name, cells)
            }
        }
        return known
    }

    /// HetRec's tags: user, item, tag number, date; and the texts of the numbers.
    private func addTags(_ given: DataFile, _ texts: DataFile, _ harvest: inout Harvest) throws {
        let rows = try SideTable(given, Layout(given, LoadOptions()), LoadOptions())
        var plain = LoadOptions()
        (plain.separator, plain.header) = ("tab", true)
        let names = try SideTable(texts, Layout(texts, plain), plain, latin1: true)
        guard rows.cells.count > 2, names.cells.count == 2 else { return }
        let text = Dictionary(zip(names.cells[0], names.cells[1])) { first, _ in first }
        var known: [String: [String]] = [:]
        var seen = Set<String>()
        for (item, tag) in zip(rows.cells[1], rows.cells[2]) where seen.insert("\(item) \(tag)").inserted {
            known[item, default: []].append(text[tag] ?? tag)
        }
        harvest.items.addLabels("tags", harvest.items.ids.map { known[$0] ?? [] })
    }
}

/// The text files of SASRec (Kang & McAuley, ICDM 2018): `user item` on each line, a user's items in order of time.
///
/// There are no times, so the order of the rows is the order of time; splits by time fall back on it.
enum SequenceFile {
    /// Two columns of whole numbers, and the rows of each user together.
    static func isOne(_ layout: Layout) -> Bool {
        guard layout.header == nil, layout.columns == 2, layout.blanks || layout.separator == "\t" else {
            return false
        }
        var seen = Set<String>()
        var last: String?
        for row in layout.samples {
            guard row.count == 2, row.allSatisfy(Vocabulary.isWhole) else { return false }
            if row[0] != last, !seen.insert(row[0]).inserted { return false }
            last = row[0]
        }
        return true
    }

    static func harvest(_ file: DataFile, _ options: LoadOptions, _ watcher: Watcher) throws -> Harvest {
        let layout = try Layout(file, options)
        guard layout.columns == 2 else {
            throw Problem(
                "\(file.shown) has \(layout.columns) columns, but SASRec files have two, user and item",
                remedy: "say format=delimited")
        }
        var harvest = Harvest()
        harvest.keepsAllIDs = true
        try harvest.add(DelimitedReader(file, layout, ColumnPlan(roles: [.user, .item]), options), watcher)
        return harvest
    }
}
