import Declarations
import Models
import Runs

/// A model whose settings take lists and ranges: what a sweep varies.
protocol SweptRecipe: Declared {
    var model: any Model { get }
    var varied: [(name: String, setting: SweptSetting)] { get }
}

/// A model's settings under their own names, each taking `[16 32]`, `16..128` or `log(1e-3..1)` besides one value.
struct Swept<Kind: Model>: SweptRecipe, CustomReflectable {
    static var name: String { Kind.name }
    static var summary: String { Kind.summary }
    static var example: String { Kind.example }

    let recipe = Kind()
    let varied: [(name: String, setting: SweptSetting)]
    var model: any Model { recipe }

    init() {
        varied = recipe.settings.map { ($0.name, SweptSetting($0.setting)) }
    }

    /// What `declarations` reads: one setting for each of the model's.
    var customMirror: Mirror {
        Mirror(self, children: varied.map { (label: String?.some($0.name), value: $0.setting as Any) })
    }
}

/// Opens a model's type.
func swept<Kind: Model>(_ type: Kind.Type) -> any SweptRecipe { Swept<Kind>() }

/// A setting of a model that may be given several values, each held to the setting's own range.
final class SweptSetting: DeclaredSetting, @unchecked Sendable {
    // Written only while a command line is being read, as settings are.
    private let inner: any DeclaredSetting
    private(set) var values: SweepAxis.Values?
    /// Given as one value, which stays the same in every trial.
    private(set) var isFixed = false

    init(_ inner: any DeclaredSetting) { self.inner = inner }

    var about: About { inner.about }
    var value: Value { inner.value }
    var defaultValue: Value? { inner.defaultValue }
    var content: any SettingValue { inner.content }
    var isGiven: Bool { isFixed || values != nil }

    func assign(_ value: Value) throws(Mismatch) {
        switch value {
        case .list(let elements) where !isMany || elements.contains(where: isList):
            guard !elements.isEmpty else { throw Mismatch("a list of at least one value", value) }
            var literals: [String] = []
            for element in elements {
                let literal = try literal(of: element)
                if !literals.contains(literal) { literals.append(literal) }
            }
            values = .choices(literals)
        case .range(let low, let high):
            try vary(low, high, isLog: false, value)
        case .thing(let range as LogRange):
            try vary(range.low, range.high, isLog: true, value)
        default:
            try inner.assign(value)
            isFixed = true
            return
        }
        inner.reset()
    }

    func reset() {
        inner.reset()
        (values, isFixed) = (nil, false)
    }

    private func vary(_ low: Double, _ high: Double, isLog: Bool, _ value: Value) throws(Mismatch) {
        _ = try literal(of: .number(low))
        _ = try literal(of: .number(high))
        let isWhole = about.expected.hasPrefix("a whole number")
        guard low <= high, !isWhole || low == low.rounded() && high == high.rounded() else {
            throw Mismatch("\(about.expected), the smaller first", value)
        }
        values = .range(low: low, high: high, isWhole: isWhole, isLog: isLog)
    }

    /// How a value is typed, once the setting has taken it.
    private func literal(of value: Value) throws(Mismatch) -> String {
        try inner.assign(value)
        defer { inner.reset() }
        return inner.value.literal
    }

    private var isMany: Bool { type(of: inner.content).isMany }
    private func isList(_ value: Value) -> Bool { if case .list = value { true } else { false } }
}
