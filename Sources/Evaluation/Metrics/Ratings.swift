import Declarations

/// Root of the mean squared error.
public struct RMSE: RatingMetric {
    public static let name = "rmse"
    public static let summary = "Takes the root of the mean squared error of predicted ratings."
    public static let example = "reel> evaluate bias on=[rmse]"
    public static let formula = "rmse = sqrt(mean over all test ratings of (predicted - actual)^2)"
    public static let source = "Herlocker et al., ACM TOIS 22(1), 2004"
    public static let better: Table.Better? = .lower
    public init() {}

    public func value(predicted: [Float], actual: [Float]) -> Double {
        var sum = 0.0
        for (p, a) in zip(predicted, actual) {
            let error = Double(p) - Double(a)
            sum += error * error
        }
        return (sum / Double(actual.count)).squareRoot()
    }
}

/// Mean absolute error.
public struct MAE: RatingMetric {
    public static let name = "mae"
    public static let summary = "Averages the absolute error of predicted ratings."
    public static let example = "reel> evaluate bias on=[mae]"
    public static let formula = "mae = mean over all test ratings of |predicted - actual|"
    public static let source = "Herlocker et al., ACM TOIS 22(1), 2004"
    public static let better: Table.Better? = .lower
    public init() {}

    public func value(predicted: [Float], actual: [Float]) -> Double {
        var sum = 0.0
        for (p, a) in zip(predicted, actual) { sum += abs(Double(p) - Double(a)) }
        return sum / Double(actual.count)
    }
}
