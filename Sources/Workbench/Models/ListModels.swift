import Declarations
import Models

struct ListModels: Command {
    static let name = "models"
    static let summary = "Lists the models that train can fit."
    static let example = """
        reel> models | where name == "ease" | select source
        …
        """

    func run(in session: Session) throws -> Report {
        Report(
            Table(
                "Models", columns: ["name", "gives", "summary", "source"].map { Table.Column($0) },
                rows: allModels.map {
                    [
                        .word($0.name), .word($0 is any TraitModel.Type ? "traits" : "scores"),
                        .text($0.summary), .text($0.source),
                    ]
                },
                notes: ["help model <name> lists a model's settings"]))
    }
}
