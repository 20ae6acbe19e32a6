import Declarations

struct Bench: Command {
    static let name = "bench"
    static let summary =
        "Times a hot loop on this machine, with the quality reached beside it; make bench adds the peers."
    static let example = """
        reel> bench ranking users=60 items=40 runs=1 | select step
        …
        lists
        measures
        all
        …
        """

    @Argument("Benchmark to run.") var benchmark: BenchmarkRecipe

    func run(in session: Session) throws -> Report {
        Report(try benchmark.benchmark.run(watching: session.watcher))
    }
}
