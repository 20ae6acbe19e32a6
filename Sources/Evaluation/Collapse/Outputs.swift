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
    /// Mean cosine over all pairs of rows, none left out.
    public let meanCosine: Double
    /// Rows whose distances from each other are looked at one by one, evenly taken from all of them: [pairs, columns].
    let sample: OutputMatrix
    /// Inner products of all pairs of the sample's rows.
    let gram: [Double]
    /// What diagnostics of rows and columns look at, [rows, columns], and how its numbers count.
    let matrix: OutputMatrix
    let scaling: ColumnScaling?
    private let variances: [Double]?

    /// The sample's top-k lists, what was seen included: filtering would make even equal lists differ between users.
    public var lists: ItemLists?
    public var catalogue: Catalogue?
    /// Whose rows and lists these are; empty where rows are no users.
    public var users: [UserIndex] = []
    /// Share of rows whose first place is shared by several items.
    public var tiedTops: Double?
    /// Mean area under the ROC curve of the sample, where something relevant is known.
    public var auc: Double?
    /// What `predictions` should have been, and the training mean of each column.
    public var targets: OutputMatrix?
    public var trainingMeans: [Double]?
    /// The predictions themselves, kept where there are targets.
    public var predictions: OutputMatrix?
    /// Spread and errors of the predictions, column by column.
    var moments: ColumnMoments?
    /// Singular values of the targets, standardised as the predictions are: what spread there is to be kept.
    public var targetSpectrum: Spectrum?
    /// What a quick reference finds in the same inputs.
    public var signal: SignalEvidence?
    /// Pairs of rows that belong together, for alignment.
    public var positivePairs: [(Int, Int)] = []

    /// Rows of which all pairs are looked at, where there are more: rows² × columns is their cost.
    public static let narrowSample = 2048
    public static let wideSample = 512

    /// Measures all singular values, the mean cosine over all pairs of rows, and the distances within a sample of them.
    public init(_ matrix: OutputMatrix, kind: Kind) {
        self.init(kind == .scores ? matrix.rowCentred() : matrix, kind: kind, found: nil)
    }

    /// The same, with singular values found as asked for. Throws where OpenBLAS is needed for that and missing.
    public init(_ matrix: OutputMatrix, kind: Kind, by method: Spectrum.Method) throws {
        let matrix = kind == .scores ? matrix.rowCentred() : matrix
        let found = try Spectrum(
            matrix.values, rows: matrix.rows, columns: matrix.columns, unlessExact: method)
        self.init(matrix, kind: kind, found: found)
    }

    /// Predictions with what they should have been and the constant to beat.
    ///
    /// Spread and directions are measured after taking away the training means and dividing by the targets' deviations:
    /// a common level is no likeness between users, and a column's unit is no weight.
    public init(predictions: OutputMatrix, targets: OutputMatrix, trainingMeans: [Double]) {
        let (rows, columns) = (targets.rows, targets.columns)
        let isTall = rows > columns
        // Both matrices are read once: what scales them is found on the way, and scales products as well afterwards.
        let reading =
            isTall
            ? ColumnReading(
                predictions.values, targets: targets.values, rows: rows, columns: columns,
                origins: trainingMeans)
            : nil
        let moments =
            reading?.moments
            ?? ColumnMoments(
                predictions.values, targets: targets.values, rows: rows, columns: columns,
                constants: trainingMeans)
        let scaling = ColumnScaling(origins: trainingMeans, scales: moments.targetDeviations)
        if let reading {
            let found = Spectrum(gram: scaling.scaled(reading.products), size: columns)
            self.init(predictions, kind: .predictions, as: scaling, found: found)
            targetSpectrum = Spectrum(gram: scaling.scaled(reading.targetProducts), size: columns)
        } else {
            self.init(predictions.read(as: scaling), kind: .predictions, found: nil)
            let truth = targets.read(as: scaling)
            targetSpectrum = Spectrum(truth.values, rows: rows, columns: columns)
        }
        (self.targets, self.trainingMeans, self.predictions) = (targets, trainingMeans, predictions)
        self.moments = moments
    }

    private init(_ matrix: OutputMatrix, kind: Kind, as scaling: ColumnScaling? = nil, found: Spectrum?) {
        let (rows, columns) = (matrix.rows, matrix.columns)
        (self.matrix, self.kind, self.scaling, self.rows, self.columns) = (
            matrix, kind, scaling, rows, columns
        )
        let most = columns <= 256 ? Self.narrowSample : Self.wideSample
        let thinned = matrix.thinned(to: most)
        sample = scaling.map { thinned.read(as: $0) } ?? thinned
        gram = Kernels.gram(sample.values, rows: sample.rows, width: columns)
        if let found {
            (spectrum, variances) = (found, nil)
        } else if rows > columns {
            let reading = ColumnReading(matrix.values, rows: rows, columns: columns)
            spectrum = Spectrum(gram: reading.products, size: columns)
            variances = reading.moments?.targetVariances
        } else {
            let isWhole = sample.rows == rows
            spectrum =
                isWhole
                ? Spectrum(gram: gram, size: rows) : Spectrum(matrix.values, rows: rows, columns: columns)
            variances = nil
        }
        let (sum, zeros) = unitRows(matrix.values, rows: rows, columns: columns, as: scaling)
        // Σ over pairs of x'y = (|Σ x|² - Σ |x|²) / 2 for rows of length 1; rows of zeros are alike among themselves.
        let lengths = Double(rows - zeros)
        let alike = (sum.reduce(0) { $0 + $1 * $1 } - lengths) / 2 + Double(zeros * (zeros - 1)) / 2
        meanCosine = rows > 1 ? alike / (Double(rows) * Double(rows - 1) / 2) : 1
    }

    /// Mean of a function of the cosine over all pairs of the sample's rows; two rows of zeros point the same way.
    func meanOverPairs(_ value: @Sendable (Double) -> Double) -> Double {
        let n = sample.rows
        let chunk = 64
        let sums = Sums(count: (n + chunk - 1) / chunk)
        let squares = (0..<n).map { gram[$0 * n + $0] }
        gram.withUnsafeBufferPointer { gram in
            nonisolated(unsafe) let gram = gram
            parallel(n, chunk: chunk) { range in
                var sum = 0.0
                for a in range {
                    for b in 0..<a {
                        sum += value(normalisedProduct(gram[a * n + b], squares[a], squares[b]))
                    }
                }
                sums.set(range.lowerBound / chunk, sum)
            }
        }
        return sums.total / (Double(n) * Double(n - 1) / 2)
    }

    /// Variance of each column (n - 1), over all rows.
    public var columnVariances: [Double] { variances ?? matrix.variances }
}

/// How many users a collapse check looks at, and how.
public struct SampleRules: Sendable, Hashable {
    public var size = 256
    /// Length of the lists; at most a quarter of the catalogue, so that lists can differ.
    public var k = 10
    public var seed = 0
    /// How singular values are found.
    public var method = Spectrum.Method.auto
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
        var outputs = try Outputs(matrix, kind: .scores, by: rules.method)
        outputs.users = chosen
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
