import Declarations

/// How a network is trained: settings that every neural model has.
public struct Training: SettingGroup {
    @Setting("Passes over the training users.", 0...1_000_000) public var epochs = 50
    @Setting("Users per step.", 1...1_000_000) public var batch = 64
    @Setting("Learning rate.", above: 0) public var rate = 1e-3
    @Setting("Where chance starts.") public var seed = 0

    public init() {}
}
