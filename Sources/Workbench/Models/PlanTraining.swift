import Datasets
import Declarations
import Models

struct PlanTraining: Command {
    static let name = "plan"
    static let summary =
        "Measures a few steps of a training and says what time and memory the whole will take."
    static let example = """
        reel> b = generate behaviour kind=single users=200 seed=1 to=data/tiny-behaviour
        …
        reel> plan train mlp-traits epochs=20 | where what == "epochs" | select amount
        …
        20
        …
        """

    enum What: String, Choice { case train }

    @Argument("What to plan.") var what: What
    @Argument("Neural model.") var model: ModelRecipe
    @Setting("Split to train on; the current one when left out.") var on: Split? = nil

    func run(in session: Session) throws -> Report {
        let split = try session.split(on)
        let train = try split.trainingSet(fold: 0, part: .train, for: model.traits())
        let plan = try planTraining(model.neural(), on: train, watching: session.watcher)
        return Report(plan.table)
    }
}

extension ModelRecipe {
    /// The recipe as one of a model of traits, or a problem.
    func traits() throws -> any TraitModel {
        guard let traits = model as? any TraitModel else {
            throw Problem(
                "\(name) infers no traits",
                remedy: "known: \(traitZoo.map { $0.name }.joined(separator: ", "))")
        }
        return traits
    }

    /// The recipe as one of a network, or a problem.
    func neural() throws -> any NeuralTraits {
        guard let neural = model as? any NeuralTraits else {
            let known = traitZoo.filter { $0 is any NeuralTraits.Type }.map { $0.name }
            throw Problem("\(name) is no neural network", remedy: "known: \(known.joined(separator: ", "))")
        }
        return neural
    }
}
