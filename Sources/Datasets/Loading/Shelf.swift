import Declarations
import Foundation
import Kernels

/// A file to be read, wherever it lies.
struct DataFile {
    /// As the user would name it: "ml-100k/u.data", "ml-1m.zip/ratings.dat".
    let shown: String
    let bytes: PackedBytes

    /// Last part of the name, without ".gz".
    var name: String {
        let last = shown.split(separator: "/").last.map(String.init) ?? shown
        return last.hasSuffix(".gz") ? String(last.dropLast(3)) : last
    }

    /// The first bytes, at most `limit`.
    func head(_ limit: Int = 1 << 16) throws -> [UInt8] {
        do throws(ByteFailure) { return try ByteReader(bytes).read(limit) } catch { throw problem(error) }
    }

    /// All bytes.
    func all(_ watcher: Watcher) throws -> [UInt8] {
        var bytes = [UInt8]()
        do {
            let reader = try ByteReader(self.bytes)
            while true {
                try watcher.progress("reading \(shown)", reader.part)
                let piece = try reader.read(1 << 20)
                bytes += piece
                if piece.count < 1 << 20 { return bytes }
            }
        } catch let failure as ByteFailure { throw problem(failure) }
    }

    /// A reason why bytes could not be had, as a problem.
    func problem(_ failure: ByteFailure) -> Problem {
        switch failure {
        case .system(let reason): Problem("\(shown) cannot be read: \(reason)")
        case .corrupt:
            Problem("\(shown) is damaged: its packed bytes do not unpack", remedy: "fetch or copy it again")
        case .truncated:
            Problem("\(shown) is cut short: packed bytes are missing", remedy: "fetch or copy it again")
        case .memory: Problem("there is not enough memory to read \(shown)")
        }
    }
}

/// The files of a data set: a folder, a zip archive, or one file alone.
struct Shelf {
    /// As the user named it.
    let shown: String
    /// Whether it is one file that the user named by itself.
    let isFile: Bool
    /// Files by their name on the shelf (parts joined by "/"), in the order of names.
    private let files: [String: DataFile]

    var names: [String] { files.keys.sorted() }
    /// The only file, if there is just one.
    var single: DataFile? { files.count == 1 ? files.first?.value : nil }

    /// Opens a folder, or a zip archive (known by its first bytes). A folder that holds nothing but one folder stands
    /// for the inner one.
    static func open(_ path: String, shown: String) throws -> Shelf {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw missing(path, shown: shown)
        }
        var files: [String: DataFile] = [:]
        var isFile = false
        if isFolder.boolValue {
            for name in try list(path, shown: shown) {
                files[name] = DataFile(shown: "\(shown)/\(name)", bytes: PackedBytes("\(path)/\(name)"))
            }
        } else if !isRegularFile(path) {
            throw Problem(
                "\(shown) is a device or a pipe, which cannot be read twice",
                remedy: "copy it to a file first")
        } else if ZipArchive.isOne(path) {
            for member in try ZipArchive.members(path, shown: shown) {
                files[member.name] = DataFile(shown: "\(shown)/\(member.name)", bytes: member.bytes)
            }
        } else {
            isFile = true
            files[(path as NSString).lastPathComponent] = DataFile(shown: shown, bytes: PackedBytes(path))
        }
        return Shelf(shown: shown, isFile: isFile, files: withoutCommonRoot(files))
    }

    /// A file by its name, plain or with ".gz" behind it.
    subscript(name: String) -> DataFile? { files[name] ?? files[name + ".gz"] }

    /// Files whose name (without ".gz") ends like this.
    func files(endingIn ending: String) -> [DataFile] {
        names.compactMap { files[$0] }.filter { $0.name.hasSuffix(ending) && !$0.name.hasPrefix(".") }
    }

    /// Files one and two folders deep; more are none of a data set's business.
    private static func list(_ path: String, shown: String) throws -> [String] {
        let manager = FileManager.default
        do {
            var found: [String] = []
            for name in try manager.contentsOfDirectory(atPath: path) where !name.hasPrefix(".") {
                var isFolder: ObjCBool = false
                _ = manager.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
                guard isFolder.boolValue else {
                    found.append(name)
                    continue
                }
                for inner in (try? manager.contentsOfDirectory(atPath: "\(path)/\(name)")) ?? [] {
                    _ = manager.fileExists(atPath: "\(path)/\(name)/\(inner)", isDirectory: &isFolder)
                    if !isFolder.boolValue, !inner.hasPrefix(".") { found.append("\(name)/\(inner)") }
                }
            }
            return found
        } catch {
            throw Problem("folder \(shown) cannot be listed: \(error.localizedDescription)")
        }
    }

    private static func withoutCommonRoot(_ files: [String: DataFile]) -> [String: DataFile] {
        guard let root = files.keys.first?.split(separator: "/").first,
            files.keys.first?.contains("/") == true,
            files.keys.allSatisfy({ $0.hasPrefix(root + "/") })
        else { return files }
        return Dictionary(
            uniqueKeysWithValues: files.map { (String($0.key.dropFirst(root.count + 1)), $0.value) })
    }

    /// A path that names nothing, with the nearest name beside it.
    static func missing(_ path: String, shown: String) -> Problem {
        let folder = (path as NSString).deletingLastPathComponent
        let name = (path as NSString).lastPathComponent
        let manager = FileManager.default
        let beside = (try? manager.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        if beside.isEmpty, !folder.isEmpty, !manager.fileExists(atPath: folder) {
            return Problem("there is no file \(shown): the folder \(folder) does not exist")
        }
        if let near = nearest(to: name, in: beside.filter { !$0.hasPrefix(".") }) {
            let typedFolder = (shown as NSString).deletingLastPathComponent
            return Problem(
                "there is no file or folder \(shown)",
                remedy: "did you mean \(typedFolder.isEmpty ? near : "\(typedFolder)/\(near)")?")
        }
        if KnownDataset(rawValue: name) != nil {
            return Problem("there is no data set \(shown) here", remedy: "fetch \(name) downloads it")
        }
        return Problem("there is no file or folder \(shown)")
    }
}

/// Whether a path names an ordinary file: not a folder, a device or a pipe.
func isRegularFile(_ path: String) -> Bool {
    var about = stat()
    return stat(path, &about) == 0 && about.st_mode & S_IFMT == S_IFREG
}
