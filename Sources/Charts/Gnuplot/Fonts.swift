import Foundation
import Synchronization

/// Which characters the machine's fonts can draw, as fontconfig knows.
enum Fonts {
    private static let known = Mutex<[Unicode.Scalar: Bool]>([:])

    /// Characters that no installed font has. Letters of European scripts, figures and common signs are taken
    /// to be there; fontconfig's `fc-list` (installed with pango, which gnuplot's PNG and PDF need) is asked
    /// for others only.
    static func missing(from texts: [String]) -> Set<Unicode.Scalar> {
        let rare = Set(texts.flatMap(\.unicodeScalars).filter(isRare))
        guard !rare.isEmpty else { return [] }
        return known.withLock { known in
            var new = rare.filter { known[$0] == nil }
            // Mostly one font has them all, and one question is enough.
            if new.count > 1, hasFont(for: Array(new)) {
                for scalar in new { known[scalar] = true }
                new = []
            }
            for scalar in new.sorted().prefix(200) { known[scalar] = hasFont(for: [scalar]) }
            return rare.filter { known[$0] == false }
        }
    }

    private static func isRare(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x300, 0x370..<0x530, 0x2010..<0x2028, 0x2030..<0x205F, 0x2070..<0x20A0, 0x20AC: false
        case 0x1E00..<0x2000, 0x25A0..<0x2600, 0xFFFD: false
        // Joiners and selectors have no shape of their own.
        case 0x300..<0x370, 0x200B..<0x2010, 0xFE00...0xFE0F: false
        default: true
        }
    }

    private static func hasFont(for scalars: [Unicode.Scalar]) -> Bool {
        let list = Process()
        list.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let set = scalars.map { String($0.value, radix: 16) }.joined(separator: " ")
        list.arguments = ["fc-list", ":charset=\(set)", "family"]
        let output = Pipe()
        (list.standardOutput, list.standardError, list.standardInput) = (
            output, Pipe(), FileHandle.nullDevice
        )
        guard (try? list.run()) != nil else { return false }
        let families = output.fileHandleForReading.readDataToEndOfFile()
        list.waitUntilExit()
        return list.terminationStatus == 0 && !families.isEmpty
    }
}
