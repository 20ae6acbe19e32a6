import Declarations
import Evaluation
import Foundation

/// A predicted trait vector made readable: traits with bands and confidence, archetype, what they suggest, and whether
/// any of it is the viewer's own.
public struct UserProfile: Sendable, Encodable, Hashable {
    /// One trait of the viewer.
    public struct Reading: Sendable, Encodable, Hashable {
        public let name: String
        public let meaning: String
        /// Predicted, in the trait's unit.
        public let value: Double
        /// Standard deviations from the mean of all viewers, and the share of viewers below.
        public let level: Double
        public let percentile: Double
        public let band: ScoreBand
        /// How probable it is that the true value lies in the band.
        public let confidence: Double
        /// "roams the catalogue", "average".
        public let says: String
        /// Whether the model tells viewers apart by this trait; where not, the reading is the average viewer's.
        public let isTold: Bool
    }

    /// What stands behind "balanced".
    public enum Standing: String, Sendable, Encodable {
        /// The model tells viewers apart, and this is what it says of this one.
        case own
        /// The model tells them apart by some traits only.
        case partly
        /// The model says nearly the same of everybody: this is the average viewer.
        case average
    }

    public let user: String
    public let model: String
    public let standing: Standing
    /// What that means, as a sentence.
    public let caveat: String
    public let verdict: String
    public let varianceRatio: Double
    public let archetype: ArchetypeReading
    public let interfacePreference: PortraitReading
    public let contentStrategy: PortraitReading
    public let engagementPattern: PortraitReading
    public let traits: [Reading]

    /// Reads a profile off predictions, one for each trait of the basis. Traits by which the model does not tell viewers
    /// apart count as average in all that is derived from them.
    ///
    /// Throws a `Problem` where the numbers are not as many as the traits, or not finite.
    public init(user: String, model: String, predicted: [Double], basis: ProfileBasis) throws {
        guard predicted.count == basis.traits.count, predicted.allSatisfy(\.isFinite) else {
            throw Problem(
                "a profile needs \(basis.traits.count) finite trait values, but there are \(predicted.count)")
        }
        (self.user, self.model, verdict) = (user, model, basis.verdict.rawValue)
        varianceRatio = basis.varianceRatio
        traits = zip(predicted, basis.traits).map { Reading($0, $1) }
        standing = Self.standing(basis)
        caveat = Self.caveat(standing, basis)
        let isAverage = standing == .average
        var (levels, uncertainties) = ([String: Double](), [String: Double]())
        for (reading, trait) in zip(traits, basis.traits) {
            levels[trait.name] = isAverage || !trait.isTold ? 0 : reading.level
            uncertainties[trait.name] = trait.uncertainty
        }
        archetype = Archetype.reading(levels, uncertainties)
        interfacePreference = Portrait.interface.reading(levels, uncertainties)
        contentStrategy = Portrait.content.reading(levels, uncertainties)
        engagementPattern = Portrait.engagement.reading(levels, uncertainties)
    }

    private static func standing(_ basis: ProfileBasis) -> Standing {
        let told = basis.traits.count(where: \.isTold)
        if basis.verdict == .collapsed || told == 0 { return .average }
        return told == basis.traits.count ? .own : .partly
    }

    private static func caveat(_ standing: Standing, _ basis: ProfileBasis) -> String {
        let ratio = String(format: "%.2f", basis.varianceRatio)
        let told = basis.traits.filter(\.isTold).map(\.name)
        switch standing {
        case .own: return "The model tells viewers apart by every trait (variance ratio \(ratio))."
        case .partly:
            return
                "The model tells viewers apart by \(told.count) of \(basis.traits.count) traits "
                + "(\(told.joined(separator: ", "))); the rest is the average viewer's."
        case .average:
            return
                "This is the average viewer, not this one: the model says nearly the same of everybody "
                + "(verdict \(basis.verdict.rawValue), variance ratio \(ratio)), so \"balanced\" says nothing here."
        }
    }
}

extension UserProfile.Reading {
    fileprivate init(_ value: Double, _ trait: ProfileBasis.Trait) {
        let meaning = TraitMeaning.of(trait.name)
        (name, self.meaning, self.value, isTold) = (trait.name, meaning.meaning, value, trait.isTold)
        level = trait.level(value)
        percentile = normalShare(below: level)
        band = ScoreBand(level: level)
        confidence = band.confidence(level: level, uncertainty: trait.uncertainty)
        says =
            !trait.isTold || band == .fair
            ? "average" : level > 0 ? meaning.high : meaning.low
    }
}

extension UserProfile {
    /// JSON, on one line or indented, keys in order. Numbers are rounded to ten-thousandths.
    public func json(compact: Bool = false) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            compact
            ? [.sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(rounded), as: UTF8.self)
    }
}
