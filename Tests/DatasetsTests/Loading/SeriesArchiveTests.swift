import Datasets
import Declarations
import Foundation
import Testing

/// Small made-up files in the layouts of PhysioNet 2012 and of the UEA archive.
@Suite struct SeriesArchiveTests {
    private func problem(_ body: () throws -> Void) -> Problem? {
        do { try body() } catch { return error as? Problem }
        return nil
    }

    private let patients = [
        "set-a/11.txt": """
        Time,Parameter,Value
        00:00,RecordID,11
        00:00,Age,54
        00:00,Gender,0
        00:00,Height,-1
        00:00,ICUType,4
        00:00,Weight,-1
        00:00,Weight,80
        00:30,HR,73
        00:30,HR,74
        00:30,Temp,-1
        47:15,pH,7.4

        """,
        "set-a/12.txt": "Time,Parameter,Value\n00:00,RecordID,12\n00:00,Age,60\n",
    ]
    private let outcomes = """
        RecordID,SAPS-I,SOFA,Length_of_stay,Survival,In-hospital_death
        11,6,1,5,-1,0
        12,16,8,8,3,1

        """

    private func ward() -> Scratch {
        let scratch = Scratch()
        for (name, text) in patients { _ = scratch.file(name, text) }
        _ = scratch.file("Outcomes-a.txt", outcomes)
        return scratch
    }

    @Test func patientsAreRead() throws {
        let scratch = ward()
        let loaded = try loadWithNotes(scratch.path)
        let data = try #require(loaded.dataset.behaviour)
        #expect(loaded.dataset.users.ids == ["11", "12"])
        #expect(data.offsets == [0, 3, 4] && data.times == [0, 0.5, 47.25, 0] && data.timeUnit == "hours")
        #expect(data.channels.count == 37)
        func cell(_ row: Int, _ channel: String) -> Float? {
            data.channels.firstIndex(of: channel).map { data.values[row * 37 + $0] }
        }
        #expect(cell(0, "Weight") == 80 && cell(1, "HR") == 74 && cell(2, "pH") == 7.4)
        #expect(data.values.count { !$0.isNaN } == 3)
        #expect(data.statics.row(0).map { $0.isNaN ? -1 : $0 } == [54, 0, -1, -1, 0, 0, 0, 1])
        #expect(
            data.targets.names == ["survived", "died"] && data.targets.label(0) == 0
                && data.targets.label(1) == 1)
        #expect(loaded.notes == ["1 patients have no measurement: one row in which nothing is observed"])
    }

    /// The archive gives what the folder gives, whoever packed it: GNU tar with long names, pax, ustar.
    @Test(arguments: ["gnu", "pax", "ustar"]) func archivesAreReadDirectly(format: String) throws {
        let scratch = ward()
        let expected = try load(scratch.path).fingerprint
        guard scratch.run("tar", "--format=\(format)", "-czf", "set-a.tar.gz", "set-a"),
            scratch.run("rm", "-r", "set-a")
        else { return }
        #expect(try load(scratch.path).fingerprint == expected)
        #expect(try load(scratch.path + "/set-a.tar.gz").fingerprint == expected)
    }

    @Test func damagedArchivesAreProblems() throws {
        let scratch = ward()
        guard scratch.run("tar", "-cf", "set-a.tar", "set-a"), scratch.run("rm", "-r", "set-a") else {
            return
        }
        let whole = Array(try Data(contentsOf: URL(filePath: scratch.path + "/set-a.tar")))
        _ = scratch.file("set-a.tar", Array(whole.prefix(700)))
        #expect(problem { _ = try load(scratch.path) }?.what.contains("cut short") == true)
        _ = scratch.file("set-a.tar", [UInt8](repeating: 65, count: 2048))
        #expect(problem { _ = try load(scratch.path) }?.what.contains("is damaged or no tar archive") == true)
    }

    @Test func linesThatCannotBeAreProblems() throws {
        for (line, what) in [
            ("00:10,HR,high", "a line must be HH:MM, a parameter and a number"),
            ("00:10,Mood,1", "there is no parameter Mood"), ("00:10,HR,80\n00:05,HR,70", "the time falls"),
        ] {
            let scratch = ward()
            _ = scratch.file("set-a/12.txt", "Time,Parameter,Value\n00:00,RecordID,12\n\(line)\n")
            let found = problem { _ = try load(scratch.path) }
            #expect(found?.what.contains(what) == true)
            #expect(found?.place?.file.hasSuffix("set-a/12.txt") == true)
            #expect(found?.place?.line == (what == "the time falls" ? 4 : 3))
        }
    }

    private func problemFolder(_ train: String, _ test: String? = nil) -> Scratch {
        let scratch = Scratch()
        _ = scratch.file("Toy_TRAIN.ts", train)
        if let test { _ = scratch.file("Toy_TEST.ts", test) }
        return scratch
    }

    @Test func casesAreRead() throws {
        let head =
            "# a comment\n@problemName Toy\n@timeStamps false\n@univariate false\n@classLabel true walk run\n@data\n"
        let scratch = problemFolder(head + "1,2,3:4,?,6:walk\n7:8:run\n", head + "9,10:11,12:run\n")
        let dataset = try load(scratch.path)
        let data = try #require(dataset.behaviour)
        #expect(dataset.users.ids == ["train-1", "train-2", "test-1"])
        #expect(data.channels == ["dim-1", "dim-2"] && data.offsets == [0, 3, 4, 6])
        #expect(data.times == [0, 1, 2, 0, 0, 1])
        #expect(data.values.map { $0.isNaN ? -1 : $0 } == [1, 4, 2, -1, 3, 6, 7, 8, 9, 11, 10, 12])
        #expect(
            data.targets.names == ["walk", "run"] && (0..<3).map { data.targets.label($0) } == [0, 1, 1])
        #expect(data.shippedPeople == People(train: [0, 1], test: [2]))
        let split = try FixedSplit().split(dataset, watching: .silent)
        #expect(split.folds[0].people == data.shippedPeople && split.audit.verdict == .healthy)
        #expect(try load(scratch.path + "/Toy_TEST.ts").fingerprint == dataset.fingerprint)
    }

    @Test func timesAndTargetsAreRead() throws {
        let scratch = problemFolder(
            "@timestamps true\n@targetlabel true\n@data\n(0,1),(2.5,2):(2.5,5),(4,?):0.75\n")
        let data = try #require(load(scratch.path).behaviour)
        #expect(data.times == [0, 2.5, 4])
        #expect(data.values.map { $0.isNaN ? -1 : $0 } == [1, -1, 2, 5, -1, -1])
        #expect(data.targets.kind == .traits && data.targets.row(0).elementsEqual([0.75]))
        #expect(data.shippedPeople == nil)
    }

    /// The layout of aeon's UnitTestTimeStamps, comments and all.
    @Test func datesAreSecondsSinceACasesFirst() throws {
        let scratch = problemFolder(
            "%# cut down\n%\n@timeStamps True\n@univariate true\n@classLabel true 1 2\n@data\n"
                + "(2007-01-01 00:00:00,241.97),(2007-01-01 00:01:00,241.75):1\n"
                + "(2008-02-28 23:59:59,4.0),(2008-03-01T00:00:01,?):2\n")
        let data = try #require(load(scratch.path).behaviour)
        #expect(data.times == [0, 60, 0, 86402] && data.targets.label(1) == 1)
        #expect(data.values.map { $0.isNaN ? -1 : $0 } == [241.97, 241.75, 4, -1])
        let bad = problemFolder("@timeStamps true\n@classLabel true 1\n@data\n(2007-13-01,2):1\n")
        #expect(problem { _ = try load(bad.path) }?.what.contains("a date like") == true)
    }

    @Test func casesThatCannotBeAreProblems() throws {
        let head = "@classLabel true a b\n@data\n"
        for (text, what, line) in [
            (head + "1,2:c\n", "class c is none of @classLabel", 3),
            (head + "1,x:a\n", "a value must be a number or ?, but is x", 3),
            (head + "1:2:a\n1:b\n", "the case has 1 dimensions, but 2 are expected", 4),
            ("@timestamps perhaps\n", "must be true or false", 1),
            ("@mood good\n", "there is no tag @mood", 1),
            (head, "has no cases", nil), ("@data\n1:a\n", "nothing to infer", 2),
            ("@timestamps true\n" + head + "(mon,1):a\n", "a value is (time,value)", 4),
        ] as [(String, String, Int?)] {
            let scratch = problemFolder(text)
            let found = problem { _ = try load(scratch.path) }
            #expect(found?.what.contains(what) == true, "\(String(describing: found))")
            #expect(found?.place?.line == line)
        }
    }
}

