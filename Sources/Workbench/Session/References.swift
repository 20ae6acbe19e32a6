import Datasets
import Declarations

// Things of the session as settings: `split=s`, `compare als warp`. A word that names nothing arrives as a word, and
// the mismatch says what was expected.

extension Dataset: SettingValue {
    public static var expected: String { "a data set of the session" }
    public static var completion: Completion { .names("data set") }
    public init(_ value: Value) throws(Mismatch) {
        if case .thing(let split as Split) = value {
            self = split.dataset
        } else if case .thing(let dataset as Dataset) = value {
            self = dataset
        } else {
            throw Mismatch(Self.expected, value, remedy: "name one first, as in: ml = load ml-100k")
        }
    }
    public var value: Value { .thing(self) }
}

extension Split: SettingValue {
    public static var expected: String { "a split of the session" }
    public static var completion: Completion { .names("split") }
    public init(_ value: Value) throws(Mismatch) {
        guard case .thing(let split as Split) = value else {
            throw Mismatch(Self.expected, value, remedy: "name one first, as in: s = split leave-last-out")
        }
        self = split
    }
    public var value: Value { .thing(self) }
}
