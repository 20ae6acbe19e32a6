import Tensors

// What the cures add to a network's loss; each is off unless its setting says otherwise.

extension TraitTrainee {
    func loss(of examples: [Int], _ phase: Phase) throws -> [LossTerm] {
        let cures = rules.cures
        let clean = train.batch(examples), y = targets.rows(examples)
        let x = disturbed(clean, phase, noise: cures.noise, dropping: cures.dropChannels)
        guard cures.adversary == 0 else { return try robustLoss(x, y, phase, clean) }
        let out = try net(x, phase)
        return [LossTerm("error", learner.error(out.outputs, y))] + (try penalties(out, y, clean, phase))
    }

    /// ½ J(x) + ½ J(x + ε sign ∇J(x)) (Goodfellow, Shlens & Szegedy, ICLR 2015, §6), the change where something was
    /// observed.
    private func robustLoss(_ x: SeriesBatch, _ y: TraitBatch, _ phase: Phase, _ clean: SeriesBatch) throws
        -> [LossTerm]
    {
        var probe = x
        probe.values = x.values.detached().cloned().requireGradient()
        let out = try net(probe, phase)
        let plain = learner.error(out.outputs, y)
        let slope = try gradients(of: [plain], to: [probe.values], keepingGraph: true)[0]
        var worst = x
        if let slope {
            worst.values = x.values + rules.cures.adversary * slope.detached().sign() * x.observed
        }
        let robust = learner.error(try net(worst, phase).outputs, y)
        return [LossTerm("error", 0.5 * plain), LossTerm("adversary", 0.5 * robust)]
            + (try penalties(out, y, clean, phase))
    }

    private func penalties(_ out: TraitOutputs, _ y: TraitBatch, _ clean: SeriesBatch, _ phase: Phase) throws
        -> [LossTerm]
    {
        let cures = rules.cures
        var terms: [LossTerm] = []
        if cures.variance > 0 {
            terms.append(LossTerm("variance", cures.variance * SpreadPenalties.variance(out.outputs)))
        }
        if cures.covariance > 0 {
            let penalty = SpreadPenalties.covariance(out.representation)
            terms.append(LossTerm("covariance", cures.covariance * penalty))
        }
        if cures.contrast > 0, clean.count > 1 {
            terms.append(LossTerm("contrast", cures.contrast * (try contrast(out, clean, phase))))
        }
        if let rival = learner.discriminator {
            let shown = preparation.isClassification ? out.outputs.softmax() : out.outputs
            terms.append(
                LossTerm("discriminator", cures.discriminator * rival(outputs: shown, truth: y.values)))
        }
        return terms
    }

    /// InfoNCE between the representation at hand and that of another noisy view of the same users.
    private func contrast(_ out: TraitOutputs, _ clean: SeriesBatch, _ phase: Phase) throws -> Tensor {
        let cures = rules.cures
        let isPlain = cures.noise == 0 && cures.dropChannels == 0
        let view = disturbed(
            clean, phase, noise: isPlain ? Cures.viewNoise : cures.noise, dropping: cures.dropChannels)
        let other = try net(view, phase).representation
        return Loss.infoNCE(
            out.representation.converted(to: .float32), other.converted(to: .float32),
            temperature: cures.temperature)
    }

    /// A view of some series: noise on what was observed, and whole channels of users taken away. The others are not
    /// scaled up: they mean what they meant.
    private func disturbed(
        _ x: SeriesBatch, _ phase: Phase, noise: Double, dropping rate: Double
    ) -> SeriesBatch {
        guard case .training(let chance) = phase, noise > 0 || rate > 0 else { return x }
        var view = x
        if noise > 0 {
            let shaking = chance.normal(x.values.shape.sizes, deviation: noise).on(device)
            view.values = x.values + shaking * x.observed
            view.statics = x.statics.map { $0 + chance.normal($0.shape.sizes, deviation: noise).on(device) }
        }
        if rate > 0 {
            let sizes = [x.count, 1, x.values.shape[2]]
            let kept = chance.bernoulli(sizes, probability: 1 - rate).on(device)  // [B, 1, C]
            (view.values, view.observed) = (view.values * kept, view.observed * kept)
        }
        return view
    }
}
