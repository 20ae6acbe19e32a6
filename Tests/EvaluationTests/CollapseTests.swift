import Datasets
import Declarations
import Evaluation
import Foundation
import Testing

@Suite struct SpectrumTests {
    /// Figures of the definitions: an identity uses all of its directions, a diagonal of halves fewer.
    @Test func figuresOfKnownMatrices() {
        var identity = [Float](repeating: 0, count: 64)
        for i in 0..<8 { identity[i * 9] = 1 }
        let even = Spectrum(identity, rows: 8, columns: 8)
        #expect(abs(even.effectiveRank - 8) < 1e-12)
        #expect(abs(even.rankMe - 8.0000069) < 1e-7)
        #expect(abs(even.abundance - 8) < 1e-12)
        var halves = [Float](repeating: 0, count: 16)
        for i in 0..<4 { halves[i * 5] = Float(pow(0.5, Double(i))) }
        let steep = Spectrum(halves, rows: 4, columns: 4)
        #expect(abs(steep.rankMe - 3.117143) < 1e-6)
        #expect(abs(steep.abundance - 1.875) < 1e-12)
        #expect(Spectrum([0, 0, 0, 0], rows: 2, columns: 2).effectiveRank == 0)
    }

    /// `M = numpy.array([[((i*7+j*3)%11)-5+.1*i for j in range(6)] for i in range(9)]); numpy.linalg.svd(M, compute_uv=False)`
    @Test func agreesWithNumPy() {
        let matrix = Self.matrix
        let expected = [14.38009431, 12.92876195, 8.6874212, 7.2391216, 6.17936213, 3.92928962]
        let spectrum = Spectrum(matrix.values, rows: 9, columns: 6)
        #expect(areClose(spectrum.values, expected, within: 1e-6))
        #expect(abs(spectrum.effectiveRank - 5.503174966482817) < 1e-6)
        #expect(abs(spectrum.rankMe - 5.503177885490595) < 1e-6)
        #expect(abs(spectrum.abundance - 3.7095758670585295) < 1e-6)
        let turned = (0..<54).map { matrix.values[$0 % 9 * 6 + $0 / 9] }
        #expect(areClose(Spectrum(turned, rows: 6, columns: 9).values, expected, within: 1e-6))
        // Centring the rows takes one direction away: `M - M.mean(1, keepdims=True)`.
        let centred = Outputs(matrix, kind: .scores).spectrum.values
        let five = [13.8151867, 12.8596093, 8.53936701, 7.15126684, 5.93377284, 0]
        #expect(areClose(centred, five, within: 1e-5))
    }

    /// `S = [[1/(1+abs(i-j)) + (i==j)*i for j in range(7)] for i in range(7)]; numpy.linalg.eigvalsh(S)`
    @Test func eigenvaluesOfASymmetricMatrix() {
        let matrix = (0..<49).map { k -> Double in
            let (i, j) = (k / 7, k % 7)
            return 1 / Double(1 + abs(i - j)) + (i == j ? Double(i) : 0)
        }
        let expected = [
            0.78163666, 1.88312438, 2.93039481, 3.95752284, 4.9763397, 5.9941761, 7.4768055,
        ]
        #expect(areClose(symmetricEigenvalues(matrix, size: 7).sorted(), expected, within: 1e-7))
        #expect(symmetricEigenvalues([3], size: 1) == [3])
        #expect(areClose(symmetricEigenvalues([2, 1, 1, 2], size: 2).sorted(), [1, 3], within: 1e-12))
    }

    /// Trace and sum of squares are kept by any size and any degeneracy.
    @Test(arguments: [2, 3, 10, 100])
    func eigenvaluesKeepTraceAndNorm(_ n: Int) {
        var chance = Chance(seed: n)
        var matrix = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0...i {
                let x = chance.below(3) == 0 ? chance.uniform() - 0.5 : 0
                (matrix[i * n + j], matrix[j * n + i]) = (x, x)
            }
        }
        let values = symmetricEigenvalues(matrix, size: n)
        let trace = (0..<n).reduce(0.0) { $0 + matrix[$1 * n + $1] }
        #expect(isClose(values.reduce(0, +), trace, within: 1e-10))
        let (own, whole) = (values.map { $0 * $0 }, matrix.map { $0 * $0 })
        #expect(isClose(own.reduce(0, +), whole.reduce(0, +), within: 1e-9))
    }

    /// `X = M / norms; G = X @ X.T; G[iu].mean(); log(exp(-2*d2)[iu].mean()); mean of d2 over (0,1), (2,5), (3,8)`
    @Test func geometryAgreesWithNumPy() throws {
        var outputs = Outputs(Self.matrix, kind: .embeddings)
        outputs.positivePairs = [(0, 1), (2, 5), (3, 8)]
        let diagnosis = try diagnose(outputs)
        #expect(isClose(try #require(diagnosis["cosine"]).value, -0.1013124774571249, within: 1e-6))
        #expect(isClose(try #require(diagnosis["uniformity"]).value, -2.5469171852252654, within: 1e-6))
        #expect(isClose(try #require(diagnosis["alignment"]).value, 1.5282186734963228, within: 1e-6))
    }

    static let matrix = OutputMatrix(
        rows: 9, columns: 6,
        values: (0..<54).map { k -> Float in
            let (i, j) = (k / 6, k % 6)
            return Float((i * 7 + j * 3) % 11 - 5) + 0.1 * Float(i)
        })
}

