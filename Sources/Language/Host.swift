import Declarations

/// What the language asks of the program around it: its commands, its named values, a place to print.
public protocol Host: AnyObject {
    /// Every command, in the order in which help lists them.
    var vocabulary: [Vocable] { get }
    /// Named values of the session.
    var names: [String: Value] { get set }
    /// Runs a command whose settings are filled in.
    func run(_ command: any Declared, as call: Call) throws -> Report
    /// Shows what a top-level statement returned; `name` is the name that it was given, if any.
    func show(_ report: Report, name: String?)
    /// Words for completion and for help topics: "models", "metrics", "data sets", "runs", …
    func words(_ list: String) -> [String]
    /// What `help <kind> <name>` explains besides commands: a model, a metric, a diagnostic, a recipe.
    func topics(_ kind: String) -> [any Declared.Type]
    /// The kinds that `topics` knows, in the order in which help and the manual list them.
    var topicKinds: [String] { get }
    /// What help adds on a topic beside its settings: a model's paper, a metric's formula.
    func details(_ topic: any Declared.Type) -> [Block]
    /// Told once for each top-level statement, after it has run; `--json` prints it.
    func finished(_ value: Value)
}

extension Host {
    public var topicKinds: [String] { ["model", "metric", "diagnostic", "split", "recipe"] }
    public func details(_ topic: any Declared.Type) -> [Block] { [] }
    public func finished(_ value: Value) {}
}

/// An error that ends the session rather than a command (`quit`): it is passed on as it is.
public protocol Leaving: Error {}

/// A command as the language sees it.
public struct Vocable: Sendable {
    /// Heading under which help lists it: "Data", "Models", "Judging", "Runs", "Tables", "Session".
    public let group: String
    public let type: any Declared.Type
    public init(_ group: String, _ type: any Declared.Type) { (self.group, self.type) = (group, type) }
}

/// A command line as it is about to be run.
public struct Call: Sendable {
    /// The command as typed, insertions done, without what came down the pipe.
    public var text: String
    /// Where it stands.
    public var place: Place
    /// Name that the value will be given (`als = train als`), if any.
    public var name: String?
    public init(text: String, place: Place, name: String? = nil) {
        (self.text, self.place, self.name) = (text, place, name)
    }
}
