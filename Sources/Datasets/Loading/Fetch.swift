import Declarations
import Foundation
import Kernels

/// Downloads a published data set into the cache, and returns the path of its archive, which `load` reads as it is.
///
/// What is there already is not fetched again. The sum of the bytes is compared with the publisher's (stated in
/// `KnownDataset`, else fetched from `<url>.md5`); a wrong one deletes the file. An interrupted download is kept as
/// `<name>.zip.part` and taken up where it stopped. `mirror` (or `REEL_MIRROR`) stands in for the publisher's address.
public func fetch(
    _ name: KnownDataset, from mirror: String? = nil, into folder: String? = nil,
    watching watcher: Watcher = .silent
) throws -> String {
    let asked = mirror ?? ProcessInfo.processInfo.environment["REEL_MIRROR"] ?? ""
    let base = asked.isEmpty ? KnownDataset.publisher : asked
    let url = (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/\(name.rawValue).zip"
    return try fetch(
        url: url, md5: name.checksum, needsChecksum: true, into: folder ?? cacheFolder(), watcher: watcher)
}

/// Downloads any archive by its address (http or https), checked against `md5` where it is given.
public func fetch(
    url: String, md5: String? = nil, into folder: String? = nil, watching watcher: Watcher = .silent
) throws -> String {
    try fetch(url: url, md5: md5, needsChecksum: false, into: folder ?? cacheFolder(), watcher: watcher)
}

private func fetch(url: String, md5: String?, needsChecksum: Bool, into folder: String, watcher: Watcher)
    throws
    -> String
{
    guard url.hasPrefix("http://") || url.hasPrefix("https://"), let name = url.split(separator: "/").last,
        !name.contains("?"), name != ".."
    else {
        throw Problem(
            "\(url) is not an address of a file that can be fetched", remedy: "give an http or https one")
    }
    let target = "\(folder)/\(name)"
    if FileManager.default.fileExists(atPath: target) { return target }
    do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
        throw Problem(
            "folder \(folder) cannot be made: \(reason(error))", remedy: "set REEL_CACHE to another one")
    }
    let lock = try FetchLock(target)
    defer { lock.release() }
    let curl = try Curl(watcher)
    let part = target + ".part"
    let sum = try md5 ?? (needsChecksum ? statedSum(url, part: part + ".md5", curl) : nil)
    try curl.fetch(url, to: part, resuming: true)
    if let sum {
        let found = try md5Sum(of: part, shown: String(name), watcher)
        guard found == sum.lowercased() else {
            try? FileManager.default.removeItem(atPath: part)
            throw Problem(
                "\(name) has the checksum \(found), but its publisher states \(sum); the file is deleted",
                remedy: "fetch again")
        }
    }
    guard rename(part, target) == 0 else {
        throw Problem("\(target) cannot be put in place: \(String(cString: strerror(errno)))")
    }
    return target
}

/// The checksum that stands beside a file: "MD5 (ml-20m.zip) = cd24…" or "cd24…  ml-20m.zip".
private func statedSum(_ url: String, part: String, _ curl: Curl) throws -> String {
    defer { try? FileManager.default.removeItem(atPath: part) }
    try curl.fetch(url + ".md5", to: part, resuming: false)
    let text =
        FileManager.default.contents(atPath: part).map { String(decoding: $0.prefix(4096), as: UTF8.self) }
        ?? ""
    let words = text.split { !($0.isLetter || $0.isNumber) }
    guard let sum = words.first(where: { $0.count == 32 && $0.allSatisfy(\.isHexDigit) }) else {
        throw Problem("\(url).md5 holds no checksum")
    }
    return sum.lowercased()
}

/// The MD5 sum of a file.
func md5Sum(of path: String, shown: String, _ watcher: Watcher) throws -> String {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw Problem("\(shown) cannot be opened") }
    defer { try? handle.close() }
    let size = (try? handle.seekToEnd()) ?? 0
    try? handle.seek(toOffset: 0)
    var (sum, done) = (MD5(), 0)
    while true {
        try watcher.progress("checking \(shown)", size == 0 ? 1 : Double(done) / Double(size))
        guard let piece = try? handle.read(upToCount: 1 << 20), !piece.isEmpty else { return sum.hex }
        sum.add([UInt8](piece))
        done += piece.count
    }
}

/// Keeps a second session from writing to the same download.
private struct FetchLock {
    private let file: Int32
    private let path: String

    init(_ target: String) throws {
        path = target + ".lock"
        file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw Problem(
                "\(path) cannot be written: \(String(cString: strerror(errno)))",
                remedy: "set REEL_CACHE to another folder")
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw Problem("another session is fetching \(target)", remedy: "wait for it")
        }
    }

    func release() {
        unlink(path)
        close(file)
    }
}
