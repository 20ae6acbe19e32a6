import Declarations

struct Quit: Command {
    static let name = "quit"
    static let summary = "Leaves reel; Ctrl-D does the same."
    static let example = "reel> quit"

    func run(in session: Session) throws -> Report { throw Session.Finished() }
}
