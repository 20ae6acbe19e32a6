import Declarations
import Tensors

extension TrainingLoop {
    /// One epoch over examples in this order; answers the mean of each term of the loss.
    func pass(through order: [Int]) throws -> [String: Double] {
        let size = rules.batch * rules.accumulate
        var sums = LossSums()
        let count = (order.count + size - 1) / size
        let often = max(1, count / 20)
        for number in 0..<count {
            try Interrupt.check()
            try step(Array(order[number * size..<min(order.count, (number + 1) * size)]), &sums)
            if number % often == 0 {
                let part = Double(state.epoch + before) + Double(number + 1) / Double(count)
                try watcher.progress(
                    "epoch \(state.epoch + before + 1)/\(total)", part / Double(max(1, total)))
            }
        }
        return try sums.means()
    }

    /// One step over some examples. Where memory runs out, the same step is taken in smaller passes, from then on.
    private func step(_ examples: [Int], _ sums: inout LossSums) throws {
        while true {
            var own = sums
            do {
                try attempt(examples, &own)
                sums = own
                return
            } catch let error as TensorError where error.kind == .outOfMemory {
                try optimiser.clearGradients()
                let size = min(state.pass, examples.count)
                guard size > 1 else {
                    throw Problem(
                        "there is not enough memory for a single example", remedy: "a smaller model")
                }
                state.pass = (size + 1) / 2
                watcher.note(
                    "out of memory: from here on \(state.pass) examples per pass, and more passes per step")
            }
        }
    }

    /// The gradient of the mean loss of some examples, in as many passes as needed, and one step down.
    private func attempt(_ examples: [Int], _ sums: inout LossSums) throws {
        var start = 0
        while start < examples.count {
            let chunk = Array(examples[start..<min(examples.count, start + state.pass)])
            start += chunk.count
            let terms = try rules.precision.compute(on: trainee.device) {
                try trainee.loss(of: chunk, .training(chance))
            }
            guard let first = terms.first?.value else { return }
            let loss = terms.dropFirst().reduce(first) { $0 + $1.value }
            let share = Double(chunk.count) / Double(examples.count)
            try (share == 1 ? loss : loss * share).backward()
            try sums.add(terms, loss, Double(chunk.count))
        }
        try optimiser.step()
    }
}

/// Sums of losses over an epoch, kept as tensors so that a device need not be waited for, but without their graphs.
struct LossSums {
    private var sums: [(name: String, sum: Tensor, weight: Double)] = []

    /// Adds the terms of a pass, and their total, over so many examples.
    mutating func add(_ terms: [LossTerm], _ total: Tensor, _ count: Double) throws {
        for term in [LossTerm("loss", total)] + (terms.count > 1 ? terms : []) {
            let value = term.value.detached() * count
            if let k = sums.firstIndex(where: { $0.name == term.name }) {
                sums[k].sum = sums[k].sum + value
                sums[k].weight += count
            } else {
                sums.append((term.name, value.converted(to: .float64), count))
            }
        }
    }

    func means() throws -> [String: Double] {
        var means = ["loss": 0.0]
        for (name, sum, weight) in sums { means[name] = try sum.item() / max(1, weight) }
        return means
    }
}
