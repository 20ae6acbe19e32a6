import Declarations

struct Bench: Command {
    static let name = "bench"
    static let summary =
        "Times a hot loop on this machine, with the quality reached beside; Benchmarks/ runs the peers."
    static let example = "reel> bench ranking"
    @Argument("What.") var what: String
    func run(in session: Session) throws -> Report { Report() }
}
