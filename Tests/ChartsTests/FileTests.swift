import Charts
import Declarations
import Foundation
import Testing

extension ChartsTests {
    @Suite struct FileTests {
        @Test(arguments: ["svg", "png", "pdf"])
        func sameChartSameBytes(_ ending: String) throws {
            let folder = try Folder()
            let files = try draw(Examples.curves, to: folder.path + "/a.\(ending)")
            #expect(files == ["a.\(ending)", "a.gp", "a.dat"].map { folder.path + "/" + $0 })
            #expect(try folder.names == ["a.\(ending)", "a.dat", "a.gp"].sorted())
            let first = try folder.bytes("a.\(ending)")
            if ending == "pdf" { Thread.sleep(forTimeInterval: 1.1) }  // the clock of a PDF counts seconds
            try draw(Examples.curves, to: folder.path + "/a.\(ending)")
            #expect(try folder.bytes("a.\(ending)") == first)
        }

        @Test(arguments: Examples.all.map(\.name))
        func gnuplotAloneMakesTheSamePicture(_ name: String) throws {
            let folder = try Folder("with space & 'quote'")
            let chart = try #require(Examples.all.first { $0.name == name }?.chart)
            try draw(chart, to: folder.path + "/a.svg")
            let drawn = try folder.bytes("a.svg")
            try FileManager.default.removeItem(atPath: folder.path + "/a.svg")
            let gnuplot = Process()
            gnuplot.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            gnuplot.arguments = ["gnuplot", "a.gp"]
            gnuplot.currentDirectoryURL = URL(fileURLWithPath: folder.path)
            let said = Pipe()
            (gnuplot.standardOutput, gnuplot.standardError) = (said, said)
            try gnuplot.run()
            gnuplot.waitUntilExit()
            #expect(gnuplot.terminationStatus == 0)
            // gnuplot has nothing to complain of.
            #expect(String(decoding: said.fileHandleForReading.availableData, as: UTF8.self) == "")
            #expect(try folder.bytes("a.svg") == drawn)
        }

        @Test(arguments: [
            "a b", "<touch pwned", "|touch pwned", "it's", "\"q\"", "`touch pwned`", "-", "a%d", "Amélie",
            "a.b",
        ])
        func hostileNames(_ stem: String) throws {
            let folder = try Folder()
            try draw(simple, to: folder.path + "/\(stem).svg")
            #expect(try folder.names == ["\(stem).dat", "\(stem).gp", "\(stem).svg"].sorted())
        }

        @Test func foldersAreMade() throws {
            let folder = try Folder()
            try draw(simple, to: folder.path + "/deep/er/a.SVG")
            #expect(FileManager.default.fileExists(atPath: folder.path + "/deep/er/a.SVG"))
        }

        @Test func endings() throws {
            let folder = try Folder()
            let wrong = problem { try draw(simple, to: folder.path + "/a.pgn") }
            #expect(wrong?.remedy == "did you mean \(folder.path)/a.png?")
            #expect(problem { try draw(simple, to: "picture") }?.remedy == "try picture.svg")
            #expect(problem { try draw(simple, to: "") } != nil)
            #expect(problem { try draw(simple, to: folder.path + "/.svg") } != nil)
            #expect(problem { try draw(simple, to: folder.path + "/a\nb.svg") } != nil)
            #expect(try folder.names.isEmpty)
        }

        @Test func nothingOfOthersIsOverwritten() throws {
            let folder = try Folder()
            try folder.write("1::1193::5::978300760\n", "ratings.dat")
            let refused = problem { try draw(simple, to: folder.path + "/ratings.svg") }
            #expect(refused?.what.contains("ratings.dat is there and was not written by a chart") == true)
            #expect(try folder.text("ratings.dat") == "1::1193::5::978300760\n")
            #expect(try folder.names == ["ratings.dat"])
        }

        @Test func unwritablePlaces() throws {
            let folder = try Folder()
            try folder.write("", "file")
            #expect(problem { try draw(simple, to: folder.path + "/file/a.svg") } != nil)
            #expect(problem { try draw(simple, to: "/proc/a.svg") }?.what.contains("/proc") == true)
            try FileManager.default.createDirectory(
                atPath: folder.path + "/a.svg", withIntermediateDirectories: true)
            #expect(
                problem { try draw(simple, to: folder.path + "/a.svg") }?.what.hasSuffix("a.svg is a folder")
                    == true)
        }

