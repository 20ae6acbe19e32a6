import Datasets
import Declarations

/// Scores an item by what everybody thinks of it, whoever asks.
///
/// `by=count`: s_i = n_i, the number of its interactions in training. `by=rating`: its mean rating, drawn to the mean of
/// all by λ ratings of that mean, s_i = (Σ r + λ μ) / (n_i + λ), so that one enthusiast does not make a favourite.
/// Nobody's history plays a part; an item that nobody had scores 0 (count) or μ (rating).
public struct Popular: Recommender, Restorable {
    /// What makes an item popular.
    public enum Measure: String, Choice { case count, rating }

    public static let name = "popular"
    public static let summary = "Recommends to everybody what most have watched, or what is rated highest."
    public static let example = "train popular by=count"
    public static let source = "Cremonesi, Koren & Turrin, RecSys 2010, §3.1 (TopPop)"

    @Setting("What makes an item popular: how many had it, or how they rated it.") var by = Measure.count
    @Setting("Ratings of the global mean that each item is given beforehand (by=rating).", 0...1e9)
    var shrink = 10.0

    public init() {}

    public func fit(_ train: TrainingSet, watching: Watcher) throws -> ItemScores {
        let byItem = train.matrix.transposed()
        let ratings = RatingMeans(train)
        return ItemScores(
            items: (0..<byItem.rows).map { item in
                let range = byItem.range(item)
                switch by {
                case .count: return Float(range.count)
                case .rating:
                    let weight = shrink + Double(range.count)
                    let sum = byItem.values[range].sum + shrink * Double(ratings.mean)
                    return weight == 0 ? ratings.mean : Float(sum / weight)
                }
            })
    }
}

extension Popular {
    public func restore(_ weights: Weights) throws -> ItemScores {
        ItemScores(items: try weights.floats("items", shape: [-1]))
    }
}

/// One score for each item, the same for everybody.
public struct ItemScores: WeightedScorer {
    public let items: [Float]

    public func learned() throws -> Weights {
        var weights = Weights()
        try weights.set("items", items)
        return weights
    }

    public func scores(
        for users: [UserIndex], histories: SparseMatrix, into scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        fillRows(of: scores, count: users.count, width: items.count) { _, row in
            items.withUnsafeBufferPointer { all in
                if let start = all.baseAddress { row.update(from: start, count: all.count) }
            }
        }
    }
}
