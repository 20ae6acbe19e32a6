import Datasets
import Declarations
import Kernels

/// What a fitted model gives out, for a sample of users: what diagnostics look at.
public struct Outputs: Sendable {
    public enum Kind: String, Sendable {
        /// A row of item scores per user. Rows are centred first: adding a constant to one user's scores changes no
        /// ranking, and uncentred it would count as the largest direction of all.
        case scores
        /// A learned vector per user or item, taken as it is.
        case embeddings
        /// Predicted numbers with a meaning of their own (ratings, traits), taken as they are.
        case predictions
    }

    public let kind: Kind
    public let rows: Int
    public let columns: Int
    public let spectrum: Spectrum
    /// Inner products of all pairs of rows: [rows, rows].
    let gram: [Double]

    /// The sample's top-k lists, what was seen included: filtering would make even equal lists differ between users.
    public var lists: ItemLists?
    public var catalogue: Catalogue?
    /// Share of rows whose first place is shared by several items.
    public var tiedTops: Double?
    /// Mean area under the ROC curve of the sample, where something relevant is known.
    public var auc: Double?
    /// What `predictions` should have been, and the training mean of each column.
    public var targets: OutputMatrix?
    public var trainingMeans: [Double]?
    /// The predictions themselves, kept where there are targets.
    public var predictions: OutputMatrix?
    /// Singular values of the targets, standardised as the predictions are: what spread there is to be kept.
    public var targetSpectrum: Spectrum?
    /// What a quick reference finds in the same inputs.
    public var signal: SignalEvidence?
    /// Pairs of rows that belong together, for alignment.
    public var positivePairs: [(Int, Int)] = []

    /// Takes inner products and singular values; cost grows with rows² × columns, so sample to at most 512 rows.
    public init(_ matrix: OutputMatrix, kind: Kind) {
        let matrix = kind == .scores ? matrix.rowCentred() : matrix
        (self.kind, rows, columns) = (kind, matrix.rows, matrix.columns)
        gram = Kernels.gram(matrix.values, rows: rows, width: columns)
        spectrum =
            rows <= columns
            ? Spectrum(gram: gram, size: rows)
            : Spectrum(matrix.values, rows: rows, columns: columns)
    }

    /// Predictions with what they should have been and the constant to beat.
    ///
    /// Spread and directions are measured after taking away the training means and dividing by the targets' deviations:
    /// a common level is no likeness between users, and a column's unit is no weight. Measures of pairs look at no more
    /// than 512 rows, evenly taken.
    public init(predictions: OutputMatrix, targets: OutputMatrix, trainingMeans: [Double]) {
        let scales = targets.deviations
        let standard = predictions.standardised(trainingMeans, scales)
        let sample = standard.thinned(to: 512)
        kind = .predictions
        (rows, columns) = (sample.rows, sample.columns)
        gram = Kernels.gram(sample.values, rows: rows, width: columns)
        spectrum = Spectrum(standard.values, rows: standard.rows, columns: columns)
        let truth = targets.standardised(trainingMeans, scales)
        targetSpectrum = Spectrum(truth.values, rows: truth.rows, columns: columns)
        (self.targets, self.trainingMeans, self.predictions) = (targets, trainingMeans, predictions)
    }

    /// Cosine of two rows; two rows of zeros point the same way.
    func cosine(_ a: Int, _ b: Int) -> Double {
        let lengths = (gram[a * rows + a] * gram[b * rows + b]).squareRoot()
        if lengths > 0 { return min(1, max(-1, gram[a * rows + b] / lengths)) }
        return gram[a * rows + a] == gram[b * rows + b] ? 1 : 0
    }
}

/// How many users a collapse check looks at, and how.
public struct SampleRules: Sendable, Hashable {
    public var size = 256
    /// Length of the lists; at most a quarter of the catalogue, so that lists can differ.
    public var k = 10
    public var seed = 0
    public init() {}
}

extension Outputs {
    /// Scores a sample of users and gathers what the diagnostics need.
    /// - Parameters:
    ///   - users: whom to sample from; those without a history are taken only if there are no others
    ///   - relevant: users by items, for the remark on skill; without it there is none
    public static func sample(
        users: [UserIndex], itemCount: Int, histories: SparseMatrix, catalogue: Catalogue,
        relevant: SparseMatrix? = nil, rules: SampleRules = SampleRules(),
        watching watcher: Watcher = .silent,
        oneAtATime: Bool = false,
        label: @escaping @Sendable (UserIndex, ItemIndex) -> (String, String) = indexLabel,
        scores: @escaping ScoreBlock
    ) throws -> Outputs {
        let chosen = choose(rules.size, from: users, histories, seed: rules.seed)
        let matrix = try score(chosen, itemCount, watcher, oneAtATime, scores)
        let rowOf = Dictionary(chosen.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let copied: ScoreBlock = { users, block in
            for (i, user) in users.enumerated() {
                guard let row = rowOf[user] else { continue }
                let target = UnsafeMutableBufferPointer(
                    rebasing: block[i * itemCount..<(i + 1) * itemCount])
                _ = target.update(fromContentsOf: matrix.row(row))
            }
        }
        let k = max(1, min(rules.k, itemCount / 4))
        let listed = try topLists(
            users: chosen, itemCount: itemCount, k: k, histories: histories, filterSeen: false,
            watching: watcher,
            label: label, scores: copied)
        var outputs = Outputs(matrix, kind: .scores)
        outputs.lists = listed.lists(k)
        outputs.catalogue = catalogue
        outputs.tiedTops =
            listed.count == 0 ? 0 : Double(listed.topTies.count { $0 > 1 }) / Double(listed.count)
        if let relevant {
            let ranked = try rank(
                users: chosen, itemCount: itemCount, histories: histories, relevant: relevant,
                rules: RankingRules(k: 1, whole: true), watching: watcher, scores: copied)
            let auc = AUC()
            let values = (0..<ranked.count).map { auc.value(ranked[$0]) }
            if !values.isEmpty { outputs.auc = values.reduce(0, +) / Double(values.count) }
        }
        return outputs
    }

    private static func choose(
        _ size: Int, from users: [UserIndex], _ histories: SparseMatrix, seed: Int
    ) -> [UserIndex] {
        let known = users.filter { !histories.range(Int($0)).isEmpty }
        var pool = known.isEmpty ? users : known
        var chance = Chance(seed: seed)
        let taken = min(size, pool.count)
        for i in 0..<taken { pool.swapAt(i, i + chance.below(pool.count - i)) }
        return pool[..<taken].sorted()
    }

    private static func score(
        _ users: [UserIndex], _ itemCount: Int, _ watcher: Watcher, _ oneAtATime: Bool,
        _ scores: @escaping ScoreBlock
    ) throws -> OutputMatrix {
        var values = [Float](repeating: 0, count: users.count * itemCount)
        try values.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let all = buffer
            let chunk = oneAtATime ? max(1, users.count) : 32
            try inWaves(users.count, chunk: chunk, "scoring a sample", watcher) { range in
                let part = all[range.lowerBound * itemCount..<range.upperBound * itemCount]
                try scores(Array(users[range]), UnsafeMutableBufferPointer(rebasing: part))
            }
        }
        return OutputMatrix(rows: users.count, columns: itemCount, values: values)
    }
}
