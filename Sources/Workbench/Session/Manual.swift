import Declarations
import Language
import Rendering

struct Manual: Command {
    static let name = "manual"
    static let summary = "Writes the manual, made from the declarations of every command, model and metric."
    static let example = """
        reel> manual to=results/manual.md
        wrote results/manual.md
        """

    @Setting("File to write.") var to = FilePath("docs/manual.md")

    func run(in session: Session) throws -> Report {
        let text = Interpreter(host: session).manual()
        try write(text, to: to.typed)
        return Report("wrote \(to)", .text(to.typed))
    }
}
