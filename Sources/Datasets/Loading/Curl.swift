import Declarations
import Foundation

/// The program `curl`, run without a shell. It is used in place of a library of our own because linking one with TLS
/// (FoundationNetworking) adds 5 ms and 30 shared libraries to every start of the program.
struct Curl {
    private let program: URL
    private let watcher: Watcher

    init(_ watcher: Watcher) throws {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        guard
            let found = folders.map({ "\($0)/curl" }).first(
                where: FileManager.default.isExecutableFile(atPath:))
        else { throw Problem("fetch needs the program curl", remedy: "install it: apt-get install curl") }
        program = URL(fileURLWithPath: found)
        self.watcher = watcher
    }

    /// Fetches into a file; where that exists already, goes on behind its end. What has come stays there when the
    /// connection is cut or the user presses Ctrl-C.
    func fetch(_ url: String, to path: String, resuming: Bool) throws {
        if !resuming { try? FileManager.default.removeItem(atPath: path) }
        let outcome = try run(url, to: path)
        // A server that cannot resume (33), or says that there is nothing left (416): the file is whole or another's.
        if resuming, outcome.status == 33 || outcome.http == 416 {
            if outcome.http == 416, outcome.total == size(of: path) { return }
            try? FileManager.default.removeItem(atPath: path)
            let again = try run(url, to: path)
            if again.status != 0 { throw problem(again, url, path) }
        } else if outcome.status != 0 {
            throw problem(outcome, url, path)
        }
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
    }

    private struct Outcome {
        var status: Int32
        var http: Int
        var message: String
        /// Bytes of the whole file, where the server has told.
        var total: Int?
    }

    private func run(_ url: String, to path: String) throws -> Outcome {
        let headers = path + ".headers"
        defer { try? FileManager.default.removeItem(atPath: headers) }
        let process = Process()
        process.executableURL = program
        process.arguments = [
            "--fail", "--location", "--silent", "--show-error", "--proto", "=http,https", "--connect-timeout",
            "20",
            "--speed-limit", "1", "--speed-time", "60", "--continue-at", "-", "--dump-header", headers,
            "--output",
            path, "--write-out", "%{http_code}", "--", url,
        ]
        let (output, errors) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, errors)
        process.standardInput = FileHandle.nullDevice
        do { try process.run() } catch { throw Problem("curl cannot be started: \(reason(error))") }
        let name = url.split(separator: "/").last.map(String.init) ?? url
        do {
            while process.isRunning {
                let (done, total) = (size(of: path), total(headers))
                let part = total.map { $0 > 0 ? Double(done) / Double($0) : 0 } ?? 0
                let detail =
                    total.map { "\(megabytes(done)) of \(megabytes($0)) MB" } ?? "\(megabytes(done)) MB"
                try watcher.progress("fetching \(name)", min(1, part), detail: detail)
                usleep(30_000)
            }
        } catch {
            process.terminate()
            process.waitUntilExit()
            throw error
        }
        process.waitUntilExit()
        func text(_ pipe: Pipe) -> String {
            String(decoding: (try? pipe.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self).trimmed
        }
        return Outcome(
            status: process.terminationStatus, http: Int(text(output)) ?? 0, message: text(errors),
            total: total(headers))
    }

    private func size(of path: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber)?.intValue ?? 0
    }

    /// Size of the whole file by the last headers that came: "Content-Range: bytes 5-99/100" or "Content-Length: 100".
    private func total(_ headers: String) -> Int? {
        guard let data = FileManager.default.contents(atPath: headers) else { return nil }
        var (length, range): (Int?, Int?)
        for line in String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let lower = line.lowercased()
            if lower.hasPrefix("http/") { (length, range) = (nil, nil) }
            if lower.hasPrefix("content-length:") { length = Int(lower.dropFirst(15).description.trimmed) }
            if lower.hasPrefix("content-range:") {
                range = lower.split(separator: "/").last.flatMap { Int($0) }
            }
        }
        return range ?? length
    }

    private func megabytes(_ bytes: Int) -> String { shortest((Double(bytes) / 1e5).rounded() / 10) }

    private func problem(_ outcome: Outcome, _ url: String, _ path: String) -> Problem {
        let kept = size(of: path)
        let resume = kept > 0 ? "fetch again to go on from \(megabytes(kept)) MB" : "fetch again"
        switch outcome.status {
        case 6, 7:
            return Problem("\(url) cannot be reached: \(outcome.message)", remedy: "is there a network?")
        case 18, 28, 52, 56: return Problem("the connection was cut while fetching \(url)", remedy: resume)
        case 22:
            return Problem(
                "\(url) cannot be fetched: the server answers \(outcome.http)",
                remedy: outcome.http == 404 ? "is the address right? see REEL_MIRROR" : "try again later")
        case 23: return Problem("\(path) cannot be written", remedy: "is the disk full or read-only?")
        case 35, 51, 58, 60, 77: return Problem("\(url) cannot be trusted: \(outcome.message)")
        case 127, 126: return Problem("curl cannot be started")
        default: return Problem("fetching \(url) failed: \(outcome.message)", remedy: resume)
        }
    }
}
