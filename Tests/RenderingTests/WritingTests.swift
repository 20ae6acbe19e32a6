import Declarations
import Foundation
import Rendering
import Testing

@Suite struct WritingTests {
    private func content(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func makesFoldersAndLeavesNoDraft() throws {
        try withFolder { folder in
            try write("one", to: folder + "/a/b/t.txt")
            try write("two", to: folder + "/a/b/t.txt")
            #expect(content(folder + "/a/b/t.txt") == "two")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/a/b") == ["t.txt"])
        }
    }

    @Test func keepsLinksAndPermissions() throws {
        try withFolder { folder in
            try write("old", to: folder + "/real.txt")
            chmod(folder + "/real.txt", 0o640)
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/link.txt", withDestinationPath: folder + "/real.txt")
            try write("new", to: folder + "/link.txt")
            #expect(content(folder + "/real.txt") == "new")
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/link.txt")
            #expect(attributes[.type] as? FileAttributeType == .typeSymbolicLink)
            var status = stat()
            stat(folder + "/real.txt", &status)
            #expect(status.st_mode & 0o777 == 0o640)
        }
    }

    @Test func saysWhyItCannotWrite() throws {
        try withFolder { folder in
            try write("x", to: folder + "/file")
            let folderProblem = #expect(throws: Problem.self) { try write("x", to: folder) }
            #expect(folderProblem?.what.hasSuffix("it is a folder") == true)
            let inFile = #expect(throws: Problem.self) { try write("x", to: folder + "/file/t.csv") }
            #expect(inFile?.what.contains("is a file, not a folder") == true)
            #expect(throws: Problem.self) { try write("x", to: "") }
            let long = folder + "/" + String(repeating: "n", count: 300)
            #expect(
                #expect(throws: Problem.self) { try write("x", to: long) }?.remedy == "choose a shorter name")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
    func reportsAFullDevice() {
        let problem = #expect(throws: Problem.self) { try write("x", to: "/dev/full") }
        #expect(problem?.what == "cannot write /dev/full: the disk is full")
        #expect(throws: Never.self) { try write("x", to: "/dev/null") }
        // Still a device: it was written to, not replaced.
        #expect(
            (try? FileManager.default.attributesOfItem(atPath: "/dev/null"))?[.type] as? FileAttributeType
                == .typeCharacterSpecial)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can mount a small disk"))
    func aFullDiskLeavesTheOldFile() throws {
        try withFolder { folder in
            guard try output(of: "mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]) != nil else {
                return
            }
            defer { _ = try? output(of: "umount", [folder]) }
            try write("old", to: folder + "/t.csv")
            let problem = #expect(throws: Problem.self) {
                try write(String(repeating: "x", count: 1_000_000), to: folder + "/t.csv")
            }
            #expect(problem?.what.contains("the disk is full") == true)
            #expect(content(folder + "/t.csv") == "old")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["t.csv"])
            _ = try output(of: "mount", ["-o", "remount,ro", folder])
            let readOnly = #expect(throws: Problem.self) { try write("y", to: folder + "/t.csv") }
            #expect(readOnly?.remedy?.contains("read-only") == true)
        }
    }

    @Test func choosesTheFormatByTheName() throws {
        let names: [(String, TableFormat)] = [
            ("a.csv", .csv), ("x/b.MD", .markdown), ("c.tex", .latex), ("d.json", .json), ("e.txt", .text),
            ("f.html", .html),
        ]
        for (name, format) in names { #expect(try TableFormat(path: name) == format) }
        #expect(throws: Problem.self) { try TableFormat(path: "results/t") }
        let problem = #expect(throws: Problem.self) { try TableFormat(path: "t.xlsx") }
        #expect(problem?.what == "there is no table format for .xlsx")
    }

    @Test func putsTheRunsBesideFilesWithoutComments() throws {
        try withFolder { folder in
            let path = folder + "/t.csv"
            #expect(try Rendering.export(Sample.comparison, to: path) == [path, path + ".runs.json"])
            let side = try #require(content(path + ".runs.json"))
            #expect(Provenance.runs(in: side) == [12, 13, 14, 15])
            #expect(side.contains(#"{"row":2,"column":"ndcg@10","runs":[13,14]}"#))
            for ending in ["md", "tex", "html"] {
                let other = "\(folder)/t.\(ending)"
                #expect(try Rendering.export(Sample.comparison, to: other) == [other])
                #expect(Provenance.runs(in: try #require(content(other))) == [12, 13, 14, 15])
            }
            var options = ExportOptions()
            options.runs = false
            #expect(try Rendering.export(Sample.comparison, to: path, options: options) == [path])
        }
    }
}
