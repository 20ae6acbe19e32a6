import Declarations
import Tensors

/// Something that learns by gradient descent: what the one training loop must know of it.
package protocol Trainee {
    /// Examples to learn from, numbered from 0.
    var exampleCount: Int { get }
    /// All that learns: the network, and whatever is trained beside it. The loop saves it, and puts the best back.
    var module: any Module { get }
    /// Its parameters, those together that are trained alike; all alike unless it says otherwise.
    var parameterGroups: [ParameterGroup] { get }
    var device: Device { get }
    /// What a checkpoint of the same training has in common with this one, by name: model, settings, data.
    var identity: [String: String] { get }

    /// What is to be made small for some examples: means over them, which are added.
    func loss(of examples: [Int], _ phase: Phase) throws -> [LossTerm]
    /// How hard each example is; only the order counts.
    func difficulties(by curriculum: CurriculumChoice) throws -> [Double]
    /// How good the network is now; without gradients.
    func evaluate() throws -> Evaluated
}

extension Trainee {
    package var parameterGroups: [ParameterGroup] { [ParameterGroup(module.parameters())] }
}

/// A part of a loss, already weighted: a single number.
package struct LossTerm {
    package let name: String
    package let value: Tensor

    package init(_ name: String, _ value: Tensor) { (self.name, self.value) = (name, value) }
}

/// What an evaluation between two epochs found.
package struct Evaluated: Sendable {
    /// The validation loss by which the best epoch is chosen; nil where nothing is held out.
    package var loss: Double?
    /// What the collapse meter and others measured, by name.
    package var measures: [String: Double]
    /// What the collapse meter says.
    package var verdict: Verdict
    /// Why, in words.
    package var reason: String

    package init(
        loss: Double? = nil, measures: [String: Double] = [:], verdict: Verdict = .healthy,
        reason: String = ""
    ) { (self.loss, self.measures, self.verdict, self.reason) = (loss, measures, verdict, reason) }
}

/// How a training went.
public struct TrainingRecord: Sendable, Hashable {
    public enum Ending: String, Sendable, Codable {
        /// All epochs are done.
        case complete
        /// No better validation loss for too long.
        case patience
        /// The outputs collapsed, and `on-collapse=stop`.
        case collapse
        /// Ctrl-C, or whoever watches said so.
        case stopped
    }
    public var epochs: [Epoch] = []
    /// The epoch whose weights were kept; nil for the last ones.
    public var best: Int?
    public var ending = Ending.complete
}
