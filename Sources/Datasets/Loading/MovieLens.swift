import Declarations

/// MovieLens in every published layout, and MovieTweetings, which follows the second one.
///
/// 100K: `u.data`, `u.item`, `u.user`, `u.genre`, folds `u1.base`, `u1.test`, …; 1M and 10M: `ratings.dat`,
/// `movies.dat`, `users.dat`, `tags.dat` with `::`; latest, 20M, 25M, 32M: `ratings.csv`, `movies.csv`, `tags.csv`,
/// `links.csv`. Source: the README of each (F. M. Harper, J. A. Konstan, ACM TiiS 5(4), 2015).
struct MovieLens {
    let shelf: Shelf
    let options: LoadOptions
    let watcher: Watcher

    static func isOne(_ shelf: Shelf) -> Bool {
        shelf["u.data"] != nil || shelf["u1.base"] != nil || shelf["ratings.dat"] != nil
            || (shelf["ratings.csv"] != nil && shelf["movies.csv"] != nil)
    }

    func harvest() throws -> Harvest {
        if shelf["u.data"] != nil || shelf["u1.base"] != nil { return try hundredK() }
        var harvest = Harvest()
        if let ratings = shelf["ratings.dat"] {
            try addRatings(ratings, &harvest)
            try addDatFiles(&harvest)
        } else if let ratings = shelf["ratings.csv"] {
            try addRatings(ratings, &harvest)
            try addCSVFiles(&harvest)
        } else {
            throw Problem(
                "\(shelf.shown) has none of u.data, ratings.dat and ratings.csv",
                remedy: "is it another format?")
        }
        if let fold = options.fold {
            throw Problem("\(shelf.shown) brings no split named \(fold)", remedy: "make one with split")
        }
        return harvest
    }

    private func addRatings(_ file: DataFile, _ harvest: inout Harvest) throws {
        let layout = try Layout(file, options)
        try harvest.add(
            DelimitedReader(file, layout, ColumnPlan(layout, options.columns, in: file), options), watcher)
    }

    private func table(
        _ name: String, _ separator: String, columns: Int, quotes: Bool = false, header: [String]? = nil
    ) throws -> SideTable? {
        guard let file = shelf[name] else { return nil }
        return try SideTable(
            file, Layout(separator: separator, quotes: quotes, columns: columns, header: header), options,
            latin1: true)
    }

    private func note(_ table: SideTable, _ harvest: inout Harvest) {
        if table.guessedLatin1 { harvest.notes.append("\(table.file.shown) is read as Latin-1") }
    }

    // MARK: 100K

    private static let folds = ["u1", "u2", "u3", "u4", "u5", "ua", "ub"]

    private func hundredK() throws -> Harvest {
        var harvest = Harvest()
        let columns = ColumnPlan(roles: [.user, .item, .rating, .time])
        let layout = Layout(separator: "\t", columns: 4)
        func reader(_ file: DataFile) throws -> DelimitedReader {
            try DelimitedReader(file, layout, columns, options)
        }
        if let name = options.fold {
            guard let base = shelf["\(name).base"], let test = shelf["\(name).test"] else {
                throw Problem.unknown(
                    "fold in \(shelf.shown)", name,
                    known: MovieLens.folds.filter { shelf["\($0).base"] != nil })
            }
            harvest.fold = Harvest.ShippedFold(
                train: try reader(base).read(watcher), test: try reader(test).read(watcher))
            if shelf["u.data"] == nil {
                try harvest.add(reader(base), watcher)
                try harvest.add(reader(test), watcher)
            }
        }
        if let all = shelf["u.data"] { try harvest.add(reader(all), watcher) }
        guard !harvest.parts.isEmpty else {
            throw Problem("\(shelf.shown) has no u.data", remedy: "say fold=u1 to load one of its folds")
        }
        try addItems(&harvest)
        if let users = try table("u.user", "|", columns: 5) {
            harvest.users.ids = users.cells[0]
            harvest.users.addNumbers("age", users.cells[1])
            harvest.users.addTexts("gender", users.cells[2])
            harvest.users.addTexts("occupation", users.cells[3])
            harvest.users.addTexts("zip", users.cells[4])
        }
        return harvest
    }

