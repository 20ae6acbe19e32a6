import TorchABI

// Element by element; shapes broadcast as in NumPy.

extension Tensor {
    @inline(__always)
    func unary(_ op: TorchUnary, _ name: StaticString = #function) -> Tensor {
        made(name, self) { $0.pointee.unary(op, $1, $2) }
    }
    @inline(__always)
    func scalar(_ op: TorchScalar, _ value: Double, _ name: StaticString = #function) -> Tensor {
        made(name, self) { $0.pointee.scalar(op, $1, value, $2) }
    }
    @inline(__always)
    func binary(_ op: TorchBinary, _ other: Tensor, _ name: StaticString = #function) -> Tensor {
        made(name, self, other) { $0.pointee.binary(op, $1, $2, $3) }
    }

    public static func + (a: Tensor, b: Tensor) -> Tensor { a.binary(.add, b) }
    public static func - (a: Tensor, b: Tensor) -> Tensor { a.binary(.subtract, b) }
    public static func * (a: Tensor, b: Tensor) -> Tensor { a.binary(.multiply, b) }
    public static func / (a: Tensor, b: Tensor) -> Tensor { a.binary(.divide, b) }
    public static prefix func - (a: Tensor) -> Tensor { a.unary(.negative) }

    public static func + (a: Tensor, b: Double) -> Tensor { a.scalar(.add, b) }
    public static func - (a: Tensor, b: Double) -> Tensor { a.scalar(.add, -b) }
    public static func * (a: Tensor, b: Double) -> Tensor { a.scalar(.multiply, b) }
    public static func / (a: Tensor, b: Double) -> Tensor { a.scalar(.divide, b) }
    public static func + (a: Double, b: Tensor) -> Tensor { b.scalar(.add, a) }
    public static func - (a: Double, b: Tensor) -> Tensor { b.scalar(.subtractFrom, a) }
    public static func * (a: Double, b: Tensor) -> Tensor { b.scalar(.multiply, a) }
    public static func / (a: Double, b: Tensor) -> Tensor { b.scalar(.divideInto, a) }

    public static func += (a: inout Tensor, b: Tensor) { a = a + b }
    public static func -= (a: inout Tensor, b: Tensor) { a = a - b }
    public static func *= (a: inout Tensor, b: Tensor) { a = a * b }
    public static func /= (a: inout Tensor, b: Tensor) { a = a / b }

    /// Where the comparison holds, as a Bool tensor.
    public static func .== (a: Tensor, b: Tensor) -> Tensor { a.binary(.equal, b) }
    public static func .!= (a: Tensor, b: Tensor) -> Tensor { a.binary(.notEqual, b) }
    public static func .< (a: Tensor, b: Tensor) -> Tensor { a.binary(.less, b) }
    public static func .<= (a: Tensor, b: Tensor) -> Tensor { a.binary(.lessEqual, b) }
    public static func .> (a: Tensor, b: Tensor) -> Tensor { a.binary(.greater, b) }
    public static func .>= (a: Tensor, b: Tensor) -> Tensor { a.binary(.greaterEqual, b) }
    public static func .== (a: Tensor, b: Double) -> Tensor { a.scalar(.equal, b) }
    public static func .!= (a: Tensor, b: Double) -> Tensor { a.scalar(.notEqual, b) }
    public static func .< (a: Tensor, b: Double) -> Tensor { a.scalar(.less, b) }
    public static func .<= (a: Tensor, b: Double) -> Tensor { a.scalar(.lessEqual, b) }
    public static func .> (a: Tensor, b: Double) -> Tensor { a.scalar(.greater, b) }
    public static func .>= (a: Tensor, b: Double) -> Tensor { a.scalar(.greaterEqual, b) }
    public static func .& (a: Tensor, b: Tensor) -> Tensor { a.binary(.and, b) }
    public static func .| (a: Tensor, b: Tensor) -> Tensor { a.binary(.or, b) }
    public static func .^ (a: Tensor, b: Tensor) -> Tensor { a.binary(.xor, b) }
    public static prefix func .! (a: Tensor) -> Tensor { a.unary(.not) }