@Suite struct CollapseTests {
    static let users = 300
    static let items = 400

    /// Users have a taste for one of eight kinds of item; popularity falls off within each kind.
    static let history: SparseMatrix = {
        var chance = Chance(seed: 12)
        var rows = Interactions()
        for u in 0..<users {
            for _ in 0..<25 {
                let kind = chance.below(4) == 0 ? chance.below(8) : u % 8
                let rank = Int(Double(items / 8) * chance.uniform() * chance.uniform())
                rows.users.append(UserIndex(u))
                rows.items.append(ItemIndex(rank * 8 + kind))
            }
        }
        return SparseMatrix(rows, users: users, items: items)
    }()
    static let popularity: [Int] = {
        let offsets = history.transposed().offsets
        return (0..<items).map { offsets[$0 + 1] - offsets[$0] }
    }()

    private func diagnosis(_ score: @escaping @Sendable (UserIndex, Int) -> Float, k: Int = 10) throws
        -> Diagnosis
    {
        let catalogue = Catalogue(
            itemCount: Self.items, userCount: Self.users, popularity: Self.popularity)
        var rules = SampleRules()
        rules.k = k
        let outputs = try Outputs.sample(
            users: (0..<Self.users).map { UserIndex($0) }, itemCount: Self.items, histories: Self.history,
            catalogue: catalogue, relevant: Self.relevant, rules: rules
        ) { users, out in
            for (row, user) in users.enumerated() {
                for i in 0..<Self.items { out[row * Self.items + i] = score(user, i) }
            }
        }
        return try diagnose(outputs)
    }

    private static let relevant: SparseMatrix = {
        var chance = Chance(seed: 77)
        var rows = Interactions()
        for u in 0..<users {
            for _ in 0..<5 {
                rows.users.append(UserIndex(u))
                rows.items.append(ItemIndex(chance.below(items / 8) * 8 + u % 8))
            }
        }
        return SparseMatrix(rows, users: users, items: items)
    }()

    private func taste(_ user: UserIndex, _ item: Int) -> Float {
        let fits: Float = item % 8 == Int(user) % 8 ? 1 : 0
        let noise = Float((Int(user) * 31 + item * 17) % 101) / 500
        return fits + Float(Self.popularity[item]) / 100 + noise
    }

