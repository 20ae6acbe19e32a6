import Datasets
import Declarations

/// Evaluates predicted traits or classes. Accuracies are never shown without that of the constant: `within@10` brings
/// `within@10~mean`.
/// - Throws: a `Problem` where a measure is not one of traits, or does not suit them.
public func evaluateTraits(_ pairs: TraitPairs, users: [UserIndex], on specs: [MetricSpec]) throws
    -> Evaluation
{
    guard pairs.users > 0 else { throw Problem("there are no users to be judged on") }
    if let bad = pairs.predicted.values.firstIndex(where: { !$0.isFinite }) {
        throw Problem(
            "the prediction for user \(bad / max(1, pairs.predicted.columns) + 1) is not a finite number")
    }
    var scores: [Score] = []
    func add(_ name: String, _ better: Table.Better?, _ value: ListValue) {
        scores.append(
            Score(
                name: name, better: better, mean: value.value, perUser: value.perUser, worst: value.value,
                best: value.value))
    }
    for spec in specs {
        if let metric = spec.traitMetric {
            add(spec.description, spec.better, try metric.value(pairs))
            if let within = metric as? Within { add("\(spec)~mean", nil, within.constant(pairs)) }
            if let accuracy = metric as? Accuracy { add("\(spec)~mean", nil, accuracy.constant(pairs)) }
        } else if let metric = spec.ratingMetric {
            add(spec.description, spec.better, pooled(metric, pairs))
        } else {
            throw Problem(
                "\(spec) measures rankings, but what was inferred are \(pairs.isClassification ? "classes" : "traits")",
                remedy:
                    "known here: skill, variance-ratio, within@10, accuracy, auroc, log-loss, correlation, rmse, mae"
            )
        }
    }
    let isMixed = scores.contains { $0.name.hasSuffix("~mean") }
    return Evaluation(
        users: users, skipped: 0, ties: .average, scores: scores,
        notes: ["\(pairs.users) users judged."]
            + (isMixed ? ["~mean: what the training means reach without looking at anybody."] : []))
}

/// Errors pooled over all known traits, with each user's own beside.
private func pooled(_ metric: any RatingMetric, _ pairs: TraitPairs) -> ListValue {
    let width = pairs.actual.columns
    func of(_ users: Range<Int>) -> Double {
        let known = (users.lowerBound * width..<users.upperBound * width).filter {
            !pairs.actual.values[$0].isNaN
        }
        guard !known.isEmpty else { return .nan }
        return metric.value(
            predicted: known.map { pairs.predicted.values[$0] }, actual: known.map { pairs.actual.values[$0] }
        )
    }
    return ListValue(of(0..<pairs.users), perUser: (0..<pairs.users).map { of($0..<$0 + 1) })
}
