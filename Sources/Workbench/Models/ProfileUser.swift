import Datasets
import Declarations
import Evaluation
import Models

struct ProfileUser: Command {
    static let name = "profile"
    static let summary =
        "Makes inferred traits of a user readable: bands with confidence, archetype, what they suggest."
    static let example = """
        reel> b = generate behaviour kind=single users=300 seed=1 to=data/tiny-behaviour
        …
        reel> split held-out-users users=0.2 validation=0.2
        …
        reel> r = train ridge-traits
        …
        reel> profile r u7
        Profile of u7 by r: …
        …
        """

    enum Format: String, Choice { case text, table, json, compact }

    @Argument("Fitted model of traits.") var model: ModelReference
    @Argument("External id of the user.") var user: String
    @Setting("Text, a table of the traits, or JSON: indented or on one line.") var format = Format.text

    func run(in session: Session) throws -> Report {
        let model = model.model
        let (predictor, fit) = try model.traits()
        let dataset = model.split.dataset
        let behaviour = try dataset.requiredBehaviour()
        let u = try index(of: user, in: dataset.users, kind: "user")
        let basis = try session.basis(of: model, fit, predictor)
        let predicted = try predictor.predictions(of: behaviour, for: [u], watching: session.watcher)
        let profile = try UserProfile(
            user: user, model: model.title, predicted: predicted.values.map { Double($0) }, basis: basis)
        switch format {
        case .text: return profile.report
        case .table: return Report(profile.table)
        case .json: return verbatim(try profile.json())
        case .compact: return verbatim(try profile.json(compact: true))
        }
    }
}

/// Text that must not be broken into lines.
private func verbatim(_ text: String) -> Report { Report(.text(text), [.drawing(text)]) }

struct CalibrateBands: Command {
    static let name = "calibrate"
    static let summary =
        "Says how often users' true traits lie in the bands that profiles state, against the confidence stated."
    static let example = """
        reel> b = generate behaviour kind=single users=400 seed=1 to=data/tiny-behaviour
        …
        reel> split held-out-users users=0.2 validation=0.2
        …
        reel> r = train ridge-traits
        …
        reel> calibrate r | take 1 | select readings
        …
        """

    @Argument("Fitted model of traits.") var model: ModelReference

    func run(in session: Session) throws -> Report {
        let model = model.model
        let (predictor, fit) = try model.traits()
        let people = try model.split.people(fold: fit.fold)
        guard !people.test.isEmpty else {
            throw Problem(
                "\(model.split.scheme) leaves no test users", remedy: "split held-out-users validation=0.1")
        }
        let behaviour = try model.split.dataset.requiredBehaviour()
        let predicted = try predictor.predictions(of: behaviour, for: people.test, watching: session.watcher)
        var table = try BandCalibration(
            behaviour, users: people.test, predictions: predicted,
            basis: session.basis(of: model, fit, predictor)
        ).table
        table.runs = model.runs
        return Report(table)
    }
}

extension FittedModel {
    /// The first fit as a model of traits, or a problem.
    func traits() throws -> (predictor: any TraitPredictor, fit: Fit) {
        guard let fit = fits.first, let predictor = fit.predictor else {
            throw Problem(
                "\(title) recommends, it infers no traits", remedy: "recommend \(title) shows what it lists")
        }
        return (predictor, fit)
    }
}

extension Session {
    /// What profiles must know of a model: its residuals on validation users.
    func basis(of model: FittedModel, _ fit: Fit, _ predictor: any TraitPredictor) throws -> ProfileBasis {
        let people = try model.split.people(fold: fit.fold)
        guard !people.validation.isEmpty else {
            throw Problem(
                "how sure a profile is is learned on validation users, but \(model.split.scheme) leaves none",
                remedy: "split held-out-users validation=0.1, and train again")
        }
        let behaviour = try model.split.dataset.requiredBehaviour()
        let predicted = try predictor.predictions(of: behaviour, for: people.validation, watching: watcher)
        return try ProfileBasis(
            behaviour, train: people.train, validation: people.validation, predictions: predicted,
            verdict: fit.verdict)
    }
}
