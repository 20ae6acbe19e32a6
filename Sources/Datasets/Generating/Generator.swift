import Declarations

/// A maker of data whose answer is known. One file per generator; see `generators`.
public protocol Generator: Declared {
    /// Writes a folder of files and returns its path. The same settings give the same bytes, on every machine and with
    /// any number of threads. Throws a `Problem` where the folder cannot be written.
    func generate(watching: Watcher) throws -> String
}

/// A generator by its name, with settings of its own: `generate firetv users=1000`.
public struct GeneratorRecipe: Recipe {
    public let generator: any Generator

    public init(_ generator: any Generator) { self.generator = generator }

    public static var expected: String { "a generator" }
    public static var completion: Completion { .list("generators") }
    public static var syntax: Syntax { .word }

    public init(_ value: Value) throws(Mismatch) {
        generator = try lookUp(value, in: generators, Self.expected) { $0.name }.init()
    }
    public var value: Value { .word(type(of: generator).name) }
    public var declared: any Declared { generator }
}
