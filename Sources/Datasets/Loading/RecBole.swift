import Declarations

/// RecBole's atomic files: tab-separated, each column's name followed by its type (`user_id:token`).
///
/// `.inter` interactions (also `.train.inter`, `.valid.inter`, `.test.inter`, which become the shipped split), `.item`,
/// `.user`, `.link` (items to entities), `.net` (ties). Source: recbole.io, "Atomic Files".
struct RecBole {
    let shelf: Shelf
    let options: LoadOptions
    let watcher: Watcher

    static func isOne(_ shelf: Shelf) -> Bool { !shelf.files(endingIn: ".inter").isEmpty }

    func harvest() throws -> Harvest {
        let inter = shelf.files(endingIn: ".inter")
        func part(_ name: String) -> DataFile? { inter.first { $0.name.hasSuffix(".\(name).inter") } }
        var harvest = Harvest()
        if let train = part("train"), let test = part("test") {
            let validation = part("valid") ?? part("validation")
            for file in [train, validation, test].compactMap({ $0 }) {
                try harvest.add(reader(file), watcher)
            }
            let read = harvest.parts.map(\.readings)
            harvest.fold = Harvest.ShippedFold(
                train: read[0], validation: validation == nil ? Readings() : read[1],
                test: read[read.count - 1])
        } else {
            guard inter.count == 1 else {
                throw Problem(
                    inter.isEmpty
                        ? "\(shelf.shown) has no .inter file"
                        : "\(shelf.shown) has \(inter.count) .inter files",
                    remedy: inter.first.map { "load one of them: \($0.shown)" })
            }
            try harvest.add(reader(inter[0]), watcher)
        }
        if let file = shelf.files(endingIn: ".item").first { harvest.items = try attributes(file) }
        if let file = shelf.files(endingIn: ".user").first { harvest.users = try attributes(file) }
        if let file = shelf.files(endingIn: ".link").first {
            let links = try table(file)
            var known = Attributes(ids: links.cells[0])
            known.addTexts("entity", links.cells[links.cells.count > 1 ? 1 : 0])
            if harvest.items.ids.isEmpty { harvest.items.ids = known.ids }
            harvest.items.columns += known.aligned(to: harvest.items.ids)
        }
        if let file = shelf.files(endingIn: ".net").first {
            let net = try table(file)
            guard net.cells.count > 1 else {
                throw Problem("\(file.shown) needs two columns, source_id and target_id")
            }
            let weights = net["weight:float"]
            harvest.ties = (0..<net.count).map { row in
                (net.cells[0][row], net.cells[1][row], weights.flatMap { Float($0[row]) } ?? 1)
            }
        }
        for file in shelf.files(endingIn: ".kg") {
            harvest.notes.append("\(file.shown) (a knowledge graph) is passed over")
        }
        return harvest
    }

    /// Names and types of a header's columns.
    private static func parted(_ header: [String]) -> [(name: String, type: String)] {
        header.map { field in
            let parts = field.split(separator: ":", maxSplits: 1).map(String.init)
            return (parts.first ?? field, parts.count > 1 ? parts[1] : "token")
        }
    }

    private func layout(_ file: DataFile) throws -> Layout {
        var plain = LoadOptions()
        plain.separator = "tab"
        plain.header = true
        return try Layout(file, plain)
    }

    private func reader(_ file: DataFile) throws -> DelimitedReader {
        var layout = try layout(file)
        let columns = RecBole.parted(layout.header ?? [])
        layout.header = columns.map(\.name)
        var options = options
        let given = options.typedColumns
        for (name, type) in columns where Role.named(name) == nil && !given.contains(name) {
            options.types.append(
                "\(name)=\(type == "float" ? "number" : type == "token_seq" ? "labels" : "text")")
        }
        return try DelimitedReader(file, layout, ColumnPlan(layout, options.columns, in: file), options)
            .splittingLabels(at: " ")
    }

    private func table(_ file: DataFile) throws -> SideTable { try SideTable(file, layout(file), options) }

    /// Columns of `.item` and `.user`, under the names by which other layouts know them.
    private func attributes(_ file: DataFile) throws -> Attributes {
        let table = try table(file)
        var known = Attributes(ids: table.cells[0])
        for (k, (name, type)) in RecBole.parted(table.names).enumerated().dropFirst() {
            let cells = table.cells[k]
            switch (name, type) {
            case (let title, _) where title == "title" || title.hasSuffix("_title") || title == "name":
                known.addTexts("title", cells)
            case ("class", "token_seq"), ("genre", "token_seq"), ("genres", "token_seq"):
                known.addLabels("genres", cells.map { $0.split(separator: " ").map(String.init) })
            case ("release_year", _), ("year", _): known.addNumbers("year", cells)
            case (_, "token_seq"):
                known.addLabels(name, cells.map { $0.split(separator: " ").map(String.init) })
            case (_, "float"): known.addNumbers(name, cells)
            case ("age", _): known.addGuessed(name, cells)
            default: known.addTexts(name, cells)
            }
        }
        return known
    }
}
