import Datasets
import Declarations
import Foundation
import Testing

@Suite struct BehaviourFilesTests {
    private let traits = "user_id,calm,bold\nb,0.2,0.4\na,0.6,\n"

    private func folder(_ behaviour: String, traits: String? = nil) -> Scratch {
        let scratch = Scratch()
        _ = scratch.file("behaviour.csv", behaviour)
        _ = scratch.file("traits.csv", traits ?? self.traits)
        return scratch
    }
    private func problem(_ body: () throws -> Void) -> Problem? {
        do { try body() } catch { return error as? Problem }
        return nil
    }

    @Test func rowsAreGroupedAndSorted() throws {
        let scratch = folder("user_id,time,clicks,dwell\na,2,1,10\nb,0,5,\na,1,2,20\nb,3,6,60\nc,1,1,1\n")
        let loaded = try loadWithNotes(scratch.path)
        let data = try #require(loaded.dataset.behaviour)
        #expect(loaded.dataset.users.ids == ["a", "b"])
        #expect(
            loaded.notes == ["1 users have no row in one of behaviour.csv and traits.csv and are left out"])
        #expect(data.offsets == [0, 2, 4] && data.times == [1, 2, 0, 3])
        #expect(data.values.map { $0.isNaN ? -1 : $0 } == [2, 20, 1, 10, 5, -1, 6, 60])
        #expect(data.targets.names == ["calm", "bold"])
        #expect(data.targets.row(1).elementsEqual([0.2, 0.4]) && data.targets.row(0).last?.isNaN == true)
        #expect(data.reachableSkill == nil && data.timeUnit == "steps")
    }

    @Test func aPackedFileAndOneOfItsFilesLoadAlike() throws {
        let scratch = folder("user_id,time,clicks\na,1,1\nb,1,2\n")
        let whole = try load(scratch.path)
        let byFile = try load(scratch.path + "/behaviour.csv")
        #expect(whole.fingerprint == byFile.fingerprint)
        guard scratch.run("gzip", "behaviour.csv") else { return }
        #expect(try load(scratch.path).fingerprint == whole.fingerprint)
    }

    /// Any change of what was observed or is wanted changes the fingerprint.
    @Test func theFingerprintCoversBehaviour() throws {
        let rows = "user_id,time,clicks\na,1,1\nb,1,2\n"
        let folders = [
            folder(rows), folder("user_id,time,clicks\na,1,1\nb,1,3\n"),
            folder("user_id,time,clicks\na,1,1\nb,2,2\n"), folder("user_id,time,scrolls\na,1,1\nb,1,2\n"),
            folder(rows, traits: "user_id,calm,bold\nb,0.2,0.4\na,0.7,\n"),
        ]
        let prints = try folders.map { try load($0.path).fingerprint }
        #expect(Set(prints).count == prints.count)
        let same = folder(rows)
        #expect(try load(same.path).fingerprint == prints[0])
    }

    @Test func whatIsWrongIsSaidWithItsPlace() throws {
        let cases: [(String, String?, String, Int?)] = [
            ("user_id,time,clicks\na,1,many\n", nil, "clicks must be a finite number, but is many", 2),
            ("user_id,time,clicks\na,1,1\nb,,1\n", nil, "time is empty, but every row needs one", 3),
            ("user_id,time\na,1\n", nil, "has no channel", 1),
            ("when,clicks\n1,1\n", nil, "names the user", 1),
            ("user_id,time,clicks\nz,1,1\n", nil, "no user of", nil),
            (
                "user_id,time,clicks\na,1,1\n", "user_id,calm\na,1\na,2\n",
                "user a has a second row of traits",
                3
            ),
            ("user_id,time,clicks\na,1,1,1\n", nil, "the row has 4 fields, but 3 are expected", 2),
        ]
        for (behaviour, traits, what, line) in cases {
            let scratch = folder(behaviour, traits: traits)
            let found = problem { _ = try load(scratch.path) }
            #expect(found?.what.contains(what) == true, "\(String(describing: found))")
            #expect(found?.place?.line == line)
        }
        let scratch = folder("user_id,time,clicks\na,1,1\nb,1,2\n")
        _ = scratch.file("planted.json", "{\"reachable_skill\": \"much\"}")
        #expect(problem { _ = try load(scratch.path) }?.what.contains("planted.json is not what") == true)
    }

    /// Saved and loaded again, a data set of behaviour is the same, who trains included.
    @Test func preparedFilesKeepBehaviour() throws {
        let scratch = folder("user_id,time,clicks,dwell\na,1,1,\nb,1,2,3\nb,2,,4\n")
        var dataset = try load(scratch.path)
        dataset.behaviour?.shippedPeople = People(train: [0], test: [1])
        dataset.behaviour?.reachableSkill = [0.5, 0.25]
        dataset.fingerprint = dataset.contentFingerprint
        try save(dataset, to: scratch.path + "/kept.reel")
        let again = try load(scratch.path + "/kept.reel")
        #expect(again.contentFingerprint == dataset.fingerprint && again.fingerprint == dataset.fingerprint)
        #expect(again.behaviour?.shippedPeople == dataset.behaviour?.shippedPeople)
        #expect(again.behaviour?.reachableSkill == [0.5, 0.25])
        #expect(again.behaviour?.channels == ["clicks", "dwell"])
    }

    @Test func filtersRefuseBehaviour() throws {
        let scratch = folder("user_id,time,clicks\na,1,1\nb,1,2\n")
        let dataset = try load(scratch.path)
        for filter in filters {
            let found = problem { _ = try filter.init().apply(dataset, watching: .silent) }
            #expect(found?.what.contains("works on interactions") == true)
        }
    }

    @Test func descriptionsCount() throws {
        let scratch = folder("user_id,time,clicks,dwell\na,1,1,\nb,1,2,3\nb,4,6,5\n")
        let description = try Description(load(scratch.path), watching: .silent)
        let behaviour = try #require(description.behaviour)
        #expect(behaviour.rows == 3 && behaviour.lengths.max == 2 && behaviour.spans.most == 3)
        let (clicks, dwell) = (behaviour.channels[0], behaviour.channels[1])
        #expect(clicks.observed == 1 && clicks.mean == 3 && abs(clicks.sd - 7.0.squareRoot()) < 1e-12)
        #expect(
            abs(dwell.observed - 2.0 / 3) < 1e-12 && dwell.mean == 4 && dwell.least == 3 && dwell.most == 5)
        #expect(behaviour.targets.map(\.observed) == [1, 0.5])
        #expect(description.overviewTable.rows.contains { $0[0].description == "observations" })
        #expect(behaviour.channelsTable(of: "x").rows.count == 2)
    }
}
