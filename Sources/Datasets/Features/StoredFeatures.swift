import Declarations
import Foundation

/// What an encoder has learned, as it stands in a file.
struct StoredEncoder: Codable, Sendable {
    enum Kind: String, Codable { case labels, standardised, words, hashed, moments }
    var kind: Kind
    var columns: [String] = []
    var names: [String] = []
    var numbers: [Double] = []

    /// Nil where parts are missing.
    var encoder: (any FeatureEncoder)? {
        switch kind {
        case .labels: Labels(self)
        case .standardised: Standardised(self)
        case .words: WeightedWords(self)
        case .hashed: HashedWords(self)
        case .moments: Moments(self)
        }
    }
}

private struct StoredFeature: Codable {
    var word: String
    var side: String
    var encoders: [StoredEncoder]
}

extension FittedFeatures {
    /// The fitted pipeline as a JSON text: vocabularies, frequencies, means.
    public var text: String {
        get throws {
            let stored = blocks.map {
                StoredFeature(
                    word: $0.word.description, side: $0.side.rawValue, encoders: $0.encoders.map(\.stored))
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(stored), as: UTF8.self)
        }
    }

    /// Reads what `text` has written. Throws a `Problem` where it is something else.
    public init(text: String) throws {
        let damaged = Problem("the feature pipeline cannot be read", remedy: "write the file anew")
        guard let stored = try? JSONDecoder().decode([StoredFeature].self, from: Data(text.utf8)) else {
            throw damaged
        }
        blocks = try stored.map { one in
            let encoders = one.encoders.compactMap(\.encoder)
            guard let word = try? FeatureWord(.word(one.word)), let side = Side(rawValue: one.side),
                encoders.count == one.encoders.count
            else { throw damaged }
            return FittedFeature(word: word, side: side, encoders: encoders)
        }
    }
}
