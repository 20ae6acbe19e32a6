/// A range whose values are as likely in each factor of ten: `log(1e-3..1)`. A sweep draws from it evenly in the logarithm.
public struct LogRange: Thing, Hashable {
    public let low: Double
    public let high: Double

    /// Both ends included; `nil` unless 0 < low ≤ high.
    public init?(_ low: Double, _ high: Double) {
        guard low > 0, low <= high, high.isFinite else { return nil }
        (self.low, self.high) = (low, high)
    }

    public var kind: String { "logarithmic range" }
    public var summary: String { "log(\(shortest(low))..\(shortest(high)))" }
    public var fields: [(name: String, value: Value)] {
        [("low", .number(low)), ("high", .number(high))]
    }
}
