import Declarations
import Foundation
import Runs
import Testing

/// The files are read back by MLflow itself (PyPI: mlflow or mlflow-skinny, in the python3 on the path or in REEL_PYTHON).
struct MLflowTests {
    static let python = ProcessInfo.processInfo.environment["REEL_PYTHON"] ?? "python3"
    static let hasMLflow = (try? output(of: python, ["-c", "import mlflow"])) != nil

    private func written(_ folder: String) throws -> Run {
        let store = try RunStore(path: folder + "/runs.db")
        let id = try store.begin(sampleRun())
        for n in 1...3 { try store.add(epoch: Epoch(n, ["loss": 1 / Double(n)]), to: id) }
        try store.finish(id, seconds: 2.5)
        let run = try store.run(id)
        let files = MLflowFiles(folder: folder + "/mlruns", experiment: "it's a test")
        try files.write(run, epochs: try store.epochs(id))
        // Written again, the same run replaces itself.
        try files.write(run, epochs: try store.epochs(id))
        return run
    }

    @Test func filesLieWhereTheFormatPutsThem() throws {
        try withFolder { folder in
            let run = try written(folder)
            let files = FileManager.default
            let experiments = try files.contentsOfDirectory(atPath: folder + "/mlruns")
            #expect(experiments.count == 1)
            let home = "\(folder)/mlruns/\(experiments[0])"
            let runs = try files.contentsOfDirectory(atPath: home).filter { $0 != "meta.yaml" }
            #expect(runs.count == 1 && runs[0].count == 32)
            func text(_ path: String) -> String {
                String(
                    decoding: files.contents(atPath: "\(home)/\(runs[0])/\(path)") ?? Data(), as: UTF8.self)
            }
            #expect(text("params/factors") == "64")
            #expect(text("metrics/ndcg_at_10").split(separator: " ")[1] == "0.1")
            #expect(text("metrics/epoch.loss").split(separator: "\n").count == 3)
            #expect(text("tags/reel.run") == "\(run.id)")
            #expect(text("meta.yaml").contains("status: 3"))
        }
    }

    @Test(
        .enabled(
            if: hasMLflow, "MLflow is not installed (pip install mlflow-skinny; REEL_PYTHON names its python)"
        ))
    func mlflowReadsThemBack() throws {
        try withFolder { folder in
            let run = try written(folder)
            let script = """
                import json, os, sys
                os.environ["MLFLOW_TRACKING_URI"] = "file://" + sys.argv[1]
                os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
                import mlflow
                client = mlflow.MlflowClient(tracking_uri="file://" + sys.argv[1])
                experiment = [e for e in client.search_experiments() if e.name == "it's a test"][0]
                runs = client.search_runs([experiment.experiment_id])
                run = runs[0]
                history = [(m.step, m.value) for m in client.get_metric_history(run.info.run_id, "epoch.loss")]
                print(json.dumps(dict(count=len(runs), status=run.info.status, name=run.info.run_name,
                    params=run.data.params, metrics=run.data.metrics, tags=run.data.tags, history=sorted(history))))
                """
            let answer = try #require(
                try output(of: Self.python, ["-W", "ignore", "-c", script, folder + "/mlruns"]))
            let line = try #require(answer.split(separator: "\n").last)
            let read = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(read["count"] as? Int == 1 && read["status"] as? String == "FINISHED")
            #expect(read["name"] as? String == "als")
            let params = try #require(read["params"] as? [String: String])
            #expect(params == Dictionary(uniqueKeysWithValues: run.settings.map { ($0.name, $0.text) }))
            let metrics = try #require(read["metrics"] as? [String: Double])
            #expect(
                metrics["ndcg_at_10"] == 0.1 && metrics["recall_at_20"] == 0.2 && metrics["seconds"] == 2.5)
            let tags = try #require(read["tags"] as? [String: String])
            #expect(tags["reel.command"] == run.command && tags["mlflow.note.content"] == run.note)
            let history = try #require(read["history"] as? [[Double]])
            #expect(history == [[1, 1], [2, 0.5], [3, 1 / 3.0]])
        }
    }
}
