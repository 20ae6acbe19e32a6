import Datasets
import Declarations
import Kernels

/// Scores that mean nothing: s_ui is uniform in [0, 1) and follows from seed, user and item alone.
///
/// No generator is carried along, so a user's scores are the same in any batch and on any number of cores. What a user
/// has seen plays no part.
public struct RandomScores: Recommender {
    public static let name = "random"
    public static let summary = "Scores at random: what every model must beat."
    public static let example = "train random seed=1"
    public static let source = "none: chance, by the mixing of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014)"

    @Setting("Where chance starts.") var seed = 1

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> RandomScorer {
        RandomScorer(seed: seed, items: train.itemCount)
    }
}

/// Hashes in place of scores.
public struct RandomScorer: Scorer {
    let seed: Int
    let items: Int

    public func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        fillRows(of: scores, count: users.count, width: items) { t, row in
            // A stream of its own for each user, a place in it for each item.
            let start = splitMix64(splitMix64(UInt64(bitPattern: Int64(seed))) &+ UInt64(users[t]) &+ 1)
            for i in 0..<items {
                row[i] = Float(splitMix64(start &+ UInt64(i) &* 0x9E37_79B9_7F4A_7C15) >> 40) * 0x1p-24
            }
        }
    }
}
