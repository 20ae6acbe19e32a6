import Declarations

extension Declared {
    /// The name and every setting that differs from its default, as they would be typed; a seed is always spelled
    /// out: `kfold order=numpy seed=0`.
    public var spelled: String {
        let words = settings.compactMap { setting -> String? in
            let value = setting.setting.value.literal
            let differs = value != setting.setting.defaultValue?.literal
            // Chance is told even where it starts where it always does.
            let isSeed = setting.name == "seed" && setting.setting.value.number != nil
            return differs || isSeed ? "\(setting.name)=\(value)" : nil
        }
        return ([Self.name] + words).joined(separator: " ")
    }
}