    public func abs() -> Tensor { unary(.absolute) }
    public func exp() -> Tensor { unary(.exp) }
    /// exp(x) - 1, exact near 0.
    public func expm1() -> Tensor { unary(.expm1) }
    public func log() -> Tensor { unary(.log) }
    /// log(1 + x), exact near 0.
    public func log1p() -> Tensor { unary(.log1p) }
    public func squareRoot() -> Tensor { unary(.squareRoot) }
    public func reciprocalSquareRoot() -> Tensor { unary(.reciprocalSquareRoot) }
    public func reciprocal() -> Tensor { unary(.reciprocal) }
    public func squared() -> Tensor { unary(.square) }
    public func power(_ exponent: Double) -> Tensor { scalar(.power, exponent) }
    public func power(_ exponent: Tensor) -> Tensor { binary(.power, exponent) }
    public func sin() -> Tensor { unary(.sin) }
    public func cos() -> Tensor { unary(.cos) }
    public func tanh() -> Tensor { unary(.tanh) }
    public func erf() -> Tensor { unary(.erf) }
    public func logGamma() -> Tensor { unary(.logGamma) }
    public func sign() -> Tensor { unary(.sign) }
    public func floor() -> Tensor { unary(.floor) }
    public func ceil() -> Tensor { unary(.ceil) }
    /// To the nearest whole number, halves to the even one.
    public func rounded() -> Tensor { unary(.round) }
    public func isNaN() -> Tensor { unary(.isNaN) }
    public func isFinite() -> Tensor { unary(.isFinite) }
    /// What is left over after dividing, with the divisor's sign.
    public func remainder(_ divisor: Double) -> Tensor { scalar(.remainder, divisor) }
    public func remainder(_ divisor: Tensor) -> Tensor { binary(.remainder, divisor) }
    /// The whole part of a quotient, rounded down.
    public func dividedDown(by divisor: Double) -> Tensor { scalar(.floorDivide, divisor) }
    public func dividedDown(by divisor: Tensor) -> Tensor { binary(.floorDivide, divisor) }
    public func clamped(from low: Double) -> Tensor { scalar(.atLeast, low) }
    public func clamped(to high: Double) -> Tensor { scalar(.atMost, high) }
    public func clamped(_ range: ClosedRange<Double>) -> Tensor {
        clamped(from: range.lowerBound).clamped(to: range.upperBound)
    }
    /// The larger of two, element by element.
    public func larger(_ other: Tensor) -> Tensor { binary(.maximum, other) }
    /// The smaller of two, element by element.
    public func smaller(_ other: Tensor) -> Tensor { binary(.minimum, other) }
    /// The angle of (other, self), in -π…π.
    public func atan2(_ other: Tensor) -> Tensor { binary(.atan2, other) }
    /// log(exp(a) + exp(b)) without overflow.
    public func logAddExp(_ other: Tensor) -> Tensor { binary(.logAddExp, other) }

    public func sigmoid() -> Tensor { unary(.sigmoid) }
    public func logSigmoid() -> Tensor { unary(.logSigmoid) }
    public func relu() -> Tensor { unary(.relu) }
    /// x Φ(x) (Hendrycks & Gimpel 2016).
    public func gelu() -> Tensor { unary(.gelu) }
    /// x σ(x), also called swish.
    public func silu() -> Tensor { unary(.silu) }
    /// log(1 + exp(x)).
    public func softplus() -> Tensor { unary(.softplus) }
    public func elu() -> Tensor { unary(.elu) }
    public func leakyRelu(_ slope: Double = 0.01) -> Tensor { scalar(.leakyRelu, slope) }

    /// a + weight (b - a), element by element.
    public func interpolated(to other: Tensor, _ weight: Tensor) -> Tensor {
        made("interpolated", self, other, weight) { $0.pointee.ternary(.interpolate, $1, $2, $3, $4) }
    }
    /// Takes from `a` where the condition holds and from `b` elsewhere.
    public static func `where`(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
        made("where", condition, a, b) { $0.pointee.ternary(.where, $1, $2, $3, $4) }
    }
    /// The same tensor with one number where the mask holds.
    public func filled(with value: Double, where mask: Tensor) -> Tensor {
        made("filled", self, mask) { $0.pointee.masked_fill($1, $2, value, $3) }
    }
}

// The activations as functions, for equations that read like the paper's: -logSigmoid(positive - negative).mean()

public func exp(_ x: Tensor) -> Tensor { x.exp() }
public func log(_ x: Tensor) -> Tensor { x.log() }
public func sqrt(_ x: Tensor) -> Tensor { x.squareRoot() }
public func tanh(_ x: Tensor) -> Tensor { x.tanh() }
public func sigmoid(_ x: Tensor) -> Tensor { x.sigmoid() }
public func logSigmoid(_ x: Tensor) -> Tensor { x.logSigmoid() }
public func relu(_ x: Tensor) -> Tensor { x.relu() }
public func gelu(_ x: Tensor) -> Tensor { x.gelu() }
public func silu(_ x: Tensor) -> Tensor { x.silu() }
public func softplus(_ x: Tensor) -> Tensor { x.softplus() }
public func softmax(_ x: Tensor, _ axis: Int = -1) -> Tensor { x.softmax(axis) }
