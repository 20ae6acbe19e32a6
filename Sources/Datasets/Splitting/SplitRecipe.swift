import Declarations

/// A split scheme by its name, with settings of its own: `split leave-last-out n=2`.
public struct SplitRecipe: Recipe {
    public let splitter: any Splitter

    public init(_ splitter: any Splitter) { self.splitter = splitter }

    public static var expected: String { "a split scheme" }
    public static var completion: Completion { .list("splitters") }
    public static var syntax: Syntax { .word }

    public init(_ value: Value) throws(Mismatch) {
        splitter = try lookUp(value, in: splitters, Self.expected) { $0.name }.init()
    }
    public var value: Value { .word(type(of: splitter).name) }
    public var declared: any Declared { splitter }
}
