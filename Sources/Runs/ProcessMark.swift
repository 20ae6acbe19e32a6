import Foundation

/// Who is fitting a run: host, boot, process and when that process began. A number alone is used again after a while.
struct ProcessMark: Equatable {
    var host: String
    var boot: String
    /// Containers of one host share its boot, but not its processes' numbers.
    var space: String
    var process: Int32
    /// Clock ticks after the boot at which the process began.
    var began: String

    var text: String { [host, boot, space, String(process), began].joined(separator: "\u{1F}") }

    init?(_ text: String) {
        let parts = text.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, let process = Int32(parts[3]) else { return nil }
        (host, boot, space, self.process, began) = (parts[0], parts[1], parts[2], process, parts[4])
    }

    private init(process: Int32) {
        host = Machine.host
        boot = Self.content("/proc/sys/kernel/random/boot_id")
        space = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? ""
        self.process = process
        began = Self.beginning(of: process) ?? ""
    }

    static var current: ProcessMark { ProcessMark(process: getpid()) }

    /// Looks whether processes still live; asks the system once for each of them.
    final class Witness {
        private lazy var here = ProcessMark.current
        private var known = [String: Bool]()

        /// A process of this machine is looked up. Of another machine only the heartbeat is known: ten minutes without one
        /// count as the end.
        func sees(_ text: String, heartbeat: Double, now: Double = Clock.now) -> Bool {
            guard let mark = ProcessMark(text) else { return false }
            if mark.boot == here.boot, mark.space == here.space {
                if let alive = known[text] { return alive }
                let began = ProcessMark.beginning(of: mark.process)
                let alive =
                    began.map { $0 == mark.began } ?? (kill(mark.process, 0) == 0 && mark.began.isEmpty)
                known[text] = alive
                return alive
            }
            // This machine, but before its last start.
            if mark.host == here.host, mark.boot != here.boot { return false }
            return now - heartbeat < 600
        }
    }

    /// The twenty-second field of /proc/<pid>/stat; `nil` where there is no such process, or it is a zombie.
    private static func beginning(of process: Int32) -> String? {
        let stat = content("/proc/\(process)/stat")
        // The second field, the program's name, may hold anything, spaces and brackets too.
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return String(fields[19])
    }

    private static func content(_ path: String) -> String {
        guard let data = FileManager.default.contents(atPath: path) else { return "" }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Moments, in Unix seconds.
public enum Clock {
    public static var now: Double { Date().timeIntervalSince1970 }

    /// "2026-03-01 14:05:09" in the time of the machine; sorts as it reads.
    public static func text(_ moment: Double) -> String {
        guard moment.isFinite, abs(moment) < 1e11 else { return "" }
        var (seconds, parts) = (time_t(moment.rounded(.down)), tm())
        localtime_r(&seconds, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let length = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M:%S", &parts)
        return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
