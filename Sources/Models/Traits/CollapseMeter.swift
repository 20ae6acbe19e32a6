import Datasets
import Declarations
import Evaluation
import Tensors

/// Reads skill and variance ratio off a network while it trains, on the first of some users whose targets are known.
struct CollapseMeter {
    /// Users whose outputs are looked at, from the first on.
    let count: Int
    private let known: [Int]
    private let truth: OutputMatrix
    private let means: [Double]
    /// Stands before the measures' names where they are not those of users held out.
    private let prefix: String

    /// Most users that are looked at.
    static let size = 512

    init(_ data: BehaviourTrainingSet, _ users: [UserIndex], prefix: String) {
        self.prefix = prefix
        let sample = users.prefix(Self.size)
        count = sample.count
        let targets = data.behaviour.targets
        known = sample.indices.filter { !targets.row(sample[$0]).contains { $0.isNaN } }
        truth = OutputMatrix(
            rows: known.count, columns: targets.width, values: known.flatMap { targets.row(sample[$0]) })
        means = data.targetMeans
    }

    /// - Parameter raw: standardised outputs or logits of at least `count` users: [≥ count, D]
    func read(_ raw: Tensor, _ preparation: SeriesPreparation) throws -> Evaluated {
        guard known.count > 1 else { return Evaluated() }
        let all = try preparation.inOwnUnits(raw[0..<count]).floats()
        let width = truth.columns
        let own = known.flatMap { all[$0 * width..<($0 + 1) * width] }
        guard own.allSatisfy(\.isFinite) else {
            return Evaluated(verdict: .collapsed, reason: "some are no numbers")
        }
        let outputs = Outputs(
            predictions: OutputMatrix(rows: known.count, columns: width, values: own), targets: truth,
            trainingMeans: means)
        let diagnosis = try diagnose(outputs, with: [VarianceRatioCheck(), SkillCheck()])
        var measures: [String: Double] = [:]
        for finding in diagnosis.findings { measures[prefix + finding.measure] = finding.value }
        if preparation.isClassification { measures[prefix + "accuracy"] = accuracy(own, width) }
        return Evaluated(
            measures: measures, verdict: diagnosis.verdict,
            reason: diagnosis.deciding.map { "\($0.measure) \(shortest(($0.value * 1e3).rounded() / 1e3))" }
                .joined(separator: ", "))
    }

    /// Part of the users whose likeliest class is theirs.
    private func accuracy(_ own: [Float], _ width: Int) -> Double {
        let right = (0..<truth.rows).count { row in
            let shares = own[row * width..<(row + 1) * width]
            guard let top = shares.max(), let place = shares.firstIndex(of: top) else { return false }
            return truth.values[place] == 1
        }
        return Double(right) / Double(max(1, truth.rows))
    }
}

extension SeriesPreparation {
    /// Traits in their own units from standardised ones, or probabilities from logits: [B, D].
    func inOwnUnits(_ outputs: Tensor) -> Tensor {
        let outputs = outputs.converted(to: .float32)
        if isClassification { return outputs.softmax() }
        let scales = Tensor(targetScales.map { Float($0.deviation) }, on: outputs.device)
        let means = Tensor(targetScales.map { Float($0.mean) }, on: outputs.device)
        return outputs * scales + means
    }
}
