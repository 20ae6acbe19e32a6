/// A run of events of one user: a block holds many of them.
struct FireTVStretch: Sendable {
    var user: Int
    /// Part of the user's history where it is cut into several.
    var part: Int
    /// Weeks of the window in which the events lie.
    var weeks: Range<Int>
    var events: Int
}

/// Turns stretches into lines of watch_history.csv and content_reactions.csv.
struct FireTVViewing: Sendable {
    let seed: Int
    let catalogue: FireTVCatalogue

    static let header = "user_id,content_id,timestamp,watched_min,completion,device,season,episode"
    static let reactionsHeader = "user_id,content_id,reaction,rating,timestamp"

    /// Draws a candidate at most so often before it is taken as it is.
    static let tries = 12
    /// Chance that the show at hand goes on with its next episode.
    static let continues = 0.5
    /// Chance that a show begun earlier, when it is drawn again, goes on.
    static let resumes = 0.3
    /// How steeply taste decides: acceptance is rising(steepness × agreement).
    static let steepness = 2.0

    /// How well tastes agree, nearly normal with variance 1: their inner product over √factors.
    static func agreement(_ user: [Double], _ items: [Float], _ item: Int) -> Double {
        let width = FireTVCatalogue.factors
        var sum = 0.0
        for d in 0..<width { sum += user[d] * Double(items[item * width + d]) }
        return sum / 2.828_427_124_746_190_3
    }

    /// Appends the events of one stretch in the order of time.
    func write(_ stretch: FireTVStretch, _ seen: inout SeenTable, to files: inout [ByteBuffer]) {
        var chance = Chance(seed: seed, .viewing, stretch.user << 6 | stretch.part)
        let viewer = FireTVViewer(seed: seed, stretch.user)
        seen.reset(stretch.events)
        var show = -1
        for time in times(stretch, viewer, &chance) {
            var item = show
            var episode = show < 0 ? 0 : seen[show]
            if show < 0 || episode >= catalogue.items[show].episodes || chance.uniform() >= Self.continues {
                (item, episode) = choose(viewer, seen, &chance)
            }
            seen[item] = max(seen[item], episode + 1)
            show = catalogue.items[item].isShow ? item : -1
            event(item, episode, time, viewer, &chance, &files)
        }
    }

    /// Seconds since 1970, ascending: a week at random, a day by the user's weekend, an hour by the user's rhythm.
    private func times(_ stretch: FireTVStretch, _ viewer: FireTVViewer, _ chance: inout Chance) -> [Int] {
        let days = FireTVRhythm.days(weekend: viewer.weekend)
        let hours = FireTVRhythm.hours(viewer.rhythm)
        var times = [Int]()
        times.reserveCapacity(stretch.events)
        for _ in 0..<stretch.events {
            let week = stretch.weeks.lowerBound + chance.below(stretch.weeks.count)
            let day = week * 7 + FireTVRhythm.draw(days, chance.uniform())
            let hour = day * 24 + FireTVRhythm.draw(hours, chance.uniform())
            times.append(FireTVViewer.start + hour * 3600 + chance.below(3600))
        }
        times.sort()
        return times
    }

    /// Draws a genre by preference, an item of it by popularity, and takes it with a probability that rises with the
    /// agreement of tastes. What was seen is passed over, unless it is a show that goes on.
    private func choose(
        _ viewer: FireTVViewer, _ seen: SeenTable, _ chance: inout Chance
    ) -> (item: Int, episode: Int) {
        var last = 0
        for _ in 0..<Self.tries {
            var rest = chance.uniform()
            var genre = 0
            while genre < viewer.preferences.count - 1, rest >= viewer.preferences[genre] {
                rest -= viewer.preferences[genre]
                genre += 1
            }
            guard let table = catalogue.tables[genre] else { continue }
            last = Int(catalogue.members[genre][table.draw(&chance)])
            let accepted = rising(Self.steepness * Self.agreement(viewer.taste, catalogue.taste, last))
            guard chance.uniform() < accepted else { continue }
            let episode = seen[last]
            if episode == 0 { return (last, 0) }
            if episode < catalogue.items[last].episodes, chance.uniform() < Self.resumes {
                return (last, episode)
            }
        }
        let episode = seen[last]
        return (last, episode < catalogue.items[last].episodes ? episode : 0)
    }

