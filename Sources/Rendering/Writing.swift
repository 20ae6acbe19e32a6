import Declarations
import Foundation

/// Writes a text to a file so that the file is at any moment either the old one or the whole new one.
///
/// The text goes to a file beside it, which then takes its name; folders that are missing are made. A pipe or a device is
/// written to as it is. Throws a problem for a folder, a place that may not be written to, and a full disk; what was
/// there before then still is.
public func write(_ text: String, to path: String) throws {
    try write(Data(text.utf8), to: path)
}

/// Writes bytes in the same way.
public func write(_ data: Data, to path: String) throws {
    guard !path.isEmpty else { throw Problem("the name of the file to write is empty") }
    // A link stays a link: what it points to is replaced.
    let target = resolved((path as NSString).expandingTildeInPath)
    var status = stat()
    let exists = stat(target, &status) == 0
    let kind = mode_t(status.st_mode) & S_IFMT
    if exists, kind == S_IFDIR {
        throw Problem("cannot write \(path): it is a folder", remedy: "add the name of a file")
    }
    if exists, kind != S_IFREG {
        return try writeThrough(data, to: target, as: path)
    }
    if exists, access(target, W_OK) != 0 { throw failure(errno, path) }
    let folder = (target as NSString).deletingLastPathComponent
    try makeFolder(folder.isEmpty ? "." : folder, for: path)
    let draft = (folder.isEmpty ? "" : folder + "/") + ".\(UInt32.random(in: 0 ... .max)).reel-draft"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(errno, path) }
    do {
        if exists { fchmod(descriptor, status.st_mode & 0o7777) }
        try send(data, to: descriptor, as: path)
        guard fsync(descriptor) == 0 else { throw failure(errno, path) }
    } catch {
        close(descriptor)
        unlink(draft)
        throw error
    }
    // Some file systems tell of a full disk only here.
    guard close(descriptor) == 0, rename(draft, target) == 0 else {
        let code = errno
        unlink(draft)
        throw failure(code, path)
    }
}

private func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
}

private func writeThrough(_ data: Data, to target: String, as path: String) throws {
    let descriptor = open(target, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno, path) }
    defer { close(descriptor) }
    try send(data, to: descriptor, as: path)
}

private func send(_ data: Data, to descriptor: Int32, as path: String) throws {
    try data.withUnsafeBytes { bytes in
        var sent = 0
        while sent < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
            let n = Foundation.write(descriptor, rest.baseAddress, rest.count)
            if n < 0, errno == EINTR { continue }
            guard n > 0 else { throw failure(errno, path) }
            sent += n
        }
    }
}

private func makeFolder(_ folder: String, for path: String) throws {
    var status = stat()
    if stat(folder, &status) == 0 {
        guard mode_t(status.st_mode) & S_IFMT == S_IFDIR else {
            throw Problem(
                "cannot write \(path): \(folder) is a file, not a folder", remedy: "choose another folder")
        }
        return
    }
    let above = (folder as NSString).deletingLastPathComponent
    if !above.isEmpty, above != folder { try makeFolder(above, for: path) }
    guard mkdir(folder, 0o777) == 0 || errno == EEXIST else { throw failure(errno, path) }
}

func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return stat((path as NSString).expandingTildeInPath, &status) == 0
        && mode_t(status.st_mode) & S_IFMT == S_IFREG
}

/// What an error of the system means to the user, and what would do.
private func failure(_ code: Int32, _ path: String) -> Problem {
    let remedy: String? =
        switch code {
        case ENOSPC, EDQUOT: "make room on the disk, or choose another one"
        case EACCES, EPERM: "you may not write there: choose another place, or change its permissions"
        case EROFS: "that file system is read-only: choose another place"
        case ENAMETOOLONG: "choose a shorter name"
        case ENOTDIR: "a part of that path is a file, not a folder"
        default: nil
        }
    let reason = code == ENOSPC ? "the disk is full" : String(cString: strerror(code)).lowercased()
    return Problem("cannot write \(path): \(reason)", remedy: remedy)
}
