import Datasets
import Declarations
import Foundation
import Testing

/// A server on loopback that answers as a test asks: one thread, one connection at a time.
final class TestServer: @unchecked Sendable {
    enum Answer {
        case file([UInt8])
        case status(Int)
        /// Tells the whole length and hangs up after so many bytes, once; afterwards like `file`.
        case cut([UInt8], after: Int)
        /// Sends one kilobyte every 20 ms.
        case slow([UInt8])
        /// Answers 200 with everything, whatever range is asked for.
        case noRanges([UInt8])
    }
    private let socketFile: Int32
    let port: UInt16
    private let lock = NSLock()
    private var answers: [String: Answer]
    private var seen: [String] = []

    /// Path and range of each request so far.
    var requests: [String] { lock.withLock { seen } }
    var address: String { "http://127.0.0.1:\(port)" }

    init(_ answers: [String: Answer]) {
        self.answers = answers
        socketFile = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let file = socketFile
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(file, $0, length)
                _ = getsockname(file, $0, &length)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        listen(socketFile, 8)
        Thread.detachNewThread { [self] in serve() }
    }

    func stop() { shutdown(socketFile, Int32(SHUT_RDWR)) }
    deinit { close(socketFile) }

    private func serve() {
        while true {
            let client = accept(socketFile, nil, nil)
            guard client >= 0 else { return }
            answer(client)
            close(client)
        }
    }

    private func answer(_ client: Int32) {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !text.contains("\r\n\r\n") {
            let n = recv(client, &buffer, buffer.count, 0)
            guard n > 0 else { return }
            text += String(decoding: buffer[..<n], as: UTF8.self)
        }
        let path = String(text.split(separator: " ")[1])
        let range = text.split(separator: "\r\n").first { $0.lowercased().hasPrefix("range: bytes=") }
        let from = range.flatMap { Int($0.dropFirst(13).split(separator: "-")[0]) } ?? 0
        let chosen: Answer = lock.withLock {
            seen.append(from > 0 ? "\(path) from \(from)" : path)
            let answer = answers[path] ?? .status(404)
            if case .cut(let bytes, _) = answer { answers[path] = .file(bytes) }
            return answer
        }
        switch chosen {
        case .status(let code): send(client, Array("HTTP/1.1 \(code) No\r\nContent-Length: 0\r\n\r\n".utf8))
        case .file(let bytes): send(client, head(bytes.count, from) + bytes.dropFirst(from))
        case .noRanges(let bytes): send(client, head(bytes.count, 0) + bytes)
        case .cut(let bytes, let after):
            send(client, head(bytes.count, from) + bytes[from..<min(bytes.count, from + after)])
        case .slow(let bytes):
            send(client, head(bytes.count, from))
            for start in stride(from: from, to: bytes.count, by: 1024) {
                guard send(client, bytes[start..<min(bytes.count, start + 1024)]) else { return }
                usleep(20_000)
            }
        }
    }

    private func head(_ size: Int, _ from: Int) -> [UInt8] {
        guard from < size else {
            return Array(
                "HTTP/1.1 416 No\r\nContent-Range: bytes */\(size)\r\nContent-Length: 0\r\n\r\n".utf8)
        }
        let range = from > 0 ? "Content-Range: bytes \(from)-\(size - 1)/\(size)\r\n" : ""
        return Array(
            "HTTP/1.1 \(from > 0 ? "206 Part" : "200 OK")\r\nContent-Length: \(size - from)\r\n\(range)Connection: close\r\n\r\n"
                .utf8)
    }

    @discardableResult private func send(_ client: Int32, _ bytes: some Collection<UInt8>) -> Bool {
        let all = Array(bytes)
        var sent = 0
        while sent < all.count {
            let n = all[sent...].withUnsafeBytes {
                Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard n > 0 else { return false }
            sent += n
        }
        return true
    }
}

@Suite(.serialized) struct FetchTests {
    let scratch = Scratch()
    /// hashlib.md5(bytes(k * 7 % 251 for k in range(100_000))).hexdigest()
    static let bytes = (0..<100_000).map { UInt8($0 * 7 % 251) }
    static let sum = "c260642229888763c0fa2a4843f50a36"
    static let name = "/ml-latest-small.zip"

