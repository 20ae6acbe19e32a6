/// A thing whose settings are declared once and read back for parsing, help, completion, the manual and the run.
public protocol Declared: SendableMetatype, Sendable {
    /// The word users type and the store keeps: a literal.
    static var name: String { get }
    /// One sentence, a verb first, a full stop last.
    static var summary: String { get }
    /// A transcript: shown by help, run as a test.
    static var example: String { get }
    init()
}

/// Settings that several commands share; a stored property of this type declares them all.
public protocol SettingGroup: Sendable {}

/// A setting with the word by which it goes.
public struct NamedSetting: Sendable {
    public let name: String
    public let setting: any DeclaredSetting
    public var about: About { setting.about }
}

extension Declared {
    /// Every `@Argument` and `@Setting`, in the order of declaration, those of its groups where the group stands.
    public var declarations: [NamedSetting] { named(self) }
    /// Those given by their place.
    public var arguments: [NamedSetting] { declarations.filter(\.about.isArgument) }
    /// Those given by their name.
    public var settings: [NamedSetting] { declarations.filter { !$0.about.isArgument } }

    /// Present values of all settings, by name: what a run records.
    public var record: [(name: String, value: Value)] { settings.map { ($0.name, $0.setting.value) } }

    /// Sets one setting by name; a problem says what would do.
    public func set(_ name: String, to value: Value) throws {
        let known = settings
        guard let setting = known.first(where: { $0.name == name }) else {
            throw Problem.unknown("setting of \(Self.name)", name, known: known.map(\.name))
        }
        do throws(Mismatch) { try setting.setting.assign(value) } catch { throw error.problem(for: name) }
    }
}

private func named(_ declared: Any) -> [NamedSetting] {
    Mirror(reflecting: declared).children.flatMap { child -> [NamedSetting] in
        if let group = child.value as? any SettingGroup { return named(group) }
        guard let setting = child.value as? any DeclaredSetting, let label = child.label else { return [] }
        return [NamedSetting(name: kebab(label.drop { $0 == "_" }), setting: setting)]
    }
}

/// `maxSampled` to `max-sampled`.
func kebab(_ label: some StringProtocol) -> String {
    label.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
}