    private func event(
        _ k: Int, _ episode: Int, _ time: Int, _ viewer: FireTVViewer, _ chance: inout Chance,
        _ files: inout [ByteBuffer]
    ) {
        let item = catalogue.items[k]
        let liking = rising(Self.steepness * Self.agreement(viewer.taste, catalogue.taste, k))
        var completion = 0.25 + 0.65 * liking + 0.15 * chance.nearlyNormal()
        if chance.below(20) == 0 { completion *= 0.2 }
        let hundredths = Int((min(1, max(0.01, completion)) * 100).rounded())
        let device = chance.below(10) < 7 ? viewer.device : chance.below(FireTVViewer.devices.count)
        files[0].append("u")
        files[0].append(viewer.number + 1)
        files[0].append(",c")
        files[0].append(k + 1)
        files[0].comma()
        files[0].append(time)
        files[0].comma()
        files[0].append((hundredths * item.duration + 5) / 10, decimals: 1)
        files[0].comma()
        files[0].append(hundredths, decimals: 2)
        files[0].comma()
        files[0].append(text: FireTVViewer.devices[device])
        files[0].comma()
        if item.isShow { files[0].append(episode / item.episodesPerSeason + 1) }
        files[0].comma()
        if item.isShow { files[0].append(episode % item.episodesPerSeason + 1) }
        files[0].newline()
        if episode == 0 {
            let end = time + hundredths * item.duration * 60 / 100
            reaction(k, liking, end, viewer, &chance, &files[1])
        }
    }

    /// Strong likings and dislikings are told more often; what is told is the liking with noise.
    private func reaction(
        _ k: Int, _ liking: Double, _ time: Int, _ viewer: FireTVViewer, _ chance: inout Chance,
        _ file: inout ByteBuffer
    ) {
        let signed = 2 * liking - 1
        guard chance.uniform() < 0.04 + 0.16 * signed * signed else { return }
        let felt = signed + 0.35 * chance.nearlyNormal()
        file.append("u")
        file.append(viewer.number + 1)
        file.append(",c")
        file.append(k + 1)
        file.append(felt > 0.75 ? ",love," : felt > 0 ? ",like," : ",dislike,")
        if chance.below(2) == 0 { file.append(min(5, max(1, Int((3 + 2 * felt).rounded())))) }
        file.comma()
        file.append(time)
        file.newline()
    }
}

/// The daily and weekly rhythm of viewing.
enum FireTVRhythm {
    /// Weights of the 24 hours for morning, day, evening and night people.
    static let profiles: [[Double]] = [
        [0, 0, 0, 0, 0, 1, 4, 8, 8, 5, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 4, 5, 7, 8, 8, 7, 5, 3, 2, 1, 1, 1, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 4, 8, 12, 14, 12, 6, 2],
        [10, 7, 4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 5, 9, 11],
    ]

    /// Cumulative shares of Monday to Sunday.
    static func days(weekend: Double) -> [Double] {
        cumulative([1, 1, 1, 1, 1.2 * weekend, 1.6 * weekend, 1.4 * weekend])
    }

    /// Cumulative shares of the 24 hours for a mixture of the profiles.
    static func hours(_ rhythm: [Double]) -> [Double] {
        var hours = [Double](repeating: 0, count: 24)
        for (weight, profile) in zip(rhythm, profiles) {
            let sum = profile.reduce(0, +)
            for hour in 0..<24 { hours[hour] += weight * profile[hour] / sum }
        }
        return cumulative(hours)
    }

    /// The first place whose cumulative share is above `x`.
    static func draw(_ shares: [Double], _ x: Double) -> Int {
        var k = 0
        while k < shares.count - 1, shares[k] <= x { k += 1 }
        return k
    }

    private static func cumulative(_ weights: [Double]) -> [Double] {
        let total = weights.reduce(0, +)
        var sum = 0.0
        return weights.map { weight in
            sum += weight
            return sum / total
        }
    }
}

/// Next episode of everything a user has begun: a small open hash table, used again for the next user.
struct SeenTable {
    private var keys: [Int32] = []
    private var values: [Int32] = []
    private var mask = 0

    /// Empties it and makes room for `count` items.
    mutating func reset(_ count: Int) {
        var capacity = 16
        while capacity < 2 * count { capacity *= 2 }
        if keys.count < capacity {
            keys = [Int32](repeating: -1, count: capacity)
            values = [Int32](repeating: 0, count: capacity)
        } else {
            for k in 0..<capacity { keys[k] = -1 }
        }
        mask = capacity - 1
    }

    /// 0 for what is not begun.
    subscript(item: Int) -> Int {
        get {
            let k = place(item)
            return keys[k] < 0 ? 0 : Int(values[k])
        }
        set {
            let k = place(item)
            (keys[k], values[k]) = (Int32(item), Int32(newValue))
        }
    }

    private func place(_ item: Int) -> Int {
        var k = (item &* 0x9E37_79B1) >> 7 & mask
        while keys[k] >= 0, keys[k] != Int32(item) { k = (k + 1) & mask }
        return k
    }
}
