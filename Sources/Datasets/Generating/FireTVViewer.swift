/// A user of a generated world, made from seed and number alone whenever it is needed.
struct FireTVViewer {
    typealias Catalogue = FireTVCatalogue

    let number: Int
    var age: Int?
    var gender = ""
    /// Positions in `countries` and in that country's regions.
    var country = 0
    var region = 0
    var household = 1
    var device = 0
    /// Days from the beginning of the window to the sign-up; negative for most.
    var signup = 0
    /// Weight in the share-out of events.
    var activity = 0.0
    /// Preference for each genre; they add up to 1 within rounding.
    var preferences: [Double] = []
    var taste: [Double] = []
    /// Weights of morning, day, evening and night.
    var rhythm: [Double] = []
    /// How much more is watched on Fridays to Sundays than on other days.
    var weekend = 1.0

    static let countries: [(name: String, regions: [String])] = [
        ("US", ["West", "Midwest", "South", "Northeast"]), ("GB", ["England", "Scotland", "Wales"]),
        ("DE", ["Bayern", "Berlin", "Hessen", "Sachsen"]), ("IN", ["Kerala", "Delhi", "Punjab", "Goa"]),
        ("BR", ["Bahia", "Paraná", "São Paulo"]), ("JP", ["Kantō", "Kansai", "Kyūshū"]),
        ("MX", ["Jalisco", "Oaxaca"]), ("CA", ["Ontario", "Québec"]), ("FR", ["Bretagne", "Occitanie"]),
        ("ES", ["Galicia", "Aragón"]),
    ]
    static let devices = ["tv", "stick", "cube", "tablet", "phone"]
    /// Monday 2025-01-06, 00:00 UTC.
    static let start = 1_736_121_600
    static let weeks = 52

    init(seed: Int, _ number: Int) {
        self.number = number
        var chance = Chance(seed: seed, .viewer, number)
        age = 13 + chance.below(35) + chance.below(34)
        gender = ["f", "m", "f", "m", "f", "m", "f", "m", "f", "m", "f", "m", "x"][chance.below(13)]
        country = chance.pick([30, 12, 12, 14, 8, 8, 5, 5, 4, 4])
        region = chance.below(Self.countries[country].regions.count)
        household = 1 + chance.below(3) + chance.below(3)
        device = chance.pick([4, 5, 2, 1.5, 2])
        // Three years before the window; every seventh within its first half.
        signup = chance.below(7) == 0 ? chance.below(26 * 7) : -1 - chance.below(3 * 365)
        let v = chance.uniform()
        activity = 0.15 + v / (1.03 - v)
        preferences = Self.preferences(age: age ?? 40, &chance)
        taste = (0..<Catalogue.factors).map { _ in tenThousandths(chance.nearlyNormal()) }
        var rhythm = [0.12, 0.16, 0.52, 0.2].map { $0 * (0.1 + chance.uniform() * chance.uniform() * 4) }
        let sum = rhythm.reduce(0, +)
        rhythm = rhythm.map { tenThousandths($0 / sum) }
        self.rhythm = rhythm
        weekend = tenThousandths(1.1 + chance.uniform())
        // What is missing in the files is missing there only: the viewer has an age.
        if chance.below(25) == 0 { age = nil }
        if chance.below(33) == 0 { gender = "" }
    }

    /// First, second and third genre get 0.45, 0.25 and 0.12 of the preference, drawn by general frequency and age;
    /// what is left is shared by all genres.
    private static func preferences(age: Int, _ chance: inout Chance) -> [Double] {
        var weights = age < 30 ? youngWeights : age >= 50 ? oldWeights : Catalogue.genreWeights
        var rest = weights.map { $0 * (0.5 + chance.uniform()) }
        let sum = rest.reduce(0, +)
        rest = rest.map { $0 / sum * 0.18 }
        for share in [0.45, 0.25, 0.12] {
            let genre = chance.pick(weights)
            rest[genre] += share
            weights[genre] = 0
        }
        return rest.map(tenThousandths)
    }

    static let youngGenres = ["Animation", "Sci-Fi", "Horror", "Fantasy"]
    static let oldGenres = ["Documentary", "War", "Western", "Mystery"]
    private static let youngWeights = leaning(to: youngGenres)
    private static let oldWeights = leaning(to: oldGenres)
    private static func leaning(to favoured: [String]) -> [Double] {
        zip(Catalogue.genres, Catalogue.genreWeights).map { favoured.contains($0) ? $1 * 2.5 : $1 }
    }

    /// First whole week in the window after the sign-up.
    var firstWeek: Int { signup <= 0 ? 0 : (signup + 6) / 7 }
    /// Position of the genre liked most.
    var favourite: Int {
        var best = 0
        for (k, preference) in preferences.enumerated() where preference > preferences[best] { best = k }
        return best
    }

    /// Closeness of two viewers' genre preferences: the cosine.
    func likeness(_ other: FireTVViewer) -> Double {
        var (dot, a, b) = (0.0, 0.0, 0.0)
        for (x, y) in zip(preferences, other.preferences) {
            dot += x * y
            a += x * x
            b += y * y
        }
        return dot / (a * b).squareRoot()
    }
}

extension FireTVViewer {
    static let header = "user_id,age,gender,country,region,household_size,device,signup_date"

    /// One line of users.csv.
    func write(to buffer: inout ByteBuffer) {
        let (name, regions) = Self.countries[country]
        buffer.append("u")
        buffer.append(number + 1)
        buffer.comma()
        if let age { buffer.append(age) }
        for text in [gender, name, regions[region]] {
            buffer.comma()
            buffer.append(field: text)
        }
        buffer.comma()
        buffer.append(household)
        buffer.comma()
        buffer.append(text: Self.devices[device])
        buffer.comma()
        buffer.append(text: Moment(seconds: Int64(Self.start + signup * 86_400)).date)
        buffer.newline()
    }

    static let plantedHeader: String = {
        let genres = FireTVCatalogue.genres.map { "prefers_\($0)" }
        let taste = (1...FireTVCatalogue.factors).map { "taste_\($0)" }
        let columns =
            ["user_id", "main_genre", "morning", "day", "evening", "night", "weekend"] + genres + taste
        return columns.joined(separator: ",")
    }()

    /// One line of planted_users.csv.
    func writePlanted(to buffer: inout ByteBuffer) {
        buffer.append("u")
        buffer.append(number + 1)
        buffer.comma()
        buffer.append(text: FireTVCatalogue.genres[favourite])
        for x in rhythm + [weekend] + preferences + taste {
            buffer.comma()
            buffer.append(Int((x * 10_000).rounded()), decimals: 4)
        }
        buffer.newline()
    }
}
