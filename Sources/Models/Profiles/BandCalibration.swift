import Datasets
import Declarations
import Evaluation

/// Whether the confidence of score bands can be believed: how often the true value lies in the stated band, against how
/// often it was said to (reliability diagram, DeGroot & Fienberg 1983; expected calibration error, Naeini et al.,
/// AAAI 2015), over all users and traits.
public struct BandCalibration: Sendable {
    /// Readings whose confidence is about the same.
    public struct Bin: Sendable, Hashable {
        public let confidence: Range<Double>
        public let readings: Int
        /// Mean of what was said, and share of readings that were right.
        public let stated: Double
        public let right: Double
    }

    /// Bins of equal width that hold any reading.
    public let bins: [Bin]
    public let readings: Int
    public let stated: Double
    public let right: Double
    /// Σ n/N |right − stated| over the bins.
    public let expectedError: Double

    static let binCount = 10

    /// Reads bands off predictions for users that neither the model nor the basis has seen, and looks at the truth. Rows
    /// of `predictions` are these users; traits that are NaN for a user are left out.
    public init(_ behaviour: Behaviour, users: [UserIndex], predictions: OutputMatrix, basis: ProfileBasis)
        throws
    {
        guard predictions.columns == basis.traits.count, predictions.rows == users.count,
            behaviour.targets.width == basis.traits.count
        else { throw Problem("calibration needs a prediction of every trait for every user") }
        var cells = [(confidence: Double, isRight: Bool)]()
        for (row, user) in users.enumerated() {
            for ((predicted, truth), trait) in zip(
                zip(predictions.row(row), behaviour.targets.row(user)), basis.traits) where !truth.isNaN
            {
                let level = trait.level(Double(predicted))
                let band = ScoreBand(level: level)
                cells.append(
                    (
                        band.confidence(level: level, uncertainty: trait.uncertainty),
                        ScoreBand(level: trait.level(Double(truth))) == band
                    ))
            }
        }
        self.init(cells)
    }

    /// From stated confidences and whether each was right.
    public init(_ cells: [(confidence: Double, isRight: Bool)]) {
        let n = Double(max(1, cells.count))
        readings = cells.count
        stated = cells.reduce(0) { $0 + $1.confidence } / n
        right = Double(cells.count(where: \.isRight)) / n
        let width = 1 / Double(Self.binCount)
        bins = (0..<Self.binCount).compactMap { k in
            let inside = cells.filter { min(Self.binCount - 1, max(0, Int($0.confidence / width))) == k }
            guard !inside.isEmpty else { return nil }
            let count = Double(inside.count)
            return Bin(
                confidence: Double(k) * width..<Double(k + 1) * width, readings: inside.count,
                stated: inside.reduce(0) { $0 + $1.confidence } / count,
                right: Double(inside.count(where: \.isRight)) / count)
        }
        expectedError = bins.reduce(0) { $0 + Double($1.readings) / n * abs($1.right - $1.stated) }
    }

    /// The reliability table: a line for each bin, the expected calibration error below.
    public var table: Table {
        Table(
            "Calibration of score bands",
            columns: [
                Table.Column("confidence-from", decimals: 1), Table.Column("to", decimals: 1),
                Table.Column("readings"), Table.Column("stated", decimals: 3),
                Table.Column("right", decimals: 3),
                Table.Column("difference", decimals: 3),
            ],
            rows: bins.map { bin in
                [
                    bin.confidence.lowerBound, bin.confidence.upperBound, Double(bin.readings), bin.stated,
                    bin.right,
                    bin.right - bin.stated,
                ].map { .number($0) }
            },
            notes: [
                "Expected calibration error \(shortest((expectedError * 1e4).rounded() / 1e4)) over \(readings) readings; "
                    + "\(shortest((right * 1e3).rounded() / 10)) % right, "
                    + "\(shortest((stated * 1e3).rounded() / 10)) % stated."
            ])
    }
}
