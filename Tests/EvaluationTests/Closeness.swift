/// Whether two numbers differ by less than a tolerance; NaN is close to nothing.
func isClose(_ a: Double, _ b: Double, within tolerance: Double) -> Bool { abs(a - b) < tolerance }

/// The same for two lists of equal length.
func areClose(_ a: [Double], _ b: [Double], within tolerance: Double) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { isClose($0, $1, within: tolerance) }
}
