/// Sizes of a tensor's axes, outermost first. A negative index counts from the end: `shape[-1]` is the innermost.
///
/// An axis that does not exist has size 0 instead of trapping, so that code may ask a failed tensor for its sizes; the
/// failure then shows where the result is read.
public struct Shape: RandomAccessCollection, Hashable, Sendable, ExpressibleByArrayLiteral,
    CustomStringConvertible
{
    public let sizes: [Int]

    public init(_ sizes: [Int]) { self.sizes = sizes }
    public init(arrayLiteral elements: Int...) { sizes = elements }

    public var startIndex: Int { 0 }
    public var endIndex: Int { sizes.count }
    public subscript(axis: Int) -> Int {
        let at = axis < 0 ? axis + sizes.count : axis
        return sizes.indices.contains(at) ? sizes[at] : 0
    }
    /// How many elements there are.
    public var elements: Int { sizes.reduce(1, *) }
    public var description: String { "[\(sizes.map(String.init).joined(separator: ", "))]" }
}
