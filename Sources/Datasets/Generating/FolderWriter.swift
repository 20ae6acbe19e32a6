import Declarations
import Foundation
import Kernels

/// Writes files of a folder block by block: blocks are made on all cores and written in order, a few at a time, so that
/// memory stays bounded whatever the size. Files get their names when they are complete.
final class FolderWriter {
    let folder: String
    private let watching: Watcher

    /// Makes the folder where there is none.
    init(_ folder: String, watching: Watcher) throws {
        (self.folder, self.watching) = (folder, watching)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Problem(
                "the folder \(folder) cannot be made: \(error.localizedDescription)",
                remedy: "choose another with to=")
        }
    }

    /// Writes `blocks` blocks to some files at once. `render` appends block b to one buffer per file; it runs on any
    /// core and must depend on b alone.
    func write(
        _ names: [String], headers: [String], blocks: Int, task: String, from start: Double, to end: Double,
        render: @Sendable (Int, inout [ByteBuffer]) -> Void
    ) throws {
        let files = try names.map { try PartFile(folder + "/" + $0) }
        for (file, header) in zip(files, headers) { try file.write(Array((header + "\n").utf8)) }
        let wave = max(4, threads * 2)
        let slots = (0..<wave).map { _ in Slot(names.count) }
        for first in stride(from: 0, to: blocks, by: wave) {
            try watching.progress(task, start + (end - start) * Double(first) / Double(blocks))
            let count = min(wave, blocks - first)
            parallel(count, chunk: 1) { range in
                for k in range {
                    for file in slots[k].buffers.indices { slots[k].buffers[file].removeAll() }
                    render(first + k, &slots[k].buffers)
                }
            }
            // Blocks that an interruption cut short are never written.
            try Interrupt.check()
            for slot in slots[..<count] {
                for (file, buffer) in zip(files, slot.buffers) { try file.write(buffer.bytes) }
            }
        }
        for file in files { try file.finish() }
    }

    /// Writes one small file.
    func write(_ name: String, _ text: String) throws {
        let file = try PartFile(folder + "/" + name)
        try file.write(Array(text.utf8))
        try file.finish()
    }

    /// One block's buffers; each is written by one core at a time.
    private final class Slot: @unchecked Sendable {
        var buffers: [ByteBuffer]
        init(_ files: Int) { buffers = [ByteBuffer](repeating: ByteBuffer(), count: files) }
    }
}

/// A file that is named `….part` until it is complete, and removed where it never is.
private final class PartFile {
    private let path: String
    private var file: UnsafeMutablePointer<FILE>?

    init(_ path: String) throws {
        self.path = path
        file = fopen(path + ".part", "w")
        if file == nil { throw failure() }
    }

    func write(_ bytes: [UInt8]) throws {
        guard let file else { return }
        if fwrite(bytes, 1, bytes.count, file) != bytes.count { throw failure() }
    }

    func finish() throws {
        guard let open = file else { return }
        file = nil
        guard fclose(open) == 0, rename(path + ".part", path) == 0 else {
            let problem = failure()
            unlink(path + ".part")
            throw problem
        }
    }

    private func failure() -> Problem {
        Problem(
            "\(path) cannot be written: \(String(cString: strerror(errno)))",
            remedy: "choose another folder with to=, or make room")
    }

    deinit {
        guard let file else { return }
        fclose(file)
        unlink(path + ".part")
    }
}
