/// What a parameter starts as. Fans are counted as for a weight [out, in, …]: fan in = in · …, fan out = out · ….
public enum Initialiser: Sendable {
    case zeros
    case constant(Double)
    case uniform(Double, Double)
    case normal(deviation: Double)
    /// Normal, redrawn beyond two deviations.
    case truncatedNormal(deviation: Double)
    /// U(±√(6 / (fan in + fan out))) (Glorot & Bengio 2010, eq. 16).
    case xavierUniform
    case xavierNormal
    /// U(±√3 gain / √fan in) (He et al. 2015, eq. 10): gain √2 for ReLU.
    case kaimingUniform(gain: Double)
    case kaimingNormal(gain: Double)
    /// U(±1 / √fan in): what PyTorch gives a linear layer's weight and bias.
    case linear
    /// Rows or columns of length 1 at right angles (Saxe et al. 2014).
    case orthogonal(gain: Double)

    /// A parameter of the given shape. `fanIn` stands in where the shape does not tell it, as for a bias.
    public func callAsFunction(_ shape: [Int], fanIn: Int? = nil, using chance: Generator) -> Tensor {
        let area = shape.dropFirst(2).reduce(1, *)
        let into = Double(max(1, fanIn ?? (shape.count > 1 ? shape[1] * area : shape.first ?? 1)))
        let out = Double(max(1, (shape.first ?? 1) * area))
        return value(shape, into, out, chance).requireGradient()
    }

    private func value(_ shape: [Int], _ into: Double, _ out: Double, _ chance: Generator) -> Tensor {
        func even(_ bound: Double) -> Tensor { chance.uniform(shape, from: -bound, to: bound) }
        func normal(_ deviation: Double) -> Tensor { chance.normal(shape, deviation: deviation) }
        switch self {
        case .zeros: return .zeros(shape)
        case .constant(let value): return .filled(shape, with: value)
        case .uniform(let low, let high): return chance.uniform(shape, from: low, to: high)
        case .normal(let deviation): return normal(deviation)
        case .truncatedNormal(let deviation): return truncated(shape, chance) * deviation
        case .xavierUniform: return even((6 / (into + out)).squareRoot())
        case .xavierNormal: return normal((2 / (into + out)).squareRoot())
        case .kaimingUniform(let gain): return even(gain * (3 / into).squareRoot())
        case .kaimingNormal(let gain): return normal(gain / into.squareRoot())
        case .linear: return even(1 / into.squareRoot())
        case .orthogonal(let gain): return orthogonal(shape, chance) * gain
        }
    }

    /// Redraws what lies beyond two deviations; what is left after 16 rounds (less than 1e-21 of it) is cut.
    private func truncated(_ shape: [Int], _ chance: Generator) -> Tensor {
        var values = chance.normal(shape)
        for _ in 0..<16 {
            let beyond = values.abs() .> 2
            guard (try? beyond.any().item()) == 1 else { return values }
            values = Tensor.where(beyond, chance.normal(shape), values)
        }
        return values.clamped(-2...2)
    }

    private func orthogonal(_ shape: [Int], _ chance: Generator) -> Tensor {
        let rows = shape.first ?? 1, columns = max(1, shape.dropFirst().reduce(1, *))
        let tall = chance.normal([max(rows, columns), min(rows, columns)])
        let (q, r) = tall.qr()
        let turned = q * r.diagonal().sign()
        return (rows < columns ? turned.transposed() : turned).reshaped(shape).contiguous()
    }
}
