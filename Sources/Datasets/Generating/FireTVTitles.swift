/// Made-up titles. Place and family names are put together from syllables, so that no real work is meant; some titles
/// hold commas, quotes or emoji, as real catalogues do.
struct FireTVTitles {
    private var taken = Set<String>()

    /// A title that this catalogue does not have yet.
    mutating func next(_ chance: inout Chance) -> String {
        let title = Self.draw(&chance)
        guard !taken.insert(title).inserted else { return title }
        var part = 2
        while !taken.insert("\(title), Part \(part)").inserted { part += 1 }
        return "\(title), Part \(part)"
    }

    private static func draw(_ chance: inout Chance) -> String {
        let (name, adjective, noun) = (invented(&chance), any(adjectives, &chance), any(nouns, &chance))
        switch chance.below(16) {
        case 0: return "The \(noun) of \(name)"
        case 1: return "\(adjective) \(noun), \(adjective) \(name)"
        case 2: return "\(name) \(any(emoji, &chance))"
        case 3: return "The \"\(adjective)\" \(noun) of \(name)"
        case 4: return "\(name) & \(invented(&chance))"
        case 5: return "Last \(noun) to \(name)"
        case 6: return "\(noun), \(noun), \(name)"
        case 7: return "\(adjective) \(name)"
        case 8: return "Under the \(noun)s of \(name)"
        case 9: return "\(name): A \(adjective) \(noun)"
        case 10: return "\(any(emoji, &chance)) \(adjective) in \(name)"
        case 11: return "Dr. \(name)'s \(noun)"
        case 12: return "\(name) Never Had a \(noun)"
        case 13: return "A \(noun) for \(name)"
        case 14:
            return "\(2 + chance.below(97)) \(noun)s"
                + " in \(name)"
        default: return "\(name)"
        }
    }

    private static func invented(_ chance: inout Chance) -> String {
        let name = any(heads, &chance) + any(middles, &chance) + any(tails, &chance)
        return name
    }

    private static func any(_ words: [String], _ chance: inout Chance) -> String {
        words[chance.below(words.count)]
    }

    private static let heads = [
        "Vel", "Osk", "Bram", "Tir", "Quor", "Zan", "Mel", "Fen", "Grund", "Hal", "Iv", "Jor", "Kest", "Lum",
        "Nor",
        "Pell", "Rusk", "Sav", "Thorn", "Ul", "Wex", "Yar", "Cald", "Dorn", "Eft", "Ost", "Plum", "Skell",
        "Tov", "Marl",
    ]
    private static let middles = [
        "a", "e", "i", "o", "u", "ari", "eno", "ima", "olo", "uva", "ewi", "ada", "isto", "ombe",
    ]
    private static let tails = [
        "dor", "mora", "wick", "stad", "lin", "nia", "thel", "gard", "bec", "ville", "zar", "ness", "quay",
        "holm",
        "rin", "dune", "vale", "kirk", "sk", "tello", "ria", "nović", "ström", "çay",
    ]
    private static let adjectives = [
        "Quiet", "Crooked", "Velvet", "Borrowed", "Salted", "Electric", "Patient", "Hollow", "Crimson",
        "Ordinary",
        "Sunken", "Reluctant", "Paper", "Glass", "Feral", "Unfinished", "Northern", "Second-Hand", "Gentle",
        "Magnetic",
    ]
    private static let nouns = [
        "Lantern", "Harbour", "Orchard", "Detective", "Violin", "Lighthouse", "Ferry", "Glacier", "Bakery",
        "Comet",
        "Alibi", "Telegram", "Carousel", "Beekeeper", "Tunnel", "Satellite", "Umbrella", "Pendulum",
        "Referee",
        "Almanac", "Compass", "Tenant", "Parade", "Signal", "Locksmith",
    ]
    private static let emoji = ["🚀", "🐙", "🎻", "🕵️‍♀️", "🌋", "❤️", "🏴‍☠️", "🍋"]
}
