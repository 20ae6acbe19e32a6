import Declarations
import Dispatch
import Foundation
import Runs

/// What the tasks of a job array tell each other while they work: for each trial a file of whoever works on it, and one with
/// what it came to.
///
/// Plain files below the array's folder, made exclusively and renamed into place, as they hold on the file systems that
/// clusters share; a store that several machines write at once does not.
struct TrialBoard: Sendable {
    /// Seconds after which a trial counts as abandoned: its worker gives a sign of life ten times as often.
    static let patience = 600.0

    let folder: String
    let task: Int

    /// Opens the board of an array's folder. What this task held when it was stopped is free again.
    init(below folder: String, task: Int) throws {
        (self.folder, self.task) = (folder + "/board", task)
        do {
            try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
        } catch { throw Problem("\(self.folder) cannot be written: \(error.localizedDescription)") }
        for number in numbers("claim") where holder(number) == task { leave(number) }
    }

    /// Takes a trial that nobody works on; of several that try at once one succeeds.
    func take(_ number: Int) -> Bool {
        guard outcome(number) == nil else { return false }
        if isAbandoned(number) {
            // Whoever moves the old claim away first may go on.
            guard rename(path(number, "claim"), path(number, "left-\(UUID().uuidString)")) == 0 else {
                return false
            }
        }
        let file = open(path(number, "claim"), O_CREAT | O_EXCL | O_WRONLY, 0o644)
        guard file >= 0 else { return false }
        defer { close(file) }
        let text = Array("\(task)".utf8)
        return write(file, text, text.count) == text.count
    }

    /// Whether nobody works on a trial that has not ended.
    func isFree(_ number: Int) -> Bool {
        outcome(number) == nil && (modified(number) == nil || isAbandoned(number))
    }

    /// Gives a trial back that was not ended.
    func leave(_ number: Int) { unlink(path(number, "claim")) }

    /// Shows that work on a trial goes on, until the answer is cancelled.
    func signs(of number: Int) -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + Self.patience / 10, repeating: Self.patience / 10)
        let claim = path(number, "claim")
        timer.setEventHandler { utimes(claim, nil) }
        timer.resume()
        return timer
    }

    /// Tells what a trial has come to.
    func publish(_ trial: Trial) throws {
        let new = path(trial.number, "new-\(task)")
        do { try JSONEncoder().encode(Outcome(trial)).write(to: URL(fileURLWithPath: new)) } catch {
            throw Problem("\(new) cannot be written: \(error.localizedDescription)")
        }
        guard rename(new, path(trial.number, "json")) == 0 else {
            throw Problem("\(path(trial.number, "json")) cannot be written")
        }
    }

    /// Trials that any task has ended.
    func ended() -> [Trial] { numbers("json").sorted().compactMap { outcome($0)?.trial } }

    private func outcome(_ number: Int) -> Outcome? {
        FileManager.default.contents(atPath: path(number, "json"))
            .flatMap { try? JSONDecoder().decode(Outcome.self, from: $0) }
    }

    private func holder(_ number: Int) -> Int? {
        FileManager.default.contents(atPath: path(number, "claim"))
            .flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    }

    private func isAbandoned(_ number: Int) -> Bool {
        modified(number).map { Clock.now - $0 > Self.patience } ?? false
    }

    /// When a trial's worker gave the last sign of life; `nil` where it has none.
    private func modified(_ number: Int) -> Double? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path(number, "claim"))
        return (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970
    }

    private func path(_ number: Int, _ kind: String) -> String { "\(folder)/\(number).\(kind)" }

    private func numbers(_ kind: String) -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix("." + kind) }.compactMap { Int($0.dropLast(kind.count + 1)) }
    }
}

/// A trial that has ended, as the tasks of a job array tell each other.
private struct Outcome: Codable {
    var number: Int
    var candidate: Candidate
    var epochs: Int?
    var parent: Int?
    var failure: String?
    var value: Double?
    var verdict: String?
    var seconds: Double

    init(_ trial: Trial) {
        (number, candidate, epochs, parent) = (trial.number, trial.candidate, trial.epochs, trial.parent)
        if case .failed(let message) = trial.status { failure = message }
        (value, verdict, seconds) = (trial.value, trial.verdict?.rawValue, trial.seconds)
    }

    var trial: Trial {
        var trial = Trial(number: number, candidate: candidate, epochs: epochs, parent: parent)
        trial.status = failure.map { .failed($0) } ?? .finished
        (trial.value, trial.verdict, trial.seconds) = (value, verdict.flatMap(Verdict.init), seconds)
        return trial
    }
}
