import Datasets
import Declarations
import Foundation
import Testing

@Suite struct BehaviourTests {
    typealias Kind = BehaviourGenerator.Kind
    private let files = [
        "users.csv", "traits.csv", "behaviour.csv", "planted_users.csv", "planted.json", "README.txt",
    ]

    private func generate(
        _ kind: Kind, _ users: Int = 60, dims: Int = 15, steps: Int? = nil, strength: Double = 1,
        noise: Double = 0.5, longRange: Double? = nil, seed: Int = 1
    ) throws -> MadeWorld {
        let scratch = MadeWorld()
        let generator = BehaviourGenerator(
            kind: kind, users: users, dims: dims, steps: steps, strength: strength, noise: noise,
            longRange: longRange, seed: seed, to: scratch.path)
        #expect(try generator.generate(watching: .silent) == scratch.path)
        return scratch
    }

    @Test(arguments: Kind.allCases) func sameSeedSameBytes(kind: Kind) throws {
        let (a, b) = (try generate(kind, seed: 5), try generate(kind, seed: 5))
        let other = try generate(kind, seed: 6)
        for file in files { #expect(try a.bytes(file) == b.bytes(file)) }
        #expect(try a.bytes("behaviour.csv") != other.bytes("behaviour.csv"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: a.path).sorted() == files.sorted())
    }

    /// Fingerprints of what was once generated and loaded: another machine, another number of threads, another release of
    /// Swift must make the same.
    @Test(arguments: [
        (Kind.single, "51cfaff46ea4cc93534e116d466b2a94"), (.temporal, "632a5df1809cf73b6bfbe3c0a19e22e6"),
        (.irregular, "6459ab726c564afb40f6f81b32caeeab"),
    ])
    func contentIsThatOfEveryMachine(kind: Kind, print: String) throws {
        let scratch = try generate(kind, 30, steps: kind == .single ? nil : 12, seed: 3)
        #expect(try load(scratch.path).fingerprint == print)
    }

    @Test(arguments: Kind.allCases) func loadsBack(kind: Kind) throws {
        let scratch = try generate(kind, 40)
        let dataset = try load(scratch.path)
        let behaviour = try #require(dataset.behaviour)
        #expect(dataset.users.count == 40 && behaviour.userCount == 40)
        #expect(dataset.items.count == 0 && dataset.interactions.isEmpty)
        #expect(behaviour.channels.first == "clicks" && behaviour.channels.last == "hour")
        #expect(behaviour.targets.names == traitNames && behaviour.targets.kind == .traits)
        #expect(behaviour.statics.names == ["age"])
        #expect(behaviour.timeUnit == (kind == .irregular ? "hours" : "steps"))
        #expect(behaviour.reachableSkill == Array(repeating: 0.8, count: 15))
        #expect(behaviour.values.allSatisfy { $0.isFinite })
        for user in 0..<40 {
            let times = behaviour.times[behaviour.range(user)]
            #expect(kind == .irregular ? times.count >= 8 : times.count == (kind == .single ? 1 : 24))
            #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
        }
        let (header, rows) = try scratch.cells("traits.csv")
        #expect(header.dropFirst().elementsEqual(traitNames))
        let third = rows[2].dropFirst().compactMap { Float($0) }
        #expect(dataset.users.ids[2] == "u3" && Array(behaviour.targets.row(2)) == third)
    }

    @Test func settingsThatDoNotGoTogetherAreProblems() throws {
        for (kind, steps, longRange, what) in [
            (Kind.single, 5, nil, "steps is 5"), (.single, nil, 0.5, "long-range must be 0"),
            (.temporal, 11, nil, "too few"), (.irregular, 4, nil, "too few"),
        ] as [(Kind, Int?, Double?, String)] {
            let found = problem { _ = try generate(kind, 5, steps: steps, longRange: longRange) }
            #expect(found?.what.contains(what) == true && found?.remedy != nil)
        }
        #expect(problem { _ = try BehaviourGenerator().with(["strength": .number(2)]) } != nil)
    }

    /// What is interrupted leaves no half of a file behind.
    @Test func interruptionLeavesNoHalves() throws {
        let scratch = MadeWorld()
        let generator = BehaviourGenerator(kind: .temporal, users: 50_000, to: scratch.path)
        let flag = Interrupt.Flag()
        let watcher = Watcher(progress: { _ in flag.raise() })
        Interrupt.$own.withValue(flag) {
            #expect(throws: Interrupted.self) { try generator.generate(watching: watcher) }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
    }

    private func problem(_ body: () throws -> Void) -> Problem? {
        do { try body() } catch { return error as? Problem }
        return nil
    }
}
