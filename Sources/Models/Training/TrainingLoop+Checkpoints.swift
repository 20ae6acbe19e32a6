import Declarations
import Foundation
import Tensors

// A checkpoint is one safetensors file, written beside the former and renamed over it: whoever is killed meanwhile finds
// the former. It holds the weights, the best and the last healthy ones, the optimiser's moments and steps, the state of
// chance; the rest stands in its metadata as JSON. The order of examples follows from the seed and the epoch. What the
// epochs came to stands beside it, a line of JSON each, so that a long training writes each of them once: lines that are
// more than the checkpoint knows of belong to an epoch that was cut off.

extension TrainingLoop {
    static var fileName: String { "checkpoint.safetensors" }
    static var historyName: String { "epochs.jsonl" }

    /// Keeps everything needed to go on from the end of this epoch.
    func save(to kept: Checkpoints) throws {
        state.rate = optimiser.rate
        var tensors: [String: Tensor] = ["chance": chance.state()]
        func add(_ part: String, _ values: [String: Tensor]) {
            for (name, tensor) in values { tensors["\(part)/\(name)"] = tensor }
        }
        add("now", try module.snapshot())
        add("optimiser", try optimiser.state())
        add("best", weights.best ?? [:])
        add("healthy", weights.healthy)
        add("healthy-optimiser", weights.healthyOptimiser)
        var metadata = trainee.identity
        metadata["state"] = String(decoding: try JSONEncoder.plain.encode(state), as: UTF8.self)
        do {
            try FileManager.default.createDirectory(
                atPath: kept.folder, withIntermediateDirectories: true)
        } catch {
            throw Problem("\(kept.folder) cannot be made: \(error.localizedDescription)")
        }
        try write(state.history, to: "\(kept.folder)/\(Self.historyName)")
        try Safetensors(tensors, metadata: metadata).write(to: "\(kept.folder)/\(Self.fileName)")
    }

    /// Adds the epochs that the file does not hold yet; the first time, in place of what was there.
    private func write(_ history: [Epoch], to path: String) throws {
        let place = URL(fileURLWithPath: path)
        do {
            var lines = Data()
            for epoch in history.dropFirst(historyWritten) {
                lines += try JSONEncoder.plain.encode(epoch) + [UInt8(ascii: "\n")]
            }
            if historyWritten == 0 {
                try lines.write(to: place, options: .atomic)
            } else {
                let file = try FileHandle(forWritingTo: place)
                defer { try? file.close() }
                try file.seekToEnd()
                try file.write(contentsOf: lines)
            }
            historyWritten = history.count
        } catch { throw Problem("\(path) cannot be written: \(error.localizedDescription)") }
    }

    private func history(of epochs: Int, in path: String) throws -> [Epoch] {
        let lines = FileManager.default.contents(atPath: path)?.split(separator: UInt8(ascii: "\n")) ?? []
        let found = lines.prefix(epochs).compactMap { try? JSONDecoder.plain.decode(Epoch.self, from: $0) }
        guard found.count == epochs else {
            throw Problem(
                "\(path) tells of \(found.count) epochs, but \(epochs) are done", remedy: "train again")
        }
        return found
    }

    /// Goes on from what was kept, if anything was; tells the epochs before to whoever watches.
    func resume(from kept: Checkpoints) throws {
        let path = "\(kept.folder)/\(Self.fileName)"
        guard FileManager.default.fileExists(atPath: path) else { return }
        let file = try Safetensors(path: path)
        try check(file.metadata, path)
        guard let text = file.metadata["state"],
            let former = try? JSONDecoder.plain.decode(TrainingState.self, from: Data(text.utf8)),
            let luck = file.tensors["chance"]
        else { throw Problem("\(path) is no checkpoint", remedy: "train again") }
        func part(_ name: String) -> [String: Tensor] {
            Dictionary(
                uniqueKeysWithValues: file.tensors.compactMap { key, tensor in
                    key.hasPrefix(name + "/") ? (String(key.dropFirst(name.count + 1)), tensor) : nil
                })
        }
        try module.restore(part("now"))
        try optimiser.restore(part("optimiser"))
        try chance.restore(luck)
        optimiser.rate = former.rate ?? optimiser.rate
        weights.best = former.bestEpoch == nil ? nil : part("best")
        (weights.healthy, weights.healthyOptimiser) = (part("healthy"), part("healthy-optimiser"))
        state = former
        state.history = try history(of: former.epoch, in: "\(kept.folder)/\(Self.historyName)")
        for epoch in state.history { _ = try watcher.epoch(epoch.number, of: total, epoch.measures) }
    }

    /// Refuses a checkpoint of another training.
    private func check(_ metadata: [String: String], _ path: String) throws {
        for (name, value) in trainee.identity.sorted(by: { $0.key < $1.key }) where metadata[name] != value {
            let former = metadata[name] ?? "not known"
            throw Problem(
                "\(path) belongs to another training: \(name) is \(value) here, but was \(former)",
                remedy: "train again, or with what was set then")
        }
    }
}

extension JSONEncoder {
    /// Keys in order; numbers that JSON does not know as words.
    fileprivate static var plain: JSONEncoder {
        let coder = JSONEncoder()
        coder.outputFormatting = .sortedKeys
        coder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return coder
    }
}

extension JSONDecoder {
    fileprivate static var plain: JSONDecoder {
        let coder = JSONDecoder()
        coder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return coder
    }
}
