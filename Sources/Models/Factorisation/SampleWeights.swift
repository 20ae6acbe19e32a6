import Datasets
import Declarations

/// How much a training row counts: `even` (1), or its rating or a number of its own (`weights=completion`) over the
/// highest of them. A row without a number, or with one below 0, counts nothing.
public enum SampleWeights: SettingValue, Hashable {
    case even, ratings
    case column(String)

    public static var expected: String { "even, ratings, or a column of the data's rows" }
    public static var choices: [String] { ["even", "ratings"] }
    public static var syntax: Syntax { .word }

    public init(_ value: Value) throws(Mismatch) {
        guard let word = value.text, !word.isEmpty else { throw Mismatch(Self.expected, value) }
        self =
            switch word {
            case "even": .even
            case "ratings": .ratings
            default: .column(word)
            }
    }

    public var value: Value {
        switch self {
        case .even: .word("even")
        case .ratings: .word("ratings")
        case .column(let name): .word(name)
        }
    }

    /// A weight from 0 to 1 for each entry of the training matrix; all 1 where no number is above 0. Throws where the data
    /// has no such column.
    func weights(_ train: TrainingSet) throws -> [Float] {
        let numbers: [Float]
        switch self {
        case .even: return [Float](repeating: 1, count: train.matrix.count)
        case .ratings: numbers = train.matrix.values
        case .column(let name): numbers = try train.values(of: name).values
        }
        let top = numbers.reduce(0) { $1 > $0 ? $1 : $0 }
        return numbers.map { top > 0 ? ($0 > 0 ? $0 / top : 0) : 1 }
    }
}
