import Datasets
import Declarations
import Kernels

extension RatingFactors: EmbeddingModel, WeightedScorer {
    public var userVectors: Vectors {
        Vectors(rows: known.count, width: tables.width, values: tables.compact(tables.users))
    }
    public var itemVectors: Vectors {
        Vectors(rows: rated.count, width: tables.width, values: tables.compact(tables.items))
    }

    public func learned() throws -> Weights {
        var weights = Weights()
        let (users, items) = (userVectors, itemVectors)
        try weights.set("users", users.values, shape: [users.rows, users.width])
        try weights.set("items", items.values, shape: [items.rows, items.width])
        try weights.set("user-offsets", tables.userOffsets)
        try weights.set("item-offsets", tables.itemOffsets)
        try weights.set("mean", [tables.mean])
        try weights.set("scale", scale)
        try weights.set("known-users", known)
        try weights.set("rated-items", rated)
        if !implicit.isEmpty {
            try weights.set("implicit", tables.compact(implicit), shape: [items.rows, items.width])
        }
        if let fallback {
            try weights.set("user-means", fallback.users)
            try weights.set("item-means", fallback.items)
        }
        return weights
    }

    /// The model that `weights()` has written.
    init(_ weights: Weights, newcomers: any NewcomerFit) throws {
        let (bu, bi) = (
            try weights.floats("user-offsets", shape: [-1]), try weights.floats("item-offsets", shape: [-1])
        )
        let shape = try weights.entry("users").shape
        guard shape.count == 2, shape[1] > 0 else {
            throw Problem(
                "the weights users have shape \(shape)", remedy: "read a file that this model has written")
        }
        let width = shape[1]
        let tables = FactorTables(
            users: try weights.floats("users", shape: [bu.count, width]),
            items: try weights.floats("items", shape: [bi.count, width]), width: width, userOffsets: bu,
            itemOffsets: bi, mean: try weights.floats("mean", shape: [1])[0])
        var implicit = [Float]()
        if weights.entries["implicit"] != nil {
            implicit = tables.padded(try weights.floats("implicit", shape: [bi.count, width]))
        }
        var fallback: Fallback?
        if weights.entries["user-means"] != nil {
            fallback = Fallback(
                users: try weights.floats("user-means", shape: [bu.count]),
                items: try weights.floats("item-means", shape: [bi.count]))
        }
        self.init(
            tables: tables, scale: try weights.scale(), implicit: implicit,
            known: try weights.truths("known-users", count: bu.count),
            rated: try weights.truths("rated-items", count: bi.count), fallback: fallback,
            newcomers: newcomers)
    }
}

extension SVD: Restorable {
    public func restore(_ weights: Weights) throws -> RatingFactors {
        try RatingFactors(weights, newcomers: RidgeFoldIn(penalty: reg, biased: biased))
    }
}

extension SVDPlusPlus: Restorable {
    public func restore(_ weights: Weights) throws -> RatingFactors {
        _ = try weights.entry("implicit")
        return try RatingFactors(weights, newcomers: ImplicitFoldIn(penalty: reg))
    }
}

extension NMF: Restorable {
    public func restore(_ weights: Weights) throws -> RatingFactors {
        try RatingFactors(weights, newcomers: MultiplicativeFoldIn(updates: epochs, penalty: Float(reg)))
    }
}

extension Weights {
    mutating func set(_ name: String, _ truths: [Bool]) throws {
        try set(name, truths.map { $0 ? Int32(1) : 0 })
    }
    mutating func set(_ name: String, _ scale: ClosedRange<Float>) throws {
        try set(name, [scale.lowerBound, scale.upperBound])
    }

    func truths(_ name: String, count: Int) throws -> [Bool] {
        let numbers = try integers(name)
        guard numbers.count == count else {
            throw Problem(
                "the weights \(name) hold \(numbers.count) values, but \(count) are needed",
                remedy: "read a file that this model has written")
        }
        return numbers.map { $0 != 0 }
    }

    /// The range within which predictions are kept.
    func scale() throws -> ClosedRange<Float> {
        let ends = try floats("scale", shape: [2])
        guard ends[0] <= ends[1] else {
            throw Problem(
                "the weights scale run from \(ends[0]) to \(ends[1])",
                remedy: "read a file that this model has written")
        }
        return ends[0]...ends[1]
    }
}