        @Test func sizes() throws {
            let folder = try Folder()
            try draw(simple, to: folder.path + "/a.svg", size: Size(300, 200))
            #expect(try folder.text("a.svg").contains("viewBox=\"0 0 300 200\""))
            try draw(simple, to: folder.path + "/a.png", size: Size(300, 200))
            let png = [UInt8](try folder.bytes("a.png"))
            // Width and height stand at byte 16 of a PNG (ISO/IEC 15948, 11.2.2); two pixels for each CSS
            // pixel.
            #expect(png[16..<24] == [0, 0, 2, 88, 0, 0, 1, 144])
            #expect(problem { try draw(simple, to: folder.path + "/a.svg", size: Size(1, 1)) } != nil)
            #expect(problem { try draw(simple, to: folder.path + "/a.svg", size: Size(.nan, 300)) } != nil)
        }
    }

    @Suite struct ProcessTests {
        @Test func missingGnuplot() throws {
            let folder = try Folder()
            let missing = problem { try draw(simple, to: folder.path + "/a.svg", gnuplot: "no-such-gnuplot") }
            #expect(missing?.what == "no-such-gnuplot is not installed, and it draws the charts")
            #expect(missing?.remedy?.contains("apt install gnuplot-nox") == true)
            #expect(try folder.names.isEmpty)
        }

        @Test func errorsAreTold() throws {
            let folder = try Folder()
            try draw(simple, to: folder.path + "/a.svg")
            let before = try folder.bytes("a.svg")
            let told = try folder.program("echo 'undefined variable: x' >&2; cat >/dev/null; exit 1")
            #expect(
                problem { try draw(simple, to: folder.path + "/a.svg", gnuplot: told) }?.what
                    == "gnuplot could not draw the chart: undefined variable: x")
            let killed = try folder.program("kill -9 $$")
            #expect(
                problem { try draw(simple, to: folder.path + "/a.svg", gnuplot: killed) }?.what.contains(
                    "signal 9")
                    == true)
            let deaf = try folder.program("exec <&-; exit 3")
            #expect(
                problem { try draw(simple, to: folder.path + "/a.svg", gnuplot: deaf) }?.what.contains(
                    "status 3")
                    == true)
            #expect(try folder.bytes("a.svg") == before, "a chart that fails leaves the older picture")
            #expect(try folder.names == ["a.dat", "a.gp", "a.svg", "program"])
        }

        /// A full disk, of which gnuplot itself says nothing.
        @Test func halfAPictureIsNone() throws {
            let folder = try Folder()
            let half = try folder.program("cat >/dev/null; echo '<svg' > a.svg")
            #expect(
                problem { try draw(simple, to: folder.path + "/a.svg", gnuplot: half) }?.what.contains(
                    "written whole")
                    == true)
            #expect(try folder.names == ["program"])
        }

        @Test func warningsDoNotMatter() throws {
            let folder = try Folder()
            let chatty = try folder.program("echo 'Fontconfig warning' >&2; exec gnuplot \"$@\"")
            #expect(throws: Never.self) { try draw(simple, to: folder.path + "/a.svg", gnuplot: chatty) }
        }

        @Test func ctrlCEndsGnuplot() async throws {
            let folder = try Folder()
            let slow = try folder.program("echo $$ > '\(folder.path)/pid'; sleep 600")
            let path = folder.path
            // A flag of its own: the program's would stop the tests beside this one.
            let flag = Interrupt.Flag()
            let work = Task.detached {
                try Interrupt.$own.withValue(flag) { try draw(simple, to: path + "/a.svg", gnuplot: slow) }
            }
            while (try? folder.text("pid").isEmpty) != false {
                try await Task.sleep(for: .milliseconds(5))
            }
            flag.raise()
            await #expect(throws: Interrupted.self) { try await work.value }
            let pid = try #require(
                Int32(try folder.text("pid").trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(kill(pid, 0) == -1 && errno == ESRCH, "the process is gone and reaped")
            #expect(try folder.names == ["pid", "program"])
        }
    }
}
