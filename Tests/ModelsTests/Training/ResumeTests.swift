import Declarations
import Foundation
import Models
import Tensors
import Testing

/// A folder of its own, removed afterwards.
func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "models-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
}

@Suite(.needsLibtorch) struct ResumeTests {
    /// Everything on that has a memory: dropout, moments, schedule, curriculum by loss, accumulation, rollback.
    static let eventful = rules {
        ($0.epochs, $0.batch, $0.accumulate, $0.rate) = (7, 4, 3, 0.02)
        ($0.schedule, $0.warmUp, $0.curriculum, $0.optimiser) = (.cosine, 1.5, .loss, .adamw)
        ($0.decay, $0.clip, $0.onCollapse, $0.collapseAfter, $0.patience) = (0.01, 1, .rollback, 2, 4)
    }

    private func toy(from epoch: Int = 0) -> ToyTrainee {
        let toy = ToyTrainee(dropout: 0.3)
        toy.verdicts = Array(
            [.healthy, .healthy, .collapsed, .collapsed, .healthy, .collapsed, .collapsed].dropFirst(epoch))
        return toy
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6]) func goesOnAsIfNeverStopped(at cut: Int) throws {
        try inFolder { folder in
            let whole = toy(), wholeTold = Told()
            let record = try TrainingLoop(whole, Self.eventful, watching: wholeTold.watcher()).run()
            let kept = Checkpoints(folder: folder)
            let first = toy(), told = Told()
            told.last = cut
            let part = try TrainingLoop(first, Self.eventful, watching: told.watcher(), keeping: kept).run()
            #expect(part.ending == .stopped && part.epochs.count == cut)
            // Another network altogether, so that everything must come from the file.
            let second = ToyTrainee(seed: 99, dropout: 0.3)
            second.verdicts = toy(from: cut).verdicts
            let again = ToyTrainee(dropout: 0.3)
            let other = Swapped(second, data: again)
            let rest = Told()
            let resumed = try TrainingLoop(
                other, Self.eventful, watching: rest.watcher(),
                keeping: Checkpoints(folder: folder, resumes: true)
            ).run()
            #expect(resumed == record)
            #expect(rest.epochs == wholeTold.epochs)
            #expect(try second.weights() == whole.weights())
        }
    }

    /// Killed in the midst of an epoch, the last whole one counts.
    @Test func goesOnAfterAStopInTheMidstOfAnEpoch() throws {
        try inFolder { folder in
            let whole = toy()
            let record = try TrainingLoop(whole, Self.eventful, watching: .silent).run()
            let first = toy()
            var passes = 0
            first.seen = { _ in
                passes += 1
                if passes == 20 { throw Missing(what: "power") }
            }
            #expect(throws: Missing.self) {
                try TrainingLoop(
                    first, Self.eventful, watching: .silent, keeping: Checkpoints(folder: folder)
                ).run()
            }
            let second = toy()
            second.verdicts = toy(from: first.evaluations).verdicts
            #expect(first.evaluations > 0 && first.evaluations < 7)
            let resumed = try TrainingLoop(
                second, Self.eventful, watching: .silent,
                keeping: Checkpoints(folder: folder, resumes: true)
            ).run()
            #expect(resumed == record)
            #expect(try second.weights() == whole.weights())
        }
    }

    @Test func anotherTrainingsCheckpointIsRefused() throws {
        try inFolder { folder in
            let toy = ToyTrainee()
            _ = try TrainingLoop(
                toy, rules { _ in }, watching: .silent, keeping: Checkpoints(folder: folder)
            ).run()
            toy.identity["model"] = "other"
            let problem = #expect(throws: Problem.self) {
                try TrainingLoop(
                    toy, rules { _ in }, watching: .silent,
                    keeping: Checkpoints(folder: folder, resumes: true)
                ).run()
            }
            #expect(problem?.what.contains("model is other here, but was toy") == true)
        }
    }

    /// A file that is half written lies beside the whole one, and never in its place.
    @Test func aCheckpointIsWholeWheneverItIsRead() throws {
        try inFolder { folder in
            let path = folder + "/checkpoint.safetensors"
            let toy = ToyTrainee()
            var reads = 0
            toy.seen = { _ in
                guard FileManager.default.fileExists(atPath: path) else { return }
                let size = try Data(contentsOf: URL(fileURLWithPath: path)).count
                _ = try Safetensors(path: path)
                // What a killed writer leaves behind.
                try Data(count: size / 2).write(to: URL(fileURLWithPath: path + ".sb-1"))
                reads += 1
            }
            let watcher = Told().watcher()
            _ = try TrainingLoop(
                toy, rules { _ in }, watching: watcher, keeping: Checkpoints(folder: folder)
            ).run()
            #expect(reads == 5 * 8)
            toy.seen = { _ in }
            let record = try TrainingLoop(
                toy, rules { _ in }, watching: watcher,
                keeping: Checkpoints(folder: folder, resumes: true)
            ).run()
            #expect(record.epochs.count == 6)
        }
    }

    @Test func beginsAfreshWhereNothingIsKept() throws {
        try inFolder { folder in
            let kept = Checkpoints(folder: folder + "/deep/below", resumes: true)
            let record = try TrainingLoop(ToyTrainee(), rules { _ in }, watching: .silent, keeping: kept)
                .run()
            #expect(record.epochs.count == 6)
            #expect(FileManager.default.fileExists(atPath: folder + "/deep/below/checkpoint.safetensors"))
        }
    }
}

/// The network of one toy on the data of another.
private struct Swapped: Trainee {
    let own: ToyTrainee, data: ToyTrainee

    init(_ own: ToyTrainee, data: ToyTrainee) { (self.own, self.data) = (own, data) }

    var exampleCount: Int { data.exampleCount }
    var module: any Module { own.net }
    var device: Device { .cpu }
    var identity: [String: String] { data.identity }

    func loss(of examples: [Int], _ phase: Phase) throws -> [LossTerm] {
        let chosen = Tensor(examples)
        let out = own.net(data.x.selected(chosen), phase)
        return [LossTerm("error", Loss.meanSquares(out, data.y.selected(chosen)))]
    }
    func difficulties(by curriculum: CurriculumChoice) throws -> [Double] {
        try withoutGradients { try (own.net(data.x) - data.y).squared().flattened().doubles() }
    }
    func evaluate() throws -> Evaluated {
        var found = try own.evaluate()
        found.loss = try Loss.meanSquares(own.net(data.x), data.y).item()
        found.measures["own"] = found.loss
        return found
    }
}
