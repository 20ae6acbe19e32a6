import Declarations
import Tensors

/// How a network is trained: settings that every neural model has.
public struct Training: SettingGroup {
    @Setting("Passes over the training examples.", 0...1_000_000) public var epochs = 50
    @Setting("Examples per pass.", 1...1_000_000) public var batch = 64
    @Setting("Learning rate.", above: 0) public var rate = 1e-3
    @Setting("Where chance starts.") public var seed = 0
    @Setting("Rule that turns gradients into steps.") public var optimiser = OptimiserChoice.adam
    @Setting("How the learning rate changes over the epochs.") public var schedule = ScheduleChoice.constant
    @Setting("Epochs in which the learning rate rises from 0 first.", 0...1_000_000) public var warmUp = 0.0
    @Setting("Weight decay.", 0...) public var decay = 0.0
    @Setting("Longest gradient, all parameters together; 0 for any.", 0...) public var clip = 0.0
    @Setting("Passes whose gradients make one step.", 1...1_000_000) public var accumulate = 1
    @Setting("Epochs without a better validation loss before training stops; 0 for never.", 0...1_000_000)
    public var patience = 10
    @Setting("Number type of products.") public var precision = Precision.float32
    @Setting("Where to compute.") public var device = DeviceChoice.cpu
    @Setting("Whether easy examples come first, and what makes them easy.") public var curriculum =
        CurriculumChoice.none
    @Setting("Part of the epochs after which a curriculum holds all examples.", 0...1) public var pace = 0.5
    @Setting("What to do when the outputs have collapsed.") public var onCollapse = CollapseChoice.warn
    @Setting("Collapsed evaluations in a row before that is done.", 1...1_000_000) public var collapseAfter =
        3
    @Setting("How the losses of several targets are weighed.") public var taskWeights = TaskWeights.equal
    /// Remedies for collapse, all off.
    public var cures = Cures()

    public init() {}
}

public enum OptimiserChoice: String, Choice {
    case adam, adamw, sgd, adagrad

    /// The rule with this much weight decay; SGD with a momentum of .9.
    func method(decay: Double) -> Method {
        switch self {
        case .adam: .adam(decay: decay)
        case .adamw: .adamW(decay: decay)
        case .sgd: .sgd(momentum: 0.9, decay: decay)
        case .adagrad: .adagrad(decay: decay)
        }
    }
}

public enum ScheduleChoice: String, Choice {
    case constant, linear, cosine, stairs

    /// Over so many steps: down to 0 in a line or half a cosine, or halved after every quarter.
    func schedule(steps: Int, warmUp: Int) -> Schedule {
        let rest = max(1, steps - warmUp)
        let main: Schedule =
            switch self {
            case .constant: .constant
            case .linear: .linear(steps: rest, last: 0)
            case .cosine: .cosine(steps: rest, last: 0)
            case .stairs: .stairs(every: max(1, rest / 4), factor: 0.5)
            }
        return warmUp > 0 ? .warmUp(steps: warmUp, then: main) : main
    }
}

public enum Precision: String, Choice {
    case float32, bfloat16

    /// Computes products in this precision.
    func compute<Result>(on device: Device, _ body: () throws -> Result) throws -> Result {
        self == .float32 ? try body() : try autocast(.bfloat16, on: device, body)
    }
}

public enum DeviceChoice: String, Choice {
    case cpu, cuda

    /// Where to compute; a problem where there is no such device.
    func device() throws -> Device {
        guard self == .cuda else { return .cpu }
        guard Backend.cudaDevices > 0 else {
            throw Problem("there is no CUDA device that this build can use", remedy: "device=cpu")
        }
        return .cuda(0)
    }
}

/// Bengio et al., Curriculum Learning, ICML 2009: what makes an example easy.
public enum CurriculumChoice: String, Choice {
    case none
    /// What the network gets nearly right so far.
    case loss
    /// What is short.
    case length
}

public enum CollapseChoice: String, Choice {
    /// Says so and goes on.
    case warn
    /// Ends training; the best so far is kept.
    case stop
    /// Goes back to the last weights that had not collapsed, with half the rate.
    case rollback
}

public enum TaskWeights: String, Choice {
    case equal
    /// Learned with the network (Kendall, Gal & Cipolla, CVPR 2018).
    case uncertainty
}
