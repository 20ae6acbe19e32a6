import Datasets
import Declarations
import Foundation
import Models

/// The area under the ROC curve: the part of pairs (1, 0) that the scores put in order, ties counting half.
func areaUnderCurve(_ scores: [Float], _ labels: [Bool]) -> Double {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var (below, sum, start) = (0.0, 0.0, 0)
    while start < order.count {
        var end = start
        while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
        let ones = Double(order[start..<end].filter { labels[$0] }.count)
        let zeros = Double(end - start) - ones
        sum += ones * (below + zeros / 2)
        below += zeros
        start = end
    }
    let ones = Double(labels.filter(\.self).count)
    return sum / max(1, ones * (Double(labels.count) - ones))
}

/// Who trains, who is watched for early stopping, and who is tested on: the files' own division, or 80/20 by user; a tenth
/// of the training users is watched (none with `watched` false).
func divided(_ behaviour: Behaviour, seed: Int, watched: Bool) -> People {
    var chance = Chance(seed: seed)
    var train = [UserIndex](), test = [UserIndex]()
    if let shipped = behaviour.shippedPeople {
        (train, test) = (shipped.train, shipped.test)
    } else {
        let users = shuffled((0..<behaviour.userCount).map { UserIndex($0) }, using: &chance)
        (test, train) = (Array(users[..<(users.count / 5)]), Array(users[(users.count / 5)...]))
    }
    let mixed = shuffled(train, using: &chance)
    let some = watched ? mixed.count / 10 : 0
    return People(train: Array(mixed[some...]), validation: Array(mixed[..<some]), test: test)
}

private func shuffled(_ users: [UserIndex], using chance: inout Chance) -> [UserIndex] {
    var users = users
    for i in stride(from: users.count - 1, to: 0, by: -1) {
        users.swapAt(i, min(i, Int(chance.uniform() * Double(i + 1))))
    }
    return users
}

func judgeSeries(_ path: String, seeds: Int, model name: String, settings: [String]) throws {
    let dataset = try load(path)
    guard let behaviour = dataset.behaviour else { throw Problem("\(path) holds no series") }
    var found = [Double]()
    for seed in 0..<seeds {
        let recipe = try ModelRecipe(.word(name))
        guard let model = recipe.model as? any TraitModel else { throw Problem("\(name) infers no traits") }
        var watched = true
        for setting in settings + ["seed=\(seed)"] {
            let parts = setting.split(separator: "=").map(String.init)
            guard parts.count == 2 else { throw Problem("\(setting) is no setting") }
            if parts[0] == "watched" {
                watched = parts[1] == "true"
                continue
            }
            let truths = ["true": true, "false": false]
            let value = truths[parts[1]].map { Value.truth($0) } ?? Double(parts[1]).map { .number($0) }
            try model.set(parts[0], to: value ?? .word(parts[1]))
        }
        let people = divided(behaviour, seed: seed, watched: watched)
        let begin = ContinuousClock.now
        let fitted = try model.fit(
            BehaviourTrainingSet(
                dataset: dataset, behaviour: behaviour, users: people.train, validation: people.validation),
            watching: .silent)
        let seconds = (ContinuousClock.now - begin).components.seconds
        let outputs = try fitted.predictions(of: behaviour, for: people.test, watching: .silent)
        let width = behaviour.targets.width, labels = people.test.map(behaviour.targets.label)
        let rows = labels.indices.map { outputs.values[$0 * width..<($0 + 1) * width] }
        let right = zip(rows, labels).filter { row, label in
            row.indices.max { row[$0] < row[$1] }.map { $0 - row.startIndex } == label
        }
        let accuracy = Double(right.count) / Double(max(1, labels.count))
        let area = areaUnderCurve(rows.map { $0.last ?? 0 }, labels.map { $0 == width - 1 })
        found.append(width == 2 ? area : accuracy)
        try emit([
            "model": name, "seed": seed, "accuracy": accuracy, "auc": width == 2 ? area : 0,
            "seconds": seconds, "train": people.train.count, "test": people.test.count,
        ])
    }
    try emit(["model": name, "mean": found.reduce(0, +) / Double(max(1, found.count)), "settings": settings])
}
