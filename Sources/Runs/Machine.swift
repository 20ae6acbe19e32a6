import Declarations
import Foundation

/// The machine that runs are fitted on.
public enum Machine {
    /// Processor, cores, memory and system in one line: "AMD EPYC 7B13, 2 cores, 24 GB, Debian GNU/Linux 12".
    public static let summary: String = {
        let memory = Double(ProcessInfo.processInfo.physicalMemory) / 1e9
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return "\(processor), \(counted(cores, "core")), \(Int(memory.rounded())) GB, \(system)"
    }()

    /// The name by which the machine goes in its network.
    public static let host: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    /// Most memory that this process has held at once since it began or since `forgetPeak`, in bytes; 0 where unknown.
    public static var peakMemory: Int64 {
        guard let text = line("VmHWM:", of: "/proc/self/status") else { return 0 }
        return (text.split(separator: " ").first.flatMap { Int64($0) } ?? 0) * 1024
    }

    /// Lets the next reading of `peakMemory` count from now on; does nothing where the system has no such thing.
    public static func forgetPeak() {
        guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return }
        try? file.write(contentsOf: Data("5".utf8))
        try? file.close()
    }

    private static var processor: String {
        line("model name", of: "/proc/cpuinfo").map { $0.drop { $0 == ":" || $0 == " " } }.map(String.init)
            ?? "unknown processor"
    }

    private static var system: String {
        let name = line("PRETTY_NAME=", of: "/etc/os-release").map { $0.replacing("\"", with: "") }
        return name ?? ProcessInfo.processInfo.operatingSystemVersionString
    }

    /// What follows a word at the beginning of a line, without spaces and tabs around it.
    private static func line(_ word: String, of path: String) -> String? {
        guard let content = FileManager.default.contents(atPath: path) else { return nil }
        let lines = String(decoding: content, as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix(word) }?.dropFirst(word.count)
            .trimmingCharacters(in: .whitespaces)
    }
}
