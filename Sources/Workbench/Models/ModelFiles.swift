import Datasets
import Declarations
import Foundation
import Models

struct SaveModel: Command {
    static let name = "save-model"
    static let summary = "Writes a fitted model as a safetensors file, its name and settings in the header."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> a = train als factors=4 epochs=2
        …
        reel> save-model a to=results/a.safetensors
        wrote results/a.safetensors
        reel> b = load-model results/a.safetensors
        b: als …
        …
        """

    @Argument("Fitted model.") var model: ModelReference
    @Setting("File to write.") var to = FilePath("results/model.safetensors")
    @Setting("Fit to write, counted from 1.", 1...10_000) var fit = 1

    func run(in session: Session) throws -> Report {
        let model = model.model
        guard fit <= model.fits.count else {
            throw Problem("\(model.title) has \(model.fits.count) fits, but fit is \(fit)")
        }
        let chosen = model.fits[fit - 1]
        let folder = (to.typed as NSString).deletingLastPathComponent
        if !folder.isEmpty {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        switch chosen.fitted {
        case .recommender(let scorer): try ModelRecipe(model.recipe).save(scorer, to: to.typed)
        case .traits(let net as FittedTraits): try net.save(to: to.typed)
        case .traits: throw Problem("\(model.model) is quicker trained than kept: it is not written to files")
        }
        if session.isRecording, let run = chosen.run {
            try session.store.record(export: to.typed, runs: [run], command: session.call.text)
        }
        return Report("wrote \(to.typed)", .text(to.typed))
    }
}

struct LoadModel: Command {
    static let name = "load-model"
    static let summary =
        "Reads a fitted model from a safetensors file, for the current split, and checks it for collapse."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> e = train ease l2=5
        …
        reel> save-model e to=results/e.safetensors
        …
        reel> same = load-model results/e.safetensors
        same: ease on none of tiny, …
        """

    @Argument("File that save-model wrote.") var file: FilePath

    func run(in session: Session) throws -> Report {
        let split = try session.split(nil)
        let about = try Weights(path: file.typed).about
        let (recipe, fitted) = try fitted(named: about["model"])
        let verdict =
            switch fitted {
            case .recommender(let scorer): try examine(scorer, of: split, fold: 0, watching: session.watcher)
            case .traits(let predictor): try examine(predictor, of: split, fold: 0, in: session)
            }
        let fit = Fit(
            fold: 0, fitted: fitted, run: nil, seconds: 0, verdict: verdict.verdict,
            findings: verdict.findings,
            epochs: [])
        let model = FittedModel(
            title: session.call.name ?? type(of: recipe).name, recipe: recipe, split: split, fits: [fit])
        return Report(.thing(model), [.text(model.summary)])
    }

    private func fitted(named name: String?) throws -> (any Model, Fitted) {
        if let type = traitZoo.first(where: { $0.name == name }) {
            let net = try FittedTraits(path: file.typed)
            return (try type.init().with(net.settings), .traits(net))
        }
        let found = try ModelRecipe.load(file.typed)
        return (found.recipe.model, .recommender(found.fitted))
    }
}
