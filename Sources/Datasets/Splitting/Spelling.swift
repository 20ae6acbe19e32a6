import Declarations

extension Declared {
    /// The name and every setting that differs from its default, as they would be typed; a seed is always spelled
    /// out: `kfold order=numpy seed=0`.
    public var spelled: String {
        let words = settings.compactMap { setting -> String? in
            let value = setting.setting.value.literal
            let differs = value != setting.setting.defaultValue?.literal
            return differs || setting.name == "seed" ? "\(setting.name)=\(value)" : nil
        }
        return ([Self.name] + words).joined(separator: " ")
    }
}

/// Finds a declared type by the word that names it; a mismatch carries the nearest name or all of them.
func lookUp<Kind>(
    _ value: Value, in kinds: [Kind], _ expected: String, named name: (Kind) -> String
) throws(Mismatch) -> Kind {
    let names = kinds.map(name)
    if let word = value.text, let k = names.firstIndex(of: word) { return kinds[k] }
    let near = value.text.flatMap { nearest(to: $0, in: names) }
    throw Mismatch(
        expected, value,
        remedy: near.map { "did you mean \($0)?" } ?? "known: \(names.joined(separator: ", "))")
}
