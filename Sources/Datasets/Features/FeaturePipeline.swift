import Declarations
import Kernels

/// A declared feature pipeline: fitted on a training set once, then applied to anybody.
///
///     let fitted = try FeaturePipeline([genres, text]).fit(train)
///     let rows = fitted.rows(.items, of: dataset.items, interactions: train.interactions)
///
/// What is learned (vocabularies, document frequencies, means) comes from users and items of training rows alone, so that
/// held-out items leave no trace in it.
public struct FeaturePipeline: Sendable {
    public let words: [FeatureWord]

    public init(_ words: [FeatureWord]) { self.words = words }

    /// Learns vocabularies, frequencies and means. Throws where the data lacks what a word asks for.
    public func fit(_ train: TrainingSet) throws -> FittedFeatures {
        let (users, items) = train.known
        var fitted = FittedFeatures()
        for word in words {
            let side = try side(of: word, in: train.dataset)
            let source = FeatureSource(
                entities: side == .users ? train.dataset.users : train.dataset.items,
                interactions: train.interactions, side: side)
            fitted.blocks.append(
                FittedFeature(
                    word: word, side: side,
                    encoders: try encoders(word, source, known: side == .users ? users : items)))
            try Interrupt.check()
        }
        return fitted
    }

    private func side(of word: FeatureWord, in dataset: Dataset) throws -> Side {
        if let side = word.side ?? word.kind?.side { return side }
        if dataset.items[word.name] != nil { return .items }
        if dataset.users[word.name] != nil { return .users }
        let known =
            FeatureKind.allCases.map(\.rawValue) + dataset.items.columns.map(\.name)
            + dataset.users.columns.map(\.name)
        throw Problem.unknown("feature or column of \(dataset.name)", word.name, known: known)
    }

    private func encoders(_ word: FeatureWord, _ source: FeatureSource, known: [Bool]) throws
        -> [any FeatureEncoder]
    {
        guard let kind = word.kind else {
            guard let column = source.entities[word.name] else {
                throw Problem.unknown(
                    "column of the \(source.side.rawValue)", word.name,
                    known: source.entities.columns.map(\.name))
            }
            if case .numbers = column { return [Standardised(word.name, source, known)] }
            return [Labels([word.name], source, known, size: word.size)]
        }
        let present = kind.columns.filter { source.entities[$0] != nil }
        switch kind {
        case .hours, .weekdays:
            guard source.interactions.hasTimes else {
                throw Problem("\(word) needs times, but the data has none", remedy: "leave it out")
            }
            return [Moments(kind == .hours ? .hours : .weekdays)]
        case .numbers:
            let names = source.entities.columns.compactMap { name, column in
                if case .numbers = column { name } else { nil }
            }
            guard !names.isEmpty else { throw missing(word, "a column of numbers", source) }
            return names.map { Standardised($0, source, known) }
        case .genres, .tags, .people, .year, .decade, .title, .text, .hash, .demographics:
            guard !present.isEmpty else {
                throw missing(word, "one of \(kind.columns.joined(separator: ", "))", source)
            }
            return encoders(kind, present, word.size, source, known)
        }
    }

    private func encoders(
        _ kind: FeatureKind, _ columns: [String], _ size: Int?, _ source: FeatureSource, _ known: [Bool]
    ) -> [any FeatureEncoder] {
        switch kind {
        case .year: [Standardised(columns[0], source, known)]
        case .decade: [Labels(columns, source, known, size: size, bins: 10)]
        case .tags, .people: [Labels(columns, source, known, size: size, atLeast: 2)]
        case .title, .text: [WeightedWords(columns, source, known, size: size ?? 2000)]
        case .hash: [HashedWords(columns, size: size ?? 1024)]
        case .demographics: columns.map { Labels([$0], source, known, size: size) }
        default: [Labels(columns, source, known, size: size)]
        }
    }

    private func missing(_ word: FeatureWord, _ what: String, _ source: FeatureSource) -> Problem {
        Problem(
            "\(word) needs \(what), which the \(source.side.rawValue) do not have",
            remedy: "leave it out, or add columns: help enrich")
    }
}

/// A fitted pipeline: a value that turns users and items, old or new, into rows of features.
public struct FittedFeatures: Sendable {
    public var blocks: [FittedFeature] = []

    public init() {}

    /// Names of a side's features, as `rows` counts them.
    public func names(_ side: Side) -> [String] {
        blocks.filter { $0.side == side }.flatMap { block in block.names.map { "\(block.word.name):\($0)" } }
    }

    /// A row for each entity. `interactions` are what is known of users when they are described: their training rows, or
    /// a new user's first ones. With `balanced`, the features that one word gives an entity have length 1 together.
    public func rows(
        _ side: Side, of entities: Entities, interactions: Interactions, balanced: Bool = true
    ) -> FeatureRows {
        let own = blocks.filter { $0.side == side }
        let source = FeatureSource(entities: entities, interactions: interactions, side: side)
        var rows = FeatureRows(features: own.reduce(0) { $0 + $1.count })
        for entity in 0..<entities.count {
            var first = 0
            for block in own {
                let start = rows.weights.count
                block.describe(entity, source, first, &rows)
                if balanced { normalise(&rows.weights[start...]) }
                first += block.count
            }
            rows.offsets.append(rows.indices.count)
        }
        return rows
    }
}

/// One word's features.
public struct FittedFeature: Sendable {
    public let word: FeatureWord
    public let side: Side
    let encoders: [any FeatureEncoder]

    public var names: [String] { encoders.flatMap(\.names) }
    var count: Int { encoders.reduce(0) { $0 + $1.names.count } }

    func describe(_ entity: Int, _ source: FeatureSource, _ first: Int, _ rows: inout FeatureRows) {
        var first = first
        for encoder in encoders {
            for (feature, weight) in encoder.features(of: entity, in: source) where weight != 0 {
                rows.indices.append(Int32(first + feature))
                rows.weights.append(weight)
            }
            first += encoder.names.count
        }
    }
}

extension FeatureRows {
    /// These features followed by others of the same entities.
    public func joined(with others: FeatureRows) -> FeatureRows {
        var joined = FeatureRows(features: features + others.features)
        for entity in 0..<max(count, others.count) {
            for (rows, shift) in [(self, 0), (others, features)] where entity < rows.count {
                joined.indices += rows.indices[rows.range(entity)].map { $0 + Int32(shift) }
                joined.weights += rows.weights[rows.range(entity)]
            }
            joined.offsets.append(joined.indices.count)
        }
        return joined
    }
}

extension TrainingSet {
    /// Who and what stands in a training row.
    public var known: (users: [Bool], items: [Bool]) {
        var users = [Bool](repeating: false, count: userCount)
        var items = [Bool](repeating: false, count: itemCount)
        for user in interactions.users { users[Int(user)] = true }
        for item in interactions.items { items[Int(item)] = true }
        return (users, items)
    }
}

private func normalise(_ weights: inout ArraySlice<Float>) {
    let length = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
    if length > 0 { for t in weights.indices { weights[t] /= length } }
}
