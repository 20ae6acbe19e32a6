import Declarations

/// Remedies for a network whose outputs collapse onto the average; all off unless set.
public struct Cures: SettingGroup {
    @Setting("Weight of a hinge on the spread of the outputs (VICReg, eq. 1).", 0...) public var variance =
        0.0
    @Setting("Weight of a penalty on what the representation's parts share (VICReg, eq. 3).", 0...)
    public var covariance = 0.0
    @Setting("Weight of telling users apart by two noisy views of each (InfoNCE).", 0...) public
        var contrast =
        0.0
    @Setting("Temperature of that term.", above: 0) public var temperature = 0.1
    @Setting("Part of the input channels dropped, whole, while training.", 0...0.95) public var dropChannels =
        0.0
    @Setting("Deviation of noise on the standardised inputs while training.", 0...) public var noise = 0.0
    @Setting("Size of the input change against which to be robust (FGSM).", 0...) public var adversary = 0.0
    @Setting("Weight of fooling a discriminator that tells outputs from true targets.", 0...)
    public var discriminator = 0.0
    @Setting("Networks with seeds of their own whose mean is the prediction.", 1...100) public var ensemble =
        1

    public init() {}

    /// Noise of the second view of a contrast where no other disturbance is set.
    static let viewNoise = 0.1
}