    private func addItems(_ harvest: inout Harvest) throws {
        guard let items = try table("u.item", "|", columns: 24) else { return }
        note(items, &harvest)
        // The README's order, for folders without u.genre.
        var genres = [
            "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary",
            "Drama",
            "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War",
            "Western",
        ]
        if let named = try table("u.genre", "|", columns: 2), named.count == genres.count {
            genres = named.cells[0]
        }
        harvest.items.ids = items.cells[0]
        harvest.items.addTitles(items.cells[1])
        harvest.items.addLabels(
            "genres",
            (0..<items.count).map { row in
                genres.indices.filter { items.cells[5 + $0][row] == "1" }.map { genres[$0] }
                    .filter { $0 != "unknown" }
            })
        harvest.items.addTexts("released", items.cells[2])
        harvest.items.addTexts("url", items.cells[4])
    }

    // MARK: 1M, 10M, MovieTweetings

    private func addDatFiles(_ harvest: inout Harvest) throws {
        if let movies = try table("movies.dat", "::", columns: 3) {
            note(movies, &harvest)
            addMovies(movies, &harvest)
        }
        if let tags = try table("tags.dat", "::", columns: 4) { addTags(tags, &harvest) }
        guard let file = shelf["users.dat"] else { return }
        var plain = LoadOptions()
        plain.separator = "::"
        let wide = try Layout(file, plain).columns
        guard let users = try table("users.dat", "::", columns: wide) else { return }
        harvest.users.ids = users.cells[0]
        if wide == 5 {
            harvest.users.addNumbers("age", users.cells[2])
            harvest.users.addTexts("gender", users.cells[1])
            harvest.users.addTexts("occupation", users.cells[3].map(MovieLens.occupation))
            harvest.users.addTexts("zip", users.cells[4])
        } else if wide == 2 {
            harvest.users.addTexts("twitter", users.cells[1])
        }
    }

    /// Occupations by their number in `users.dat`, as the README of ml-1m lists them.
    private static func occupation(_ code: String) -> String {
        let names = [
            "other", "academic/educator", "artist", "clerical/admin", "college/grad student",
            "customer service",
            "doctor/health care", "executive/managerial", "farmer", "homemaker", "K-12 student", "lawyer",
            "programmer",
            "retired", "sales/marketing", "scientist", "self-employed", "technician/engineer",
            "tradesman/craftsman",
            "unemployed", "writer",
        ]
        return Int(code).flatMap { names.indices.contains($0) ? names[$0] : nil } ?? code
    }

    // MARK: latest, 20M, 25M, 32M

    private func addCSVFiles(_ harvest: inout Harvest) throws {
        if let movies = try table(
            "movies.csv", ",", columns: 3, quotes: true, header: ["movieId", "title", "genres"])
        {
            note(movies, &harvest)
            addMovies(movies, &harvest)
        }
        let linkNames = ["movieId", "imdbId", "tmdbId"]
        if let links = try table("links.csv", ",", columns: 3, quotes: true, header: linkNames) {
            var known = Attributes(ids: links.cells[0])
            known.addTexts("imdb", links.cells[1])
            known.addTexts("tmdb", links.cells[2])
            harvest.items.columns += known.aligned(to: harvest.items.ids)
        }
        let tagNames = ["userId", "movieId", "tag", "timestamp"]
        if let tags = try table("tags.csv", ",", columns: 4, quotes: true, header: tagNames) {
            addTags(tags, &harvest)
        }
    }

    private func addMovies(_ movies: SideTable, _ harvest: inout Harvest) {
        harvest.items.ids = movies.cells[0]
        harvest.items.addTitles(movies.cells[1])
        harvest.items.addLabels(
            "genres", movies.cells[2].map { $0.contains("|") ? splitLabels($0) : single($0) })
    }

    /// One genre, or none where the file says so. Genres hold no commas here.
    private func single(_ genre: String) -> [String] {
        genre.isEmpty || genre == "(no genres listed)" ? [] : [genre]
    }

    /// The different tags of each movie, in the order in which they were first given.
    private func addTags(_ tags: SideTable, _ harvest: inout Harvest) {
        var known = Attributes()
        var rows: [String: Int] = [:]
        var labels: [[String]] = []
        var seen: [Set<String>] = []
        for (movie, tag) in zip(tags.cells[1], tags.cells[2]) {
            let row = rows[movie] ?? labels.count
            if row == labels.count {
                rows[movie] = row
                known.ids.append(movie)
                labels.append([])
                seen.append([])
            }
            if seen[row].insert(tag).inserted { labels[row].append(tag) }
        }
        known.addLabels("tags", labels)
        harvest.items.columns += known.aligned(to: harvest.items.ids)
    }
}
