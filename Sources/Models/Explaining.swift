import Datasets
import Declarations

/// Why a model scores an item for a user as it does: parts, each with what it adds to the score.
public struct Explanation: Sendable {
    /// What a part is about.
    public enum Ground: Sendable, Hashable {
        /// Something that the user had.
        case item(ItemIndex)
        /// Somebody like the user.
        case user(UserIndex)
        /// Something that is known of the item: "genres:Drama".
        case feature(String)
        /// A term of the model's equation, in words.
        case term(String)
    }

    public struct Part: Sendable {
        public let ground: Ground
        /// What it counts, where that is another number than what it adds: a likeness, the weight of a feature.
        public let weight: Float?
        public let contribution: Float

        init(_ ground: Ground, weight: Float? = nil, _ contribution: Float) {
            (self.ground, self.weight, self.contribution) = (ground, weight, contribution)
        }
    }

    /// In no order.
    public let parts: [Part]
    /// What the contributions add up to in place of the model's own score, in words; `nil`: they add up to the score.
    public let instead: String?

    init(_ parts: [Part], instead: String? = nil) { (self.parts, self.instead) = (parts, instead) }

    /// The sum of the contributions.
    public var total: Float { Float(parts.reduce(0) { $0 + Double($1.contribution) }) }
}

/// A fitted model that can say what a score is made of.
public protocol ExplainingScorer: Scorer {
    /// What the score of this item for this user is made of, given the histories that scores are asked for with. Throws
    /// where the model was fitted so that it cannot tell.
    func explanation(of item: ItemIndex, for user: UserIndex, histories: SparseMatrix) throws -> Explanation
}

extension Explanation {
    /// A score that is the sum of what each entry of a history adds; entries that add nothing are left out.
    init(
        history histories: SparseMatrix, of user: UserIndex, counting: Counting,
        weight: (ItemIndex) -> Float
    ) {
        let range = histories.range(Int(user))
        self.init(
            range.compactMap { k in
                let had = histories.indices[k]
                let weight = weight(had)
                let value = counting == .ratings ? histories.values[k] : 1
                return weight == 0 ? nil : Part(.item(had), weight: weight, value * weight)
            })
    }
}

// MARK: Models whose equation is a sum

extension ItemWeights: ExplainingScorer {
    public func explanation(of item: ItemIndex, for user: UserIndex, histories: SparseMatrix) -> Explanation {
        Explanation(history: histories, of: user, counting: values) { weights[Int($0), Int(item)] }
    }
}

extension SparseItemWeights: ExplainingScorer {
    public func explanation(of item: ItemIndex, for user: UserIndex, histories: SparseMatrix) -> Explanation {
        Explanation(history: histories, of: user, counting: values) { had in
            let entry = matrix.range(Int(had)).first { matrix.indices[$0] == item }
            return entry.map { matrix.values?[$0] ?? 1 } ?? 0
        }
    }
}

extension ItemScores: ExplainingScorer {
    public func explanation(of item: ItemIndex, for user: UserIndex, histories: SparseMatrix) -> Explanation {
        Explanation([.init(.term("what everybody gets"), items[Int(item)])])
    }
}

extension Additive: ExplainingScorer {
    public func explanation(of item: ItemIndex, for user: UserIndex, histories: SparseMatrix) -> Explanation {
        Explanation([
            .init(.term("mean of all ratings"), mean), .init(.term("the user's offset"), users[Int(user)]),
            .init(.term("the item's offset"), items[Int(item)]),
        ])
    }
}

extension Neighbours: ExplainingScorer {
    public func explanation(of item: ItemIndex, for user: UserIndex, histories: SparseMatrix) throws
        -> Explanation
    {
        guard let explaining = (ranker ?? rater) as? any ExplainingScorer else { return Explanation([]) }
        return try explaining.explanation(of: item, for: user, histories: histories)
    }
}
