import Declarations
import Foundation

/// A folder in the layout of MLflow's file store: `<experiment>/<run>/{meta.yaml, params/, metrics/, tags/}`, one file for
/// each parameter, metric and tag.
///
/// MLflow's names hold letters, digits and `_ - . /` and blanks: `ndcg@10` becomes `ndcg_at_10`. A run's folder follows
/// from its number, beginning and command, so that writing again replaces it.
public struct MLflowFiles {
    public let folder: String
    public let experiment: String

    public init(folder: String, experiment: String) {
        (self.folder, self.experiment) = ((folder as NSString).expandingTildeInPath, experiment)
    }

    /// Writes a run, its epochs as steps of the metrics.
    public func write(_ run: Run, epochs: [Epoch]) throws {
        let number = Self.digits(SHA256.hex(Data(experiment.utf8)), 18)
        let home = "\(folder)/\(number)"
        let id = String(SHA256.hex(Data("\(run.id) \(run.started) \(run.command)".utf8)).prefix(32))
        let place = "\(home)/\(id)"
        do {
            try write(
                "\(home)/meta.yaml",
                """
                artifact_location: \(Self.yaml(Self.location(home)))
                creation_time: \(Int(run.started * 1000))
                experiment_id: '\(number)'
                last_update_time: \(Int(run.started * 1000))
                lifecycle_stage: active
                name: \(Self.yaml(experiment))

                """)
            try write("\(place)/meta.yaml", meta(run, id, number, place))
            for setting in run.settings {
                try write("\(place)/params/\(Self.name(setting.name))", setting.text)
            }
            for (name, text) in tags(run) { try write("\(place)/tags/\(name)", text) }
            try writeMetrics(run, epochs, place)
            try FileManager.default.createDirectory(
                atPath: "\(place)/artifacts", withIntermediateDirectories: true)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem("\(folder) cannot be written: \(error.localizedDescription)")
        }
    }

    private func meta(_ run: Run, _ id: String, _ experiment: String, _ place: String) -> String {
        // RunStatus of MLflow's protocol: 1 running, 3 finished, 4 failed, 5 killed.
        let status =
            switch run.status {
            case .running: 1
            case .finished: 3
            case .failed: 4
            case .interrupted, .lost: 5
            }
        return """
            artifact_uri: \(Self.yaml(Self.location(place) + "/artifacts"))
            end_time: \(run.ended.map { String(Int($0 * 1000)) } ?? "null")
            entry_point_name: ''
            experiment_id: '\(experiment)'
            lifecycle_stage: active
            run_id: \(id)
            run_name: \(Self.yaml(run.name ?? run.model))
            run_uuid: \(id)
            source_name: ''
            source_type: 4
            source_version: ''
            start_time: \(Int(run.started * 1000))
            status: \(status)
            tags: []
            user_id: ''

            """
    }

    private func tags(_ run: Run) -> [(String, String)] {
        [
            ("mlflow.runName", run.name ?? run.model), ("mlflow.user", "reelbench"),
            ("mlflow.source.name", run.script), ("mlflow.note.content", run.note),
            ("reel.run", String(run.id)), ("reel.model", run.model), ("reel.command", run.command),
            ("reel.recipe", run.recipe.joined(separator: "\n")), ("reel.dataset", run.dataset),
            ("reel.dataset_fingerprint", run.datasetFingerprint), ("reel.split", run.split),
            ("reel.split_fingerprint", run.splitFingerprint), ("reel.verdict", run.verdict?.rawValue ?? ""),
            ("reel.audit", run.audit?.rawValue ?? ""), ("reel.code", run.codeVersion),
            ("reel.machine", run.machine), ("reel.protocol", run.ranking),
            ("reel.tags", run.tags.joined(separator: " ")),
        ].filter { !$0.1.isEmpty }
    }

    /// A line for each value: moment in milliseconds, value, step.
    private func writeMetrics(_ run: Run, _ epochs: [Epoch], _ place: String) throws {
        var lines: [String: [String]] = [:]
        let moment = Int(run.started * 1000)
        for epoch in epochs {
            for (name, value) in epoch.measures {
                lines["epoch." + Self.name(name), default: []].append(
                    "\(moment) \(Self.number(value)) \(epoch.number)")
            }
        }
        for (name, value) in run.metrics + [("seconds", run.seconds)] {
            lines[Self.name(name), default: []].append("\(moment) \(Self.number(value)) 0")
        }
        for (name, values) in lines {
            try write("\(place)/metrics/\(name)", values.map { $0 + "\n" }.joined())
        }
    }

    private func write(_ path: String, _ text: String) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// A name that MLflow takes.
    static func name(_ name: String) -> String {
        let words = name.replacing("@", with: "_at_").replacing("~", with: "_vs_")
        return String(
            words.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-. ".contains($0)) ? $0 : "_" })
    }

    private static func number(_ x: Double) -> String {
        x.isNaN ? "nan" : x.isInfinite ? (x < 0 ? "-inf" : "inf") : "\(x)"
    }
    private static func location(_ path: String) -> String { URL(fileURLWithPath: path).absoluteString }
    private static func yaml(_ text: String) -> String {
        "'" + text.replacing("'", with: "''").replacing("\n", with: " ") + "'"
    }
    /// So many decimal digits of a hexadecimal text, none of them a leading zero.
    private static func digits(_ hex: String, _ count: Int) -> String {
        let all = hex.compactMap { $0.hexDigitValue.map { String($0 % 10) } }.joined()
        return "1" + all.prefix(count - 1)
    }
}