/// Numbers counted by `Fixtures/series_facts.py` with Python's own tarfile and text functions.
@Suite(.enabled(if: realData != nil, "REEL_DATA names no folder with the real data sets"))
struct RealSeriesTests {
    private func behaviour(_ name: String) throws -> Behaviour {
        try #require(load("\(realData ?? "")/\(name)").behaviour)
    }

    @Test func physioNetIsReadToTheLastLine() throws {
        let data = try behaviour("physionet-2012")
        #expect(data.userCount == 4000 && data.rowCount == 288_271)
        #expect(data.values.count { !$0.isNaN } == 1_651_221)
        let rate = try #require(data.channels.firstIndex(of: "HR"))
        var (n, sum) = (0, 0.0)
        for row in 0..<data.rowCount {
            let x = data.values[row * 37 + rate]
            if !x.isNaN { (n, sum) = (n + 1, sum + Double(x)) }
        }
        #expect(n == 224_602 && abs(sum / Double(n) - 87.544_996_037) < 1e-6)
        #expect((0..<4000).count { data.targets.label($0) == 1 } == 554)
    }

    @Test(arguments: [
        ("JapaneseVowels", 12, 9, 270, 370, 7...29, 9961, -3203.9657),
        ("BasicMotions", 6, 4, 40, 40, 100...100, 8000, 367.8218),
    ])
    func archiveProblems(
        name: String, dims: Int, classes: Int, train: Int, test: Int, lengths: ClosedRange<Int>, rows: Int,
        sum: Double
    ) throws {
        let data = try behaviour("uea/\(name)")
        #expect(data.channels.count == dims && data.targets.width == classes)
        #expect(data.shippedPeople?.train.count == train && data.shippedPeople?.test.count == test)
        let found = (0..<data.userCount).map { data.range($0).count }
        #expect(
            found.min() == lengths.lowerBound && found.max() == lengths.upperBound && data.rowCount == rows)
        #expect(abs(data.values.reduce(0.0) { $0 + Double($1) } - sum) < 0.01)
    }
}
