import Foundation

/// Which code made a run: release, commit of the sources if the program lies among them, digest of the program.
///
/// Found without starting another program, at the first use: some milliseconds.
public enum CodeVersion {
    public static let release = "0.1.0"

    /// "0.1.0 commit 1a2b3c4d5e6f program 9f8e7d6c5b4a3928". Two programs with the same digest are the same program,
    /// whatever else was changed in the sources.
    public static let current: String = {
        let program = "/proc/self/exe"
        let place =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: program)) ?? CommandLine.arguments[0]
        var parts = [release]
        if let commit = commit(above: place) { parts.append("commit \(commit.prefix(12))") }
        if let digest = digest(of: program) { parts.append("program \(digest)") }
        return parts.joined(separator: " ")
    }()

    /// The commit checked out in the repository that a file lies in; `nil` outside of one.
    static func commit(above path: String) -> String? {
        var folder = (path as NSString).deletingLastPathComponent
        while !folder.isEmpty {
            if let git = gitFolder(folder) { return head(of: git) }
            if folder == "/" { break }
            folder = (folder as NSString).deletingLastPathComponent
        }
        return nil
    }

    /// A work tree's own `.git`, or the one that its file of that name points to.
    private static func gitFolder(_ folder: String) -> String? {
        let git = folder + "/.git"
        if content(git + "/HEAD") != nil { return git }
        guard let text = content(git), text.hasPrefix("gitdir: ") else { return nil }
        let target = String(text.dropFirst(8))
        return target.hasPrefix("/") ? target : folder + "/" + target
    }

    private static func head(of git: String) -> String? {
        guard let head = content(git + "/HEAD") else { return nil }
        guard head.hasPrefix("ref: ") else { return isCommit(head) ? head : nil }
        let name = String(head.dropFirst(5))
        // The branches of a linked work tree lie in the main one.
        let common = content(git + "/commondir").map { $0.hasPrefix("/") ? $0 : git + "/" + $0 }
        for folder in [git, common].compactMap({ $0 }) {
            if let commit = content(folder + "/" + name), isCommit(commit) { return commit }
            let packed = content(folder + "/packed-refs")?.split(separator: "\n") ?? []
            if let line = packed.first(where: { $0.hasSuffix(" " + name) }), isCommit(String(line.prefix(40)))
            {
                return String(line.prefix(40))
            }
        }
        return nil
    }

    private static func isCommit(_ text: String) -> Bool { text.count >= 40 && text.allSatisfy(\.isHexDigit) }

    private static func content(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0, mode_t(status.st_mode) & S_IFMT == S_IFREG,
            let data = FileManager.default.contents(atPath: path)
        else { return nil }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// 64 bits of a file's content, in 16 hexadecimal digits: FNV-1a over words of eight bytes (four at a time), then over
    /// what is left. Tells programs apart; no defence against somebody who wants two to look the same.
    static func digest(of path: String) -> String? {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else {
            return nil
        }
        let prime: UInt64 = 0x100_0000_01b3
        var lanes = SIMD4<UInt64>(0xcbf2_9ce4_8422_2325, 0x8422_2325_cbf2_9ce4, 0x9ce4_8422_2325_cbf2, 1)
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        data.withUnsafeBytes { bytes in
            let whole = bytes.count / 32 * 32
            for start in stride(from: 0, to: whole, by: 32) {
                let words = bytes.loadUnaligned(fromByteOffset: start, as: SIMD4<UInt64>.self)
                lanes = (lanes ^ words) &* prime
            }
            for i in 0..<4 { hash = (hash ^ lanes[i] ^ lanes[i] >> 29) &* prime }
            for byte in bytes[whole...] { hash = (hash ^ UInt64(byte)) &* prime }
        }
        let digits = String(hash ^ UInt64(data.count), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
