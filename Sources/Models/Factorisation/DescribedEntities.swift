import Datasets
import Declarations
import Kernels

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

    /// Which features of users and of items some example has moved.
    func features(of examples: [HybridExample]) -> (users: [Bool], items: [Bool]) {
        func features(_ rows: FeatureRows, _ entity: (HybridExample) -> Int32) -> [Bool] {
            var met = [Bool](repeating: false, count: rows.count)
            for example in examples { met[Int(entity(example))] = true }
            var learned = [Bool](repeating: false, count: rows.features)
            for entity in met.indices where met[entity] {
                for t in rows.range(entity) { learned[Int(rows.indices[t])] = true }
            }
            return learned
        }
        return (features(users) { $0.user }, features(items) { $0.item })
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
