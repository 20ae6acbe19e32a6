import Foundation

/// What went wrong with tensors: the operation, the shapes it was given, and what the library said.
///
/// A class, so that a failed tensor carries it in one word.
public final class TensorError: Error, Sendable {
    /// What a program may want to react to.
    public enum Kind: Sendable { case other, outOfMemory, unavailable, file }

    public let kind: Kind
    /// The operation as it is written in Swift: "matmul", "+"; empty where none was under way.
    public let operation: String
    /// The shapes of its tensors, in order.
    public let shapes: [Shape]
    /// What is wrong, as one sentence without a full stop.
    public let message: String
    /// What would do.
    public let remedy: String?

    public init(
        _ message: String, operation: String = "", shapes: [Shape] = [], remedy: String? = nil,
        kind: Kind = .other
    ) {
        self.message = message
        self.operation = operation
        self.shapes = shapes
        self.remedy = remedy
        self.kind = kind
    }

    /// Takes over a message of the library.
    convenience init(_ text: UnsafeMutablePointer<CChar>, _ operation: StaticString, _ shapes: [Shape]) {
        let whole = String(cString: text)
        Backend.table?.pointee.release_text(text)
        let lines = whole.split(separator: "\n").prefix { !$0.hasPrefix("Exception raised") }
        let name = "\(operation)".prefix { $0 != "(" }
        let spent = ["not enough memory", "out of memory", "can't allocate memory"].contains {
            whole.contains($0)
        }
        self.init(
            lines.joined(separator: " ").trimmingCharacters(in: .whitespaces), operation: String(name),
            shapes: shapes, kind: spent ? .outOfMemory : .other)
    }
}

extension TensorError: CustomStringConvertible, LocalizedError {
    /// "matmul of [3, 4] and [5, 6]: mat1 and mat2 shapes cannot be multiplied (3x4 and 5x6)"
    public var description: String {
        let sentence = remedy.map { "\(message); \($0)" } ?? message
        guard !operation.isEmpty else { return sentence }
        guard !shapes.isEmpty else { return "\(operation): \(sentence)" }
        return "\(operation) of \(shapes.map(\.description).joined(separator: " and ")): \(sentence)"
    }

    public var errorDescription: String? { description }
}
