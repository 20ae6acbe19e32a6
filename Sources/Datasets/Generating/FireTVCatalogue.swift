/// Films and shows of a generated world, with what is planted in them.
struct FireTVCatalogue: Sendable {
    /// Width of the planted taste factors.
    static let factors = 8
    static let genres = [
        "Drama", "Comedy", "Thriller", "Action", "Romance", "Crime", "Documentary", "Adventure", "Sci-Fi",
        "Family",
        "Horror", "Fantasy", "Animation", "Mystery", "Music", "Sport", "War", "Western",
    ]
    /// How often a genre is drawn, for items and as the starting point of users' preferences.
    static let genreWeights: [Double] = [9, 8, 6, 6, 5, 5, 4.5, 4.5, 4, 4, 3.5, 3.5, 3, 3, 2, 2, 1.5, 1.5]

    struct Item: Sendable {
        var title = ""
        /// Positions in `genres`, one to three, the first one drawn first.
        var genres: [Int] = []
        var year = 0
        /// Minutes of a film or of an episode.
        var duration = 0
        /// 0 for a film.
        var seasons = 0
        /// Of the whole show; 0 for a film.
        var episodes = 0
        /// Place in the order of popularity, from 1.
        var rank = 0
        var isShow: Bool { seasons > 0 }
        var episodesPerSeason: Int { seasons == 0 ? 0 : episodes / seasons }
    }

    let items: [Item]
    /// Taste factors, item by item: [items × factors].
    let taste: [Float]
    /// For each genre the items that have it, and a table to draw them by popularity.
    let members: [[Int32]]
    let tables: [AliasTable?]

    /// Zipf–Mandelbrot popularity: 1 / (rank + offset). The offset keeps the head from dwarfing everything.
    static func popularity(rank: Int) -> Double { 1 / (Double(rank) + 12) }

    init(seed: Int, count: Int) {
        var chance = Chance(seed: seed, .catalogue, 0)
        var titles = FireTVTitles()
        var titling = Chance(seed: seed, .titles, 0)
        var ranks = (0..<count).map { $0 }
        chance.shuffle(&ranks)
        var items = [Item]()
        var taste = [Float]()
        items.reserveCapacity(count)
        taste.reserveCapacity(count * Self.factors)
        for k in 0..<count {
            var item = Self.item(&chance)
            item.rank = ranks[k] + 1
            item.title = titles.next(&titling)
            items.append(item)
            for _ in 0..<Self.factors { taste.append(Float(tenThousandths(chance.nearlyNormal()))) }
        }
        var members = [[Int32]](repeating: [], count: Self.genres.count)
        for (k, item) in items.enumerated() { for genre in item.genres { members[genre].append(Int32(k)) } }
        (self.items, self.taste, self.members) = (items, taste, members)
        tables = members.map { own in
            own.isEmpty
                ? nil
                : AliasTable(
                    own.map {
                        Self.popularity(rank: items[Int($0)].rank) / Double(items[Int($0)].genres.count)
                    })
        }
    }

    private static func item(_ chance: inout Chance) -> Item {
        var item = Item()
        let wanted = [1, 1, 2, 2, 2, 3][chance.below(6)]
        while item.genres.count < wanted {
            let genre = chance.pick(genreWeights)
            if !item.genres.contains(genre) { item.genres.append(genre) }
        }
        // Newer years are more frequent: the square of a uniform number of years before the last.
        let age = chance.uniform()
        item.year = 2025 - Int(age * age * 60)
        if chance.uniform() < 0.35 {
            item.seasons = [1, 1, 1, 2, 2, 3, 4, 6][chance.below(8)]
            item.episodes = item.seasons * [6, 8, 8, 10, 10, 13, 22][chance.below(7)]
            item.duration = [22, 25, 30, 42, 45, 50, 58][chance.below(7)]
        } else {
            item.duration = 78 + chance.below(40) + chance.below(40)
        }
        return item
    }
}

extension FireTVCatalogue {
    static let header = "content_id,title,type,genres,year,duration_min,seasons,episodes"

    /// One line of content.csv.
    func write(_ k: Int, to buffer: inout ByteBuffer) {
        let item = items[k]
        buffer.append("c")
        buffer.append(k + 1)
        buffer.comma()
        buffer.append(field: item.title)
        buffer.append(item.isShow ? ",show," : ",movie,")
        buffer.append(text: item.genres.map { Self.genres[$0] }.joined(separator: "|"))
        buffer.comma()
        buffer.append(item.year)
        buffer.comma()
        buffer.append(item.duration)
        buffer.comma()
        if item.isShow { buffer.append(item.seasons) }
        buffer.comma()
        if item.isShow { buffer.append(item.episodes) }
        buffer.newline()
    }

    static let plantedHeader =
        "content_id,rank,popularity," + (1...factors).map { "taste_\($0)" }.joined(separator: ",")

    /// One line of planted_content.csv.
    func writePlanted(_ k: Int, to buffer: inout ByteBuffer) {
        buffer.append("c")
        buffer.append(k + 1)
        buffer.comma()
        buffer.append(items[k].rank)
        buffer.comma()
        buffer.append(Int((Self.popularity(rank: items[k].rank) * 1e9).rounded()), decimals: 9)
        for d in 0..<Self.factors {
            buffer.comma()
            buffer.append(Int((Double(taste[k * Self.factors + d]) * 10_000).rounded()), decimals: 4)
        }
        buffer.newline()
    }
}
