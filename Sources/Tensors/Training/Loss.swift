import TorchABI

/// What training makes small. Each gives a single number: the mean over the elements (or pairs, or rows) it compares.
public enum Loss {
    @inline(__always)
    private static func call(
        _ op: TorchLoss, _ a: Tensor, _ target: Tensor, _ weights: Tensor?, _ parameter: Double = 0,
        _ name: StaticString = #function
    ) -> Tensor {
        made(name, a, target, weights) { $0.pointee.loss(op, $1, $2, $3, parameter, true, $4) }
    }

    /// (a - b)².
    public static func meanSquares(_ a: Tensor, _ b: Tensor, weights: Tensor? = nil) -> Tensor {
        call(.meanSquares, a, b, weights)
    }
    /// |a - b|.
    public static func meanAbsolute(_ a: Tensor, _ b: Tensor, weights: Tensor? = nil) -> Tensor {
        call(.meanAbsolute, a, b, weights)
    }
    /// Squares below `delta`, absolute above (Huber 1964).
    public static func huber(_ a: Tensor, _ b: Tensor, delta: Double = 1, weights: Tensor? = nil) -> Tensor {
        call(.huber, a, b, weights, delta)
    }
    /// -y log σ(x) - (1 - y) log(1 - σ(x)), for logits x and targets in 0…1.
    public static func binaryCrossEntropy(_ logits: Tensor, _ targets: Tensor, weights: Tensor? = nil)
        -> Tensor
    {
        call(.logits, logits, targets, weights)
    }

    /// -log softmax(logits)[class]: [..., C] and class numbers [...]; positions with the class `ignoring` do not count.
    /// `smoothing` gives that share of the target to all classes alike (Szegedy et al. 2016).
    public static func crossEntropy(
        _ logits: Tensor, _ classes: Tensor, classWeights: Tensor? = nil, ignoring: Int = -100,
        smoothing: Double = 0
    ) -> Tensor {
        let flat = logits.rank > 2 ? logits.flattened(0, -2) : logits
        let targets = classes.rank > 1 ? classes.flattened() : classes
        return made("crossEntropy", flat, targets, classWeights) {
            $0.pointee.cross_entropy($1, $2, $3, Int64(ignoring), smoothing, true, $4)
        }
    }

    /// Gaussian with the predicted mean and log variance: ½ (log σ² + (y - μ)² / σ²).
    public static func gaussian(mean: Tensor, logVariance: Tensor, _ target: Tensor) -> Tensor {
        0.5 * (logVariance + (target - mean).squared() * (-logVariance).exp()).mean()
    }

    /// BPR-Opt (Rendle et al. 2009, §4.1) as a loss: -log σ(positive - negative).
    public static func bpr(_ positive: Tensor, _ negative: Tensor) -> Tensor {
        -logSigmoid(positive - negative).mean()
    }

    /// max(0, margin - positive + negative).
    public static func hinge(_ positive: Tensor, _ negative: Tensor, margin: Double = 1) -> Tensor {
        relu(margin - positive + negative).mean()
    }

    /// TOP1 (Hidasi et al. 2016, §3.1): σ(negative - positive) + σ(negative²).
    public static func top1(_ positive: Tensor, _ negative: Tensor) -> Tensor {
        (sigmoid(negative - positive) + sigmoid(negative.squared())).mean()
    }

    /// BPR-max (Hidasi & Karatzoglou 2018, eq. 8): positive [B], negatives [B, N].
    public static func bprMax(_ positive: Tensor, _ negatives: Tensor, penalty: Double = 1) -> Tensor {
        let weight = negatives.softmax(-1)  // [B, N]
        let chosen = (weight * sigmoid(positive.expanded(-1) - negatives)).sum(-1)  // [B]
        let size = (weight * negatives.squared()).sum(-1)  // [B]
        return (penalty * size - log(chosen + 1e-24)).mean()
    }

    /// InfoNCE (van den Oord et al. 2018, eq. 4) with the other rows as negatives: a, b [B, D], row i of each a pair.
    /// `symmetric` also tells a's rows apart by b's.
    public static func infoNCE(
        _ a: Tensor, _ b: Tensor, temperature: Double = 0.1, symmetric: Bool = true
    ) -> Tensor {
        let alike = a.normalised().matmul(b.normalised().transposed()) / temperature  // [B, B]
        let pairs = Tensor.range(0..<a.shape[0], on: a.device)
        let forwards = crossEntropy(alike, pairs)
        guard symmetric else { return forwards }
        return 0.5 * (forwards + crossEntropy(alike.transposed(), pairs))
    }

    /// Σ p (log p - log q) per row of the innermost axis, from logarithms.
    public static func divergence(logP: Tensor, logQ: Tensor) -> Tensor {
        (logP.exp() * (logP - logQ)).sum(-1).mean()
    }

    /// KL divergence of N(μ, σ²) from N(0, 1) per row (Kingma & Welling 2014, appendix B).
    public static func gaussianDivergence(mean: Tensor, logVariance: Tensor) -> Tensor {
        -0.5 * (1 + logVariance - mean.squared() - logVariance.exp()).sum(-1).mean()
    }
}
