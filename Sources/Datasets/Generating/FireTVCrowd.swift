import Declarations
import Kernels

/// All users of a generated world in what must be known at once: how much each watches and what each likes most.
struct FireTVCrowd: Sendable {
    let seed: Int
    /// Where each user's events begin in the whole history: users + 1 positions.
    let offsets: [Int]
    /// First week of each user.
    private let firstWeeks: [UInt8]
    /// Position of each user's favourite genre.
    private let favourites: [UInt8]

    /// Shares events out by activity, whole events by cumulated weights, so that they add up exactly.
    init(seed: Int, users: Int, events: Int, watching: Watcher) throws {
        var traits = [Trait](repeating: Trait(), count: users)
        let chunk = 1 << 16
        for start in stride(from: 0, to: users, by: chunk) {
            try watching.progress("making users", 0.02 * Double(start) / Double(users))
            let count = min(chunk, users - start)
            traits.withUnsafeMutableBufferPointer { buffer in
                let part = Shared(buffer.baseAddress.map { $0 + start })
                parallel(count, chunk: 512) { range in
                    for k in range { part.pointer?[k] = Trait(FireTVViewer(seed: seed, start + k)) }
                }
            }
        }
        var cumulated = 0.0
        let total = traits.reduce(0) { $0 + $1.activity }
        var offsets = [0]
        offsets.reserveCapacity(users + 1)
        for trait in traits {
            cumulated += trait.activity
            offsets.append(min(events, Int(cumulated / total * Double(events))))
        }
        offsets[users] = events
        (self.seed, self.offsets) = (seed, offsets)
        firstWeeks = traits.map(\.firstWeek)
        favourites = traits.map(\.favourite)
    }

    private struct Trait {
        var activity = 0.0
        var firstWeek: UInt8 = 0
        var favourite: UInt8 = 0
        init() {}
        init(_ viewer: FireTVViewer) {
            firstWeek = UInt8(viewer.firstWeek)
            favourite = UInt8(viewer.favourite)
            // Who came late has had less time.
            activity =
                viewer.activity * Double(FireTVViewer.weeks - viewer.firstWeek) / Double(FireTVViewer.weeks)
        }
    }

    /// A pointer that several cores write through, each to its own places.
    private struct Shared: @unchecked Sendable {
        let pointer: UnsafeMutablePointer<Trait>?
        init(_ pointer: UnsafeMutablePointer<Trait>?) { self.pointer = pointer }
    }

    /// A block of the history: whole users, or a part of one who watches very much.
    struct Block: Sendable {
        var users: Range<Int>
        var part = 0
        var parts = 1
    }

    /// Cuts the history into blocks of about `size` events. A single user's history is cut by weeks.
    func blocks(of size: Int) -> [Block] {
        var blocks = [Block]()
        var first = 0
        for user in favourites.indices {
            let events = offsets[user + 1] - offsets[user]
            if events > size {
                if first < user { blocks.append(Block(users: first..<user)) }
                let parts = min(FireTVViewer.weeks - Int(firstWeeks[user]), (events + size - 1) / size)
                blocks += (0..<parts).map { Block(users: user..<user + 1, part: $0, parts: parts) }
                first = user + 1
            } else if offsets[user + 1] - offsets[first] > size {
                if first < user { blocks.append(Block(users: first..<user)) }
                first = user
            }
        }
        if first < favourites.count { blocks.append(Block(users: first..<favourites.count)) }
        return blocks
    }

    /// The runs of events of a block, one for each user with any.
    func stretches(_ block: Block) -> [FireTVStretch] {
        block.users.compactMap { user in
            let (first, events) = (Int(firstWeeks[user]), offsets[user + 1] - offsets[user])
            let weeks = FireTVViewer.weeks - first
            func week(_ part: Int) -> Int { part * weeks / block.parts }
            func done(_ part: Int) -> Int { week(part) * events / weeks }
            let count = done(block.part + 1) - done(block.part)
            guard count > 0 else { return nil }
            return FireTVStretch(
                user: user, part: block.part, weeks: first + week(block.part)..<first + week(block.part + 1),
                events: count)
        }
    }
}

extension FireTVCrowd {
    static let header = "user_id,friend_id,strength,kind"
    private static let kinds = ["friend", "friend", "friend", "family", "colleague"]
    /// Candidates for each connection: the first with the same favourite genre is taken, else the last.
    private static let candidates = 6

    /// Appends up to six connections of one user, each with somebody else: like goes with like.
    func writeConnections(of viewer: FireTVViewer, to buffer: inout ByteBuffer) {
        var chance = Chance(seed: seed, .connections, viewer.number)
        var friends = [Int]()
        for _ in 0..<chance.below(7) {
            var friend = viewer.number
            for _ in 0..<Self.candidates {
                friend = chance.below(favourites.count)
                if favourites[friend] == favourites[viewer.number], friend != viewer.number { break }
            }
            guard friend != viewer.number, !friends.contains(friend) else { continue }
            friends.append(friend)
            let likeness = viewer.likeness(FireTVViewer(seed: seed, friend))
            let strength = min(1, max(0.05, 0.7 * likeness + 0.3 * chance.uniform()))
            buffer.append("u")
            buffer.append(viewer.number + 1)
            buffer.append(",u")
            buffer.append(friend + 1)
            buffer.comma()
            buffer.append(Int((strength * 100).rounded()), decimals: 2)
            buffer.comma()
            buffer.append(text: Self.kinds[chance.below(Self.kinds.count)])
            buffer.newline()
        }
    }
}
