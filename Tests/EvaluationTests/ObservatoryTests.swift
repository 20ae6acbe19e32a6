import Datasets
import Declarations
import Evaluation
import Foundation
import Testing

/// The observatory's figures, and the failures that it must see.
@Suite struct ObservatoryTests {
    /// `numpy.random.RandomState(seed).normal(size=count)`: polar pairs (Marsaglia & Bray 1964), the second of each first.
    static func normals(_ count: Int, seed: UInt32) -> [Float] {
        var twister = MersenneTwister(seed: seed)
        func uniform() -> Double {
            let (a, b) = (Double(twister.next32() >> 5), Double(twister.next32() >> 6))
            return (a * 67_108_864 + b) / 9_007_199_254_740_992
        }
        var values: [Float] = []
        values.reserveCapacity(count + 1)
        while values.count < count {
            let (x, y) = (2 * uniform() - 1, 2 * uniform() - 1)
            let square = x * x + y * y
            guard square > 0, square < 1 else { continue }
            let scale = (-2 * log(square) / square).squareRoot()
            values += [Float(scale * y), Float(scale * x)]
        }
        return Array(values.prefix(count))
    }

    private static let wide = normals(25_600 * 64, seed: 0)

    /// `M = numpy.random.RandomState(0).normal(size=(25600, 64)); s = numpy.linalg.svd(M, compute_uv=False);`
    /// `p = s / s.sum() + 1e-7; exp(-(p * log(p)).sum())`, `s.sum() / s[0]`; for the first 2000 rows, scaled to length 1,
    /// `log(exp(-2 * (2 - 2 * G[triu_indices(2000, 1)])).mean())`.
    @Test func figuresOfNormalNumbers() throws {
        #expect(abs(Self.wide[0] - 1.76405235) < 1e-6 && abs((Self.wide.last ?? 0) - 0.72202476) < 1e-6)
        let spectrum = Spectrum(Self.wide, rows: 25_600, columns: 64)
        #expect(abs(spectrum.rankMe - 63.980325087) < 1e-6)
        #expect(abs(spectrum.abundance - 61.016996544) < 1e-5)
        let first = OutputMatrix(rows: 2000, columns: 64, values: Array(Self.wide[..<(2000 * 64)]))
        let diagnosis = try diagnose(Outputs(first, kind: .embeddings))
        #expect(abs(try #require(diagnosis["uniformity"]).value + 3.8752694505) < 1e-6)
        #expect(abs(try #require(diagnosis["rankme"]).value - 63.72897125815711) < 1e-6)
        #expect(diagnosis.verdict == .healthy)
    }

    /// Rows of an identity are all at right angles: every squared distance is 2, so log exp(-4) = -4.
    @Test func uniformityOfAnIdentity() throws {
        var identity = [Float](repeating: 0, count: 64)
        for i in 0..<8 { identity[i * 9] = 1 }
        let diagnosis = try diagnose(
            Outputs(OutputMatrix(rows: 8, columns: 8, values: identity), kind: .embeddings))
        #expect(abs(try #require(diagnosis["uniformity"]).value + 4) < 1e-12)
        #expect(abs(try #require(diagnosis["cosine"]).value) < 1e-12)
    }

    /// Of a matrix of rank 12 with a little noise, a projection finds the leading singular values; of one with fewer
    /// columns than directions asked for, it finds all.
    @Test func randomisedSingularValues() throws {
        let (rows, columns) = (700, 300)
        let (left, right) = (Self.normals(rows * 12, seed: 1), Self.normals(12 * columns, seed: 2))
        let noise = Self.normals(rows * columns, seed: 3)
        let values = (0..<rows * columns).map { k -> Float in
            let (r, c) = (k / columns, k % columns)
            return (0..<12).reduce(0.01 * noise[k]) {
                $0 + left[r * 12 + $1] * right[$1 * columns + c] / Float($1 + 1)
            }
        }
        let exact = Spectrum(values, rows: rows, columns: columns).values
        let found = try Spectrum(randomised: values, rows: rows, columns: columns, count: 20).values
        #expect(found.count == 20)
        for (a, b) in zip(found.prefix(12), exact) { #expect(abs(a - b) < 1e-3 * b) }
        let thin = Array(Self.wide[..<(900 * 64)])
        let all = try Spectrum(randomised: thin, rows: 900, columns: 64).values
        #expect(all.count == 64)
        #expect(areClose(all, Spectrum(thin, rows: 900, columns: 64).values, within: 0.01))
        #expect(try Spectrum(randomised: [], rows: 0, columns: 0).values.isEmpty)
        #expect(
            try Spectrum(randomised: [Float](repeating: 0, count: 600), rows: 60, columns: 10).abundance == 0)
    }

    /// The mean cosine over all pairs in closed form is the mean over all pairs, one by one; zeros are alike.
    @Test func meanCosineOfAllPairs() {
        var values = Self.normals(60 * 7, seed: 5).map { $0 + 0.4 }
        for k in 0..<14 { values[k] = 0 }
        let outputs = Outputs(OutputMatrix(rows: 60, columns: 7, values: values), kind: .embeddings)
        var sum = 0.0
        for a in 0..<60 {
            for b in 0..<a {
                let (x, y) = (values[a * 7..<a * 7 + 7], values[b * 7..<b * 7 + 7])
                let product = zip(x, y).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
                let own = x.reduce(0.0) { $0 + Double($1) * Double($1) }
                let other = y.reduce(0.0) { $0 + Double($1) * Double($1) }
                sum += own * other > 0 ? product / (own * other).squareRoot() : own == other ? 1 : 0
            }
        }
        #expect(abs(outputs.meanCosine - sum / 1770) < 1e-12)
    }

