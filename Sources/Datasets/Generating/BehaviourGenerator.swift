import Declarations
import Foundation
import Kernels

/// Behaviour of viewers whose traits are known: snapshots, regular sequences or irregular bursts, and how well the
/// traits can be inferred from them at best.
public struct BehaviourGenerator: Generator {
    /// One row each; rows at equal steps; rows in bursts, at moments that say something themselves.
    public enum Kind: String, Choice { case single, temporal, irregular }

    public static let name = "behaviour"
    public static let summary =
        "Makes behaviour that planted traits drive, with the best skill that a model can reach."
    public static let example =
        "reel> generate behaviour kind=irregular users=300 dims=3 strength=1 seed=1 to=data/behaviour"

    @Setting("A row each, rows at equal steps, or rows in bursts.") public var kind = Kind.temporal
    @Setting("Users.", 1...100_000_000) public var users = 2000
    @Setting("Traits: the named fifteen, then numbered ones.", 1...256) public var dims = 15
    @Setting("Rows of a user, on average; 24, and for kind=single 1, when not given.", 1...1_000_000)
    public var steps: Int? = nil
    @Setting("How much the traits drive: 0 for nothing, 1 for all that the model can.", 0...1)
    public var strength = 1.0
    @Setting("Standard deviation of the noise on what the traits drive; they have 1.", 0.01...100)
    public var noise = 0.5
    @Setting(
        "Part of the signal that lies in order and timing alone; 0.5, and for kind=single 0, when not given.",
        0...1)
    public var longRange: Double? = nil
    @Setting("Where chance starts.") public var seed = 1
    @Setting("Folder to write into; made where there is none.") public var to = FilePath("data/behaviour")

    public init() {}

    public init(
        kind: Kind, users: Int, dims: Int = 15, steps: Int? = nil, strength: Double = 1, noise: Double = 0.5,
        longRange: Double? = nil, seed: Int = 1, to folder: String
    ) {
        (self.kind, self.users, self.dims, self.steps) = (kind, users, dims, steps)
        (self.strength, self.noise, self.longRange) = (strength, noise, longRange)
        (self.seed, to) = (seed, FilePath(folder))
    }

    /// Streams blocks of about this many rows.
    static let blockSize = 1 << 14

    public func generate(watching: Watcher) throws -> String {
        let mechanism = try mechanism()
        let folder = NSString(string: to.typed).expandingTildeInPath
        let writer = try FolderWriter(folder, watching: watching)
        let (seed, users) = (seed, users)
        let chunk = max(1, Self.blockSize / mechanism.steps)
        try writer.write(
            ["users.csv", "traits.csv", "planted_users.csv", "behaviour.csv"],
            headers: [
                "user_id,age", mechanism.traitsHeader, mechanism.plantedHeader, mechanism.behaviourHeader,
            ],
            blocks: (users + chunk - 1) / chunk, task: "making behaviour of \(users) users", from: 0, to: 1
        ) { block, files in
            for number in block * chunk..<min(users, (block + 1) * chunk) {
                if Interrupt.isRaised { return }
                let viewer = BehavingViewer(mechanism, seed: seed, number)
                viewer.write(to: &files)
            }
        }
        try writer.write("planted.json", planted(mechanism))
        try writer.write("README.txt", readme(mechanism))
        return folder
    }

    /// Checks what goes together, and takes the defaults that depend on the kind.
    func mechanism() throws -> BehaviourMechanism {
        let isSingle = kind == .single
        let (steps, longRange) = (steps ?? (isSingle ? 1 : 24), longRange ?? (isSingle ? 0 : 0.5))
        if isSingle, steps > 1 {
            throw Problem(
                "kind=single gives each user one row, but steps is \(steps)",
                remedy: "leave steps away, or choose kind=temporal")
        }
        if isSingle, longRange > 0 {
            throw Problem(
                "one row has no order, so long-range must be 0 with kind=single, but is \(shortest(longRange))",
                remedy: "leave long-range away, or choose kind=temporal")
        }
        if !isSingle, steps < BehaviourMechanism.fewestSteps {
            throw Problem(
                "\(steps) rows are too few for kind=\(kind.rawValue), whose users have four sessions and a "
                    + "stretch between them",
                remedy: "choose steps=\(BehaviourMechanism.fewestSteps) or more")
        }
        return BehaviourMechanism(
            kind: kind, dims: dims, steps: steps, strength: strength, noise: noise, longRange: longRange)
    }
}
