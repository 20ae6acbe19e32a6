import Datasets
import Declarations
import Models

struct FindRate: Command {
    static let name = "find-rate"
    static let summary = "Trains a few steps at growing learning rates and says where the loss falls fastest."
    static let example = """
        reel> b = generate behaviour kind=single users=200 seed=1 to=data/tiny-behaviour
        …
        reel> find-rate mlp-traits trials=20 | take 1 | select rate
        …
        """

    @Argument("Neural model.") var model: ModelRecipe
    @Setting("Split to train on; the current one when left out.") var on: Split? = nil
    @Setting("Smallest rate.", above: 0) var lowest = 1e-6
    @Setting("Largest rate.", above: 0) var highest = 10.0
    @Setting("Steps, each at a larger rate than the one before.", 2...100_000) var trials = 100

    func run(in session: Session) throws -> Report {
        let split = try session.split(on)
        let train = try split.trainingSet(fold: 0, part: .train, for: model.traits())
        let found = try findRate(
            model.neural(), on: train, from: lowest, to: highest, steps: trials, watching: session.watcher)
        return Report(found.table)
    }
}
