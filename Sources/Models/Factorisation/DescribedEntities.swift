import Datasets
import Declarations
import Kernels

/// Which features some example has moved.
struct LearnedFeatures: Sendable {
    var users: [Bool]
    var items: [Bool]

    /// Those that either has.
    func or(_ other: LearnedFeatures?) -> LearnedFeatures {
        guard let other else {
            return LearnedFeatures(users: users.map { _ in true }, items: items.map { _ in true })
        }
        return LearnedFeatures(
            users: zip(users, other.users).map { $0 || $1 }, items: zip(items, other.items).map { $0 || $1 })
    }
}

/// Users and items of a training set as rows of features: their own, then those of the pipeline.
struct DescribedEntities: Sendable {
    let users: FeatureRows
    let items: FeatureRows
    let fitted: FittedFeatures
    private let ownUsers: Bool
    private let ownItems: Bool
    private let balanced: Bool

    /// Throws where a side would be left without any feature.
    init(_ train: TrainingSet, words: [FeatureWord], ownUsers: Bool, ownItems: Bool, balanced: Bool) throws {
        let fitted = try FeaturePipeline(words).fit(train)
        func rows(_ side: Side, _ entities: Entities, own: Bool) throws -> FeatureRows {
            let described = fitted.rows(
                side, of: entities, interactions: train.interactions, balanced: balanced)
            let identity = FeatureRows.identity(entities.count)
            if own { return described.features == 0 ? identity : identity.joined(with: described) }
            guard described.features > 0 || entities.count == 0 else {
                throw Problem(
                    "\(side.rawValue) have neither features nor vectors of their own",
                    remedy: "name features of the \(side.rawValue), or say identity=\(side.rawValue)")
            }
            return described
        }
        users = try rows(.users, train.dataset.users, own: ownUsers)
        items = try rows(.items, train.dataset.items, own: ownItems)
        (self.fitted, self.ownUsers, self.ownItems, self.balanced) = (fitted, ownUsers, ownItems, balanced)
    }

    init(
        users: FeatureRows, items: FeatureRows, fitted: FittedFeatures, ownUsers: Bool, ownItems: Bool,
        balanced: Bool
    ) {
        (self.users, self.items, self.fitted) = (users, items, fitted)
        (self.ownUsers, self.ownItems, self.balanced) = (ownUsers, ownItems, balanced)
    }

    /// Which features of users and of items some example has moved.
    func features(of examples: [HybridExample]) -> LearnedFeatures {
        func features(_ rows: FeatureRows, _ entity: (HybridExample) -> Int32) -> [Bool] {
            var met = [Bool](repeating: false, count: rows.count)
            for example in examples { met[Int(entity(example))] = true }
            var learned = [Bool](repeating: false, count: rows.features)
            for entity in met.indices where met[entity] {
                for t in rows.range(entity) { learned[Int(rows.indices[t])] = true }
            }
            return learned
        }
        return LearnedFeatures(users: features(users) { $0.user }, items: features(items) { $0.item })
    }

    /// What a feature of the items is called; `nil` where it is an item's own.
    func name(ofItemFeature feature: Int, among names: [String]) -> String? {
        let place = feature - (ownItems ? items.count : 0)
        return names.indices.contains(place) ? names[place] : nil
    }

    /// New users or items by the same pipeline, without vectors of their own.
    func newcomers(_ side: Side, _ entities: Entities, _ interactions: Interactions) -> FeatureRows {
        var rows = fitted.rows(side, of: entities, interactions: interactions, balanced: balanced)
        let own = side == .users ? ownUsers : ownItems
        let shift = own ? (side == .users ? users.count : items.count) : 0
        rows.indices = rows.indices.map { $0 + Int32(shift) }
        rows.features += shift
        return rows
    }
}