    @Test func variancesOfTallMatricesWithGaps() {
        // 40 000 rows in three parts; every seventh target is unknown.
        let own = Self.normals(80_000, seed: 6)
        var truth = Self.normals(80_000, seed: 7).map { 3 * $0 + 100 }
        for k in stride(from: 0, to: truth.count, by: 7) { truth[k] = .nan }
        let ratios = varianceRatios(
            OutputMatrix(rows: 40_000, columns: 2, values: own),
            OutputMatrix(rows: 40_000, columns: 2, values: truth))
        for column in 0..<2 {
            let known = (0..<40_000).filter { !truth[$0 * 2 + column].isNaN }
            let y = deviation(known.map { Double(own[$0 * 2 + column]) })
            let t = deviation(known.map { Double(truth[$0 * 2 + column]) })
            #expect(abs(ratios[column] - y * y / (t * t)) < 1e-9)
        }
    }
}

/// Six failures, planted; each is seen at the first look, and named by the measure that is made for it.
@Suite struct PlantedFailureTests {
    private static let rows = 200
    private let vectors = ObservatoryTests.normals(200 * 32, seed: 11)

    private func embeddings(_ change: (Int, Int, Float) -> Float) throws -> Diagnosis {
        let values = vectors.enumerated().map { change($0 / 32, $0 % 32, $1) }
        return try diagnose(
            Outputs(OutputMatrix(rows: Self.rows, columns: 32, values: values), kind: .embeddings))
    }

    private func scores(_ score: @escaping @Sendable (UserIndex, Int) -> Float) throws -> Diagnosis {
        let items = 120
        let popularity = (0..<items).map { 1000 / ($0 + 1) }
        let nothing = SparseMatrix(Interactions(), users: Self.rows, items: items)
        return try diagnose(
            Outputs.sample(
                users: (0..<UserIndex(Self.rows)).map { $0 }, itemCount: items, histories: nothing,
                catalogue: Catalogue(itemCount: items, userCount: 1000, popularity: popularity)
            ) { users, out in
                for (row, user) in users.enumerated() {
                    for i in 0..<items { out[row * items + i] = score(user, i) }
                }
            })
    }

    @Test func constantOutput() throws {
        let found = try scores { _, _ in 0.5 }
        #expect(found.verdict == .collapsed && found["personalisation"]?.verdict == .collapsed)
        #expect(found["identical-lists"]?.value == 1)
        #expect(try embeddings { _, c, _ in Float(c) }.verdict == .collapsed)
    }

    @Test func meanOfTargets() throws {
        let truth = OutputMatrix(rows: Self.rows, columns: 32, values: vectors)
        let means = (0..<32).map { c in
            (0..<Self.rows).reduce(0.0) { $0 + Double(vectors[$1 * 32 + c]) } / Double(Self.rows)
        }
        let mean = OutputMatrix(
            rows: Self.rows, columns: 32, values: (0..<Self.rows * 32).map { Float(means[$0 % 32]) })
        let found = try diagnose(Outputs(predictions: mean, targets: truth, trainingMeans: means))
        #expect(found["variance-ratio"]?.verdict == .collapsed)
        #expect(found["dead-dimensions"]?.verdict == .collapsed)
    }

    @Test func mostPopularList() throws {
        let found = try scores { user, item in Float(1000 / (item + 1)) + Float(user) }
        #expect(found["popular-overlap"]?.verdict == .collapsed)
    }

    @Test func rankOneEmbeddings() throws {
        let found = try embeddings { r, c, _ in Float(r - 100) * Float(c + 1) / 100 }
        #expect(found["effective-rank"]?.verdict == .collapsed)
        #expect(found["information-abundance"]?.verdict == .collapsed)
    }

    @Test(arguments: [4, 20])
    func deadDimensions(_ dead: Int) throws {
        let found = try embeddings { _, c, x in c < dead ? 0.25 : x }
        #expect(found["dead-dimensions"]?.value == Double(dead) / 32)
        #expect(found["dead-dimensions"]?.verdict == (dead == 4 ? .suspect : .collapsed))
    }

    @Test func tiesFromSaturation() throws {
        let found = try scores { user, item in
            let raw = Float((Int(user) * 7919 + item * 104_729) % 1009) / 10
            return 1 / (1 + Float(exp(-Double(raw))))
        }
        #expect(found["tied-tops"]?.verdict == .collapsed)
    }

    @Test(arguments: 0..<20)
    func healthyVectorsRaiseNoAlarm(_ seed: Int) throws {
        let values = ObservatoryTests.normals(Self.rows * 32, seed: UInt32(100 + seed))
        let outputs = OutputMatrix(rows: Self.rows, columns: 32, values: values)
        #expect(try diagnose(Outputs(outputs, kind: .embeddings)).verdict == .healthy)
        let found = try scores { user, item in
            (0..<8).reduce(0) { sum, d in
                let u = values[(Int(user) * 8 + d) % values.count]
                return sum + u * values[(item * 8 + d + 1600) % values.count]
            }
        }
        #expect(found.verdict == .healthy, "\(found.sentence)")
    }
}