    var cache: String { "\(scratch.path)/cache" }
    var left: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? []).sorted() }

    func server(_ answer: TestServer.Answer, sum: String = FetchTests.sum) -> TestServer {
        TestServer([
            Self.name: answer, Self.name + ".md5": .file(Array("MD5 (ml-latest-small.zip) = \(sum)\n".utf8)),
        ])
    }
    func get(_ server: TestServer, _ watcher: Watcher = .silent) throws -> String {
        try fetch(.mlLatestSmall, from: server.address, into: cache, watching: watcher)
    }

    @Test func whatIsFetchedIsCheckedAndKept() throws {
        let server = server(.file(Self.bytes))
        defer { server.stop() }
        let path = try get(server)
        #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) == Self.bytes)
        #expect(left == ["ml-latest-small.zip"])
        #expect(try get(server) == path)
        #expect(server.requests == [Self.name + ".md5", Self.name])
    }

    @Test func absentFilesSaySo() {
        let server = server(.status(404))
        defer { server.stop() }
        let problem = #expect(throws: Problem.self) { try get(server) }
        #expect(problem?.what.hasSuffix("the server answers 404") == true)
        #expect(left.isEmpty)
    }

    @Test func cutConnectionsAreTakenUpWhereTheyStopped() throws {
        let server = server(.cut(Self.bytes, after: 40_000))
        defer { server.stop() }
        let problem = #expect(throws: Problem.self) { try get(server) }
        #expect(problem?.what.contains("connection was cut") == true)
        #expect(problem?.remedy == "fetch again to go on from 0 MB")
        #expect(left == ["ml-latest-small.zip.part"])
        let path = try get(server)
        #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) == Self.bytes)
        #expect(server.requests.last == "\(Self.name) from 40000")
    }

    @Test func wrongChecksumsDeleteTheFile() {
        let server = server(.file(Self.bytes), sum: "0123456789abcdef0123456789abcdef")
        defer { server.stop() }
        let problem = #expect(throws: Problem.self) { try get(server) }
        #expect(problem?.what.contains("the file is deleted") == true)
        #expect(left.isEmpty)
        // The pinned sum of a stable set, against bytes that are none.
        let other = TestServer(["/ml-100k.zip": .file(Self.bytes)])
        defer { other.stop() }
        let pinned = #expect(throws: Problem.self) { try fetch(.ml100K, from: other.address, into: cache) }
        #expect(pinned?.what.contains("0e33842e24a9c977be4e0107933c0723") == true)
        #expect(left.isEmpty)
    }

    @Test func ctrlCKeepsWhatHasCome() throws {
        let slow = server(.slow(Self.bytes))
        defer { slow.stop() }
        let flag = Interrupt.Flag()
        let watcher = Watcher(progress: {
            if $0.task.hasPrefix("fetching"), $0.part > 0.05, $0.part < 1 { flag.raise() }
        })
        Interrupt.$own.withValue(flag) {
            _ = #expect(throws: Interrupted.self) { try get(slow, watcher) }
        }
        #expect(left == ["ml-latest-small.zip.part"])
        let fast = server(.file(Self.bytes))
        defer { fast.stop() }
        let path = try get(fast)
        #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) == Self.bytes)
        #expect(fast.requests.last?.contains(" from ") == true)
    }

    @Test func serversThatCannotResumeAreAskedForEverything() throws {
        _ = scratch.file("cache/ml-latest-small.zip.part", Array(Self.bytes[..<500]))
        let server = server(.noRanges(Self.bytes))
        defer { server.stop() }
        let path = try get(server)
        #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) == Self.bytes)
    }

    @Test func aPartThatIsWholeIsTakenAsItIs() throws {
        _ = scratch.file("cache/ml-latest-small.zip.part", Self.bytes)
        let server = server(.file(Self.bytes))
        defer { server.stop() }
        _ = try get(server)
        #expect(left == ["ml-latest-small.zip"])
    }

    @Test func otherAddressesAndNoServerAreClear() throws {
        let server = server(.file(Self.bytes))
        let path = try fetch(url: server.address + Self.name, md5: Self.sum, into: cache)
        #expect(path.hasSuffix("ml-latest-small.zip"))
        server.stop()
        let gone = #expect(throws: Problem.self) { try fetch(.ml1M, from: "http://127.0.0.1:9", into: cache) }
        #expect(gone?.what.contains("cannot be reached") == true)
        #expect(throws: Problem.self) { try fetch(url: "file:///etc/passwd", into: cache) }
    }
}
