import Charts
import Datasets
import Declarations
import Foundation
import Kernels
import Runs
import Tensors

struct Doctor: Command {
    static let name = "doctor"
    static let summary = "Says what is installed, what is missing and how to mend it."
    static let example = """
        reel> doctor | select part state
        …
        gnuplot … ok
        …
        """

    func run(in session: Session) throws -> Report {
        let parts = [machine(), openBLAS(), libtorch(), gnuplot(), curl(), data(), store(session)]
        let table = Table(
            "What reel found",
            columns: ["part", "state", "found", "remedy"].map { Table.Column($0) },
            rows: parts.map { [.text($0.part), .word($0.state.rawValue), .text($0.found), .text($0.remedy)] })
        return Report(table)
    }

    private enum State: String { case ok, missing, limited }
    private struct Part {
        var part: String
        var state = State.ok
        var found = ""
        var remedy = ""
    }

    private func machine() -> Part {
        let memory = Double(ProcessInfo.processInfo.physicalMemory) / 1e9
        return Part(part: "machine", found: "\(threads) threads, \(Int(memory.rounded())) GB of memory")
    }

    private func openBLAS() -> Part {
        do {
            let info = try Dense.info
            let pinned = ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"]
            return Part(
                part: "OpenBLAS", state: pinned == nil ? .ok : .limited,
                found:
                    "\(info.library), \(info.core ?? "unknown core"), \(info.threads) threads (\(info.threading))",
                remedy: pinned.map {
                    "OPENBLAS_CORETYPE=\($0) pins the kernels: unset it for the fastest ones"
                } ?? "")
        } catch {
            return Part(
                part: "OpenBLAS", state: .missing, found: "\(error)",
                remedy: "apt-get install libopenblas-openmp-dev")
        }
    }

    private func libtorch() -> Part {
        do {
            let devices = Backend.cudaDevices
            let found = "\(try Backend.version()), \(Backend.threads) threads"
            return Part(part: "libtorch", found: devices > 0 ? "\(found), \(devices) CUDA devices" : found)
        } catch {
            let failure = error as? TensorError
            return Part(
                part: "libtorch", state: .missing, found: failure?.message ?? "\(error)",
                remedy: failure?.remedy ?? "neural models need it: apt-get install libtorch-dev")
        }
    }

    private func gnuplot() -> Part {
        program("gnuplot", "--version", remedy: "apt-get install gnuplot-nox")
    }

    private func curl() -> Part {
        program("curl", "--version", remedy: "apt-get install curl (fetch needs it)")
    }

    private func program(_ name: String, _ flag: String, remedy: String) -> Part {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name, flag]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return Part(part: name, state: .missing, remedy: remedy) }
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return Part(part: name, state: .missing, remedy: remedy) }
        return Part(part: name, found: said.split(separator: "\n").first.map(String.init) ?? "")
    }

    private func data() -> Part {
        let known = Locations.known
        return known.isEmpty
            ? Part(
                part: "data sets", state: .limited, found: "none",
                remedy: "fetch ml-latest-small, or set REEL_DATA to a folder that holds some")
            : Part(part: "data sets", found: known.joined(separator: ", "))
    }

    private func store(_ session: Session) -> Part {
        do {
            let count = try session.store.list().count
            return Part(part: "run store", found: "\(session.storePath): \(count) runs")
        } catch {
            return Part(
                part: "run store", state: .missing, found: "\((error as? Problem)?.what ?? "\(error)")",
                remedy: (error as? Problem)?.remedy ?? "")
        }
    }
}