    @Test func aConstantFiresEveryDiagnostic() throws {
        let diagnosis = try diagnosis { _, _ in 3.7 }
        #expect(diagnosis.verdict == .collapsed)
        for name in [
            "personalisation", "coverage", "gini", "tied-tops", "effective-rank", "information-abundance",
            "cosine",
            "uniformity",
        ] { #expect(diagnosis[name]?.verdict == .collapsed, "\(name) does not fire") }
        #expect(diagnosis["effective-rank"]?.value == 0)
        #expect(diagnosis.sentence.contains("the rankings are no better than chance"))
    }

    @Test func popularityFiresEveryDiagnosticButTies() throws {
        let diagnosis = try diagnosis { _, item in Float(Self.popularity[item]) + Float(item) / 1000 }
        #expect(diagnosis.verdict == .collapsed)
        for name in [
            "personalisation", "popular-overlap", "coverage", "gini", "effective-rank",
            "information-abundance",
            "cosine", "uniformity",
        ] { #expect(diagnosis[name]?.verdict == .collapsed, "\(name) does not fire") }
        #expect(diagnosis["personalisation"]?.value == 0)
        #expect(diagnosis.sentence.hasPrefix("collapsed: "))
    }

    @Test func theAverageOfEverybodyHasCollapsed() throws {
        // The mean of all users' taste, for everybody; and the same with each user's own level on top.
        let mean = (0..<Self.items).map { item -> Float in
            let all = (0..<Self.users).map { taste(UserIndex($0), item) }
            return all.reduce(0, +) / Float(Self.users)
        }
        let level = try diagnosis { user, item in mean[item] + Float(user) * 0.37 }
        #expect(try diagnosis { _, item in mean[item] }.verdict == .collapsed)
        #expect(level.verdict == .collapsed)
        #expect(level["cosine"]?.verdict == .collapsed && level["effective-rank"]?.verdict == .collapsed)
    }

    @Test func aLittleNoiseOnPopularityIsSeenThrough() throws {
        let diagnosis = try diagnosis { user, item in
            let noise = Float((Int(user) * 7919 + item * 104_729) % 1009) / 10_090
            return Float(Self.popularity[item]) + noise
        }
        #expect(diagnosis.verdict == .collapsed)
    }

    @Test func tasteIsHealthy() throws {
        let diagnosis = try diagnosis { taste($0, $1) }
        #expect(diagnosis.verdict == .healthy, "\(diagnosis.sentence)")
        #expect((diagnosis["ranking-skill"]?.value ?? 0) > 0.5)
        #expect(diagnosis.sentence == "healthy")
    }

    @Test func chanceSpreadsButKnowsNothing() throws {
        let diagnosis = try diagnosis { user, item in
            var chance = Chance(seed: Int(user) * 1000 + item)
            return Float(chance.uniform())
        }
        #expect(diagnosis.verdict == .healthy, "\(diagnosis.sentence)")
        #expect(diagnosis.sentence.hasPrefix("healthy; the rankings are no better than chance (auc 0.5"))
    }

    @Test func thresholdsAreSettings() throws {
        let catalogue = Catalogue(itemCount: 8, userCount: 9, popularity: Array(repeating: 1, count: 8))
        var outputs = Outputs(SpectrumTests.matrix, kind: .scores)
        outputs.lists = ItemLists(items: [0, 1, 1, 2, 2, 3], k: 2)
        outputs.catalogue = catalogue
        let check = PersonalisationCheck()
        #expect(try check.examine(outputs)?.verdict == .healthy)
        try check.set("suspect", to: .number(0.9))
        #expect(try check.examine(outputs)?.verdict == .suspect)
        #expect(throws: Problem.self) { try check.set("collapsed", to: .number(2)) }
    }

    @Test func predictionsAreHeldAgainstTheirTargets() throws {
        let targets = OutputMatrix(rows: 40, columns: 2, values: (0..<80).map { Float(($0 * 29) % 37) })
        let means = [0, 1].map { c -> Double in
            let column = (0..<40).map { Double(targets.values[$0 * 2 + c]) }
            return column.reduce(0, +) / 40
        }
        func diagnosis(_ shrink: Double) throws -> Diagnosis {
            let values = targets.values.enumerated().map { k, truth -> Float in
                let distance = Double(truth) - means[k % 2]
                return Float(means[k % 2] + shrink * distance)
            }
            let predictions = OutputMatrix(rows: 40, columns: 2, values: values)
            return try diagnose(Outputs(predictions: predictions, targets: targets, trainingMeans: means))
        }
        // Predictions shrunk to the mean by s keep s² of the variance and have the skill 1 - (1 - s)².
        for shrink in [0.05, 0.2, 0.9] {
            let found = try diagnosis(shrink)
            let (ratio, skill) = (try #require(found["variance-ratio"]), try #require(found["skill"]))
            #expect(isClose(ratio.value, shrink * shrink, within: 1e-5))
            #expect(isClose(skill.value, 1 - (1 - shrink) * (1 - shrink), within: 1e-5))
        }
        #expect(try diagnosis(0.05)["variance-ratio"]?.verdict == .collapsed)
        #expect(try diagnosis(0.2)["variance-ratio"]?.verdict == .suspect)
        #expect(try diagnosis(0.9).verdict == .healthy)
        #expect(try diagnosis(0)["skill"]?.verdict == .suspect)
    }

    @Test func unusedDimensionsOfARepresentation() throws {
        // 64 columns, of which two carry everything.
        let values = (0..<100).flatMap { r in
            (0..<64).map { c -> Float in Float(c % 2 == 0 ? cos(Double(r)) : sin(Double(r))) }
        }
        let diagnosis = try diagnose(
            Outputs(OutputMatrix(rows: 100, columns: 64, values: values), kind: .embeddings))
        #expect(diagnosis["rankme"]?.verdict == .suspect)
        #expect(isClose(diagnosis["rankme"]?.value ?? 0, 2, within: 0.01))
    }
}
