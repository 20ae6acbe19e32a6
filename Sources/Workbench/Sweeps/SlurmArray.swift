import Datasets
import Declarations
import Foundation
import Language
import Runs

/// A sweep as a job array: a script for `sbatch`, each task with a journal of its own, merged by `sweep collect`.
struct SlurmArray {
    let plan: Sweep.Plan
    let trials: Int
    let dataset: Dataset
    let command: SweepModels

    /// The data as it was when the sweep was begun: tasks that begin together must not each generate or fetch it.
    static func data(in folder: String) -> String { folder + "/data.reel" }

    /// What lies in the folder beside the script: all that a task needs to know.
    struct Order: Codable {
        var trials: Int
        var plan: Sweep.Plan

        static func path(in folder: String) -> String { folder + "/sweep.json" }

        init(trials: Int, plan: Sweep.Plan) { (self.trials, self.plan) = (trials, plan) }

        init(folder: String) throws {
            guard let data = FileManager.default.contents(atPath: Self.path(in: folder)),
                let order = try? JSONDecoder().decode(Self.self, from: data)
            else {
                throw Problem(
                    "\(folder) holds no sweep", remedy: "name the folder that sweep … on=slurm wrote")
            }
            self = order
        }
    }

    /// Writes the folder and hands the script to `sbatch` where there is one.
    func submit(in session: Session) throws -> Report {
        var sweep = Sweep(started: Clock.now, trials: trials, plan: plan)
        sweep.name = session.call.name
        sweep.id = try session.store.begin(sweep)
        let folder = command.folder?.typed ?? Self.folder(of: sweep.id, in: session)
        let script = folder + "/array.sh"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try JSONEncoder().encode(Order(trials: trials, plan: plan)).write(
                to: URL(fileURLWithPath: Order.path(in: folder)), options: .atomic)
            try text(sweep, folder).write(toFile: script, atomically: true, encoding: .utf8)
        } catch { throw Problem("\(folder) cannot be written: \(error.localizedDescription)") }
        try save(dataset, to: Self.data(in: folder))
        let table = try sweepTable(sweep, in: session)
        let told = "wrote \(script) for \(command.tasks) tasks; when they are done: sweep collect \(sweep.id)"
        guard let answer = try sbatch(script) else {
            return Report(
                .table(table), [.text("\(told)\nthere is no sbatch here: submit it with sbatch \(script)")])
        }
        return Report(.table(table), [.text("\(told)\n\(answer)")])
    }

    static func folder(of sweep: Int64, in session: Session) -> String {
        let beside = (session.storePath as NSString).deletingLastPathComponent
        return "\(beside.isEmpty ? "." : beside)/sweeps/\(sweep)"
    }

    /// Journals of the tasks that have written one.
    static func journals(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasPrefix("task-") }.map { "\(folder)/\($0)/runs.db" }.filter {
            FileManager.default.fileExists(atPath: $0)
        }.sorted()
    }

    /// The script. Started again for the same task, it goes on where that task was.
    private func text(_ sweep: Sweep, _ folder: String) -> String {
        let full = URL(fileURLWithPath: folder).path
        let work = "sweep work \(Value.text(full).literal) tasks=\(command.tasks) jobs=\(command.jobs) task="
        return """
            #!/bin/bash
            #SBATCH --job-name=reel-sweep-\(sweep.id)
            #SBATCH --array=0-\(command.tasks - 1)
            #SBATCH --requeue
            #SBATCH --output=\(full.replacing(" ", with: "\\ "))/task-%a.log
            # Written by: \(plan.command.split(whereSeparator: \.isNewline).joined(separator: " "))
            set -eu
            cd \(quoted(FileManager.default.currentDirectoryPath))
            task=${SLURM_ARRAY_TASK_ID:?this is a task of a job array}
            folder=\(quoted(full))/task-$task
            mkdir -p "$folder"
            REEL_RUNS=$folder/runs.db exec \(quoted(program)) -c \(quoted(work))"$task"

            """
    }

    /// This program, where it is the one that tasks can run.
    private var program: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return own.hasSuffix("/reel") ? own : "reel"
    }

    /// A text as the shell reads it back, whatever it holds.
    private func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

    /// What sbatch answers; `nil` where there is none on the path.
    private func sbatch(_ script: String) throws -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        guard
            let program = folders.map({ "\($0)/sbatch" }).first(where: {
                FileManager.default.isExecutableFile(atPath: $0)
            })
        else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [script]
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        process.standardInput = FileHandle.nullDevice
        do { try process.run() } catch {
            throw Problem("sbatch cannot be run: \(error.localizedDescription)")
        }
        let answer = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Problem(
                "sbatch refused the job: \(answer.trimmingCharacters(in: .whitespacesAndNewlines))",
                remedy: "the script is \(script)")
        }
        return answer.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

struct WorkOnSweep: SweepDeed {
    static let name = "work"
    static let summary = "Does one task's part of a sweep that was given to a job array."
    static let example = "sweep work results/sweeps/3 task=0 tasks=4"
    @Argument("Folder that sweep … on=slurm wrote.") var order: FilePath
    @Setting("Number of the task, counted from 0.", 0...) var task = 0

    func run(_ command: SweepModels, in session: Session) throws -> Report {
        let asked = try SlurmArray.Order(folder: order.typed)
        var sweep = Sweep(started: Clock.now, trials: asked.trials, plan: asked.plan)
        sweep.id = try session.store.begin(sweep)
        try session.store.extend(sweep.id, to: asked.trials)
        let (task, tasks) = (task, command.tasks)
        let stage = try session.beside(isRecording: false)
        stage.makeCurrent(try load(SlurmArray.data(in: order.typed), watching: session.watcher))
        if sweep.plan.split != "none" {
            try Interpreter(host: stage).run("split \(sweep.plan.split)", file: sweep.title)
        }
        // Trials that follow from nothing but their number are dealt out; those that follow from others go to whoever is free.
        let looksBack = [.tpe, .hyperband].contains(sweep.plan.method)
        let board = looksBack ? try TrialBoard(below: order.typed, task: task) : nil
        let sweeping = try Sweeping(
            sweep, split: try stage.split(nil), jobs: command.jobs, board: board, in: session)
        return try sweeping.report(after: {
            try sweeping.run(mine: { looksBack || ($0 - 1) % tasks == task })
        })
    }
}

struct CollectSweep: SweepDeed {
    static let name = "collect"
    static let summary = "Brings the trials that the tasks of a job array have finished into this store."
    static let example = "sweep collect 3"
    @Argument("Number or name of the sweep.") var sweep: SweepReference

    func run(_ command: SweepModels, in session: Session) throws -> Report {
        let found = try sweep.sweep(in: session)
        let folder = command.folder?.typed ?? SlurmArray.folder(of: found.id, in: session)
        let journals = SlurmArray.journals(in: folder)
        guard !journals.isEmpty else {
            throw Problem(
                "no task of \(found.title) has written a journal below \(folder)",
                remedy: "have they begun? folder= names another place")
        }
        var (trials, runs) = (0, 0)
        for journal in journals {
            try session.watcher.progress("collecting \(journal)", 0)
            let taken = try session.store.collect(found, from: journal)
            (trials, runs) = (trials + taken.trials, runs + taken.runs)
        }
        return Report(
            .table(try sweepTable(found, in: session)),
            [
                .text("\(trials) trials and \(runs) runs from \(journals.count) tasks"),
                .table(try sweepTable(found, in: session)),
            ])
    }
}
