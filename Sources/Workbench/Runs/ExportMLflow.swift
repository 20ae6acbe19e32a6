import Declarations
import Runs

struct ExportMLflow: Command {
    static let name = "export-mlflow"
    static let summary = "Writes runs as a file store that MLflow reads: parameters, metrics, epochs, tags."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> p = train popular
        …
        reel> export-mlflow to=results/mlruns
        wrote 1 run to …mlruns; mlflow ui --backend-store-uri …mlruns shows it
        """

    @Argument("Numbers of runs, or fitted models; every run when left out.") var runs: [RunReference] = []
    @Setting("Folder of the file store.") var to = FilePath("mlruns")
    @Setting("Experiment that the runs are put under.") var experiment = "reelbench"

    func run(in session: Session) throws -> Report {
        let store = try session.store
        var filter = RunFilter()
        if !runs.isEmpty { filter.ids = runs.map(\.id) }
        let found = try store.list(filter)
        let files = MLflowFiles(folder: to.typed, experiment: experiment)
        for (k, run) in found.enumerated() {
            try session.watcher.progress("writing run \(run.id)", Double(k) / Double(found.count))
            try files.write(run, epochs: try store.epochs(run.id))
        }
        return Report(
            "wrote \(counted(found.count, "run")) to \(to); mlflow ui --backend-store-uri \(to) shows \(found.count == 1 ? "it" : "them")",
            .text(to.typed))
    }
}
