import Datasets
import Declarations
import Evaluation
import Foundation
import Models
import Testing

@Suite struct ProfileTests {
    /// Traits 0.5 + 0.11 z, and predictions that keep `kept` of the truth with the noise that makes them the posterior
    /// mean of a normal z: prediction = mean + √kept × (√kept z + √(1 − kept) e), so that skill and variance ratio are
    /// both `kept`.
    private struct World {
        let behaviour: Behaviour
        let predictions: OutputMatrix
        let users: [UserIndex]

        init(_ count: Int, kept: Double, seed: Int = 1) {
            var chance = Chance(seed: seed)
            func normal() -> Double {
                (-2 * log(1 - chance.uniform())).squareRoot() * cos(2 * .pi * chance.uniform())
            }
            var (truth, predicted) = ([Float](), [Float]())
            for _ in 0..<count * traitNames.count {
                let z = normal()
                truth.append(Float(0.5 + 0.11 * z))
                let m = kept.squareRoot() * (kept.squareRoot() * z + (1 - kept).squareRoot() * normal())
                predicted.append(Float(0.5 + 0.11 * m))
            }
            behaviour = Behaviour(
                channels: ["clicks"], offsets: (0...count).map { $0 },
                times: Array(repeating: 0, count: count),
                values: Array(repeating: 0, count: count),
                targets: Targets(traits: NamedColumns(traitNames, values: truth)))
            predictions = OutputMatrix(rows: count, columns: traitNames.count, values: predicted)
            users = (0..<count).map { UserIndex($0) }
        }

        func basis(_ verdict: Verdict = .healthy) throws -> ProfileBasis {
            try ProfileBasis(
                behaviour, train: users, validation: users, predictions: predictions, verdict: verdict)
        }
    }

    /// Values with given levels, in standard deviations, and the mean elsewhere.
    private func values(_ levels: [String: Double], _ basis: ProfileBasis) -> [Double] {
        basis.traits.map { $0.mean + $0.sd * (levels[$0.name] ?? 0) }
    }

    @Test func theBasisMeasuresTheModel() throws {
        let basis = try World(4000, kept: 0.64).basis()
        for trait in basis.traits {
            // Standard errors at 4000 users: .0017 of the mean, .014 of the variance ratio, .01 of the skill.
            #expect(abs(trait.mean - 0.5) < 0.008 && abs(trait.sd - 0.11) < 0.006)
            #expect(abs(trait.varianceRatio - 0.64) < 0.06 && abs(trait.skill - 0.64) < 0.05)
            #expect(abs(trait.uncertainty - 0.6) < 0.04 && trait.isTold)
        }
    }

    /// Every trait has a meaning of its own, and the mapper's order is that of generated data.
    @Test func theMapperKnowsTheNamedTraits() {
        #expect(TraitMeaning.all.map(\.name) == traitNames)
        #expect(Set(TraitMeaning.all.map(\.meaning)).count == 15)
        #expect(TraitMeaning.of("exploration-tendency").title == "Exploration tendency")
        #expect(TraitMeaning.of("trait-16").meaning == "a trait without a description")
    }

    /// Probabilities against SciPy: norm.cdf(.8416212) − norm.cdf(.2533471) = .2;
    /// `norm.cdf(.8416212, 1, .5) − norm.cdf(.2533471, 1, .5)` = .3080352, `norm.sf(.8416212, 1, .5)` = .6242862.
    @Test func bandsAreFifths() {
        for band in ScoreBand.allCases {
            #expect(abs(band.confidence(level: 0, uncertainty: 1) - 0.2) < 1e-9)
            #expect(ScoreBand(percentile: band.from + 0.01) == band)
        }
        #expect(
            ScoreBand(level: 1) == .excellent && ScoreBand(level: 0.5) == .good
                && ScoreBand(level: -3) == .poor)
        #expect(abs(ScoreBand.good.confidence(level: 1, uncertainty: 0.5) - 0.308_035_2) < 1e-5)
        #expect(abs(ScoreBand.excellent.confidence(level: 1, uncertainty: 0.5) - 0.624_286_2) < 1e-5)
        #expect(ScoreBand.fair.confidence(level: 0.1, uncertainty: 0) == 1)
    }

    @Test func archetypesFollowTheirRule() throws {
        let basis = try World(400, kept: 0.8).basis()
        for (levels, name) in [
            (["binge-tendency": 1.5, "completion-drive": 1, "attention-span": 1], "power-user"),
            (
                ["exploration-tendency": 1.2, "novelty-seeking": 1.1, "genre-loyalty": -0.9],
                "content-explorer"
            ),
            (["cognitive-load": 2, "frustration-tolerance": -1], "easily-overwhelmed"),
            (["patience": 0.2, "binge-tendency": -0.3], "balanced"), ([:], "balanced"),
        ] as [([String: Double], String)] {
            let profile = try UserProfile(
                user: "u1", model: "m", predicted: values(levels, basis), basis: basis)
            #expect(profile.archetype.name == name)
            #expect(profile.standing == .own)
            #expect(profile.archetype.rule.contains(name == "balanced" ? "below 0.4" : "at least 0.4"))
            #expect((0...1).contains(profile.archetype.confidence))
        }
        let explorer = try UserProfile(
            user: "u1", model: "m",
            predicted: values(
                ["exploration-tendency": 1.2, "novelty-seeking": 1.1, "genre-loyalty": -0.9], basis),
            basis: basis)
        #expect(explorer.archetype.rule.contains("genre-loyalty −0.9 (turned)"))
        #expect(
            explorer.contentStrategy.reasons.map(\.trait) == [
                "exploration-tendency", "novelty-seeking", "genre-loyalty",
            ])
        #expect(explorer.interfacePreference.summary == "the standard interface")
        #expect(
            explorer.text.contains("content: titles from outside the usual (exploration-tendency +1.2 sd"))
    }

    /// Whatever a collapsed model says of a viewer, the profile says that it is the average viewer's.
    @Test func aCollapsedModelHasOneProfile() throws {
        let world = World(300, kept: 0)
        for (basis, why) in [
            (try world.basis(.collapsed), "verdict"), (try world.basis(.suspect), "variance ratio"),
            (try World(300, kept: 0.8).basis(.collapsed), "verdict of a model that varies"),
        ] {
            let far = values(["binge-tendency": 3, "completion-drive": 3, "attention-span": 3], basis)
            let profile = try UserProfile(user: "u1", model: "net", predicted: far, basis: basis)
            #expect(profile.standing == .average, "\(why)")
            #expect(profile.archetype.name == "balanced")
            #expect(profile.caveat.contains("This is the average viewer, not this one"))
            #expect(profile.engagementPattern.reasons.isEmpty)
            #expect(profile.report.blocks.contains { if case .warning = $0 { true } else { false } })
        }
    }

    /// A model that tells some traits: the others count as average and are marked.
    @Test func whatIsNotToldIsAverage() throws {
        let full = try World(300, kept: 0.8).basis()
        let none = try World(300, kept: 0).basis()
        let basis = ProfileBasis(
            traits: full.traits.map { trait in
                trait.name == "binge-tendency" ? none.traits.first { $0.name == trait.name } ?? trait : trait
            }, verdict: .healthy)
        let levels = ["binge-tendency": 3.0, "patience": 1]
        let profile = try UserProfile(user: "u1", model: "m", predicted: values(levels, basis), basis: basis)
        #expect(profile.standing == .partly && profile.caveat.contains("14 of 15 traits"))
        #expect(profile.engagementPattern.reasons.map(\.trait) == ["patience"])
        let binge = try #require(profile.traits.first { $0.name == "binge-tendency" })
        #expect(!binge.isTold && binge.says == "average")
    }

    @Test func jsonHasTwoForms() throws {
        let basis = try World(300, kept: 0.8).basis()
        let profile = try UserProfile(
            user: "u\"1", model: "m", predicted: values(["patience": 1], basis), basis: basis)
        let (compact, indented) = (try profile.json(compact: true), try profile.json())
        #expect(!compact.contains("\n") && indented.contains("\n"))
        let read = try [compact, indented].map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? NSDictionary
        }
        #expect(read[0] == read[1])
        #expect(read[0]?["user"] as? String == "u\"1" && (read[0]?["traits"] as? [Any])?.count == 15)
        #expect(
            (read[0]?["engagement_pattern"] as? [String: Any])?["summary"] as? String == "bears slow starts")
    }

    @Test func whatCannotBeReadIsSaid() throws {
        let world = World(300, kept: 0.8)
        let basis = try world.basis()
        #expect(throws: Problem.self) {
            try UserProfile(user: "u", model: "m", predicted: [0.5], basis: basis)
        }
        #expect(throws: Problem.self) {
            try UserProfile(
                user: "u", model: "m", predicted: Array(repeating: .nan, count: 15), basis: basis)
        }
        #expect(throws: Problem.self) {
            try ProfileBasis(
                world.behaviour, train: world.users, validation: Array(world.users.prefix(5)),
                predictions: OutputMatrix(rows: 5, columns: 15, values: Array(repeating: 0.5, count: 75)),
                verdict: .healthy)
        }
    }

    /// With a basis from one crowd and readings of another, stated confidence is what happens: an expected calibration
    /// error within chance (30 000 readings: .003 for each of ten bins). A model that is surer than it may be is found out.
    @Test(arguments: [0.3, 0.8]) func confidenceIsCalibrated(kept: Double) throws {
        let basis = try World(2000, kept: kept).basis()
        let others = World(2000, kept: kept, seed: 2)
        let found = try BandCalibration(
            others.behaviour, users: others.users, predictions: others.predictions, basis: basis)
        #expect(found.readings == 30_000 && found.expectedError < 0.015)
        #expect(abs(found.stated - found.right) < 0.012)
        let sure = ProfileBasis(
            traits: basis.traits.map {
                ProfileBasis.Trait(
                    name: $0.name, mean: $0.mean, sd: $0.sd, residual: $0.residual / 3,
                    varianceRatio: $0.varianceRatio,
                    skill: $0.skill)
            }, verdict: .healthy)
        let boast = try BandCalibration(
            others.behaviour, users: others.users, predictions: others.predictions, basis: sure)
        #expect(boast.expectedError > 0.15)
    }

    /// scikit-learn: `calibration_curve([1,0,1,1,0,1], [.15,.18,.62,.67,.95,.92], n_bins=10)` gives right [.5, 1, .5] at
    /// stated [.165, .645, .935]; by hand the expected calibration error is (2·.335 + 2·.355 + 2·.435)/6 = .375.
    @Test func reliabilityIsThatOfScikitLearn() {
        let found = BandCalibration([
            (0.15, true), (0.18, false), (0.62, true), (0.67, true), (0.95, false), (0.92, true),
        ])
        #expect(found.bins.map(\.right) == [0.5, 1, 0.5])
        #expect(zip(found.bins.map(\.stated), [0.165, 0.645, 0.935]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(abs(found.expectedError - 0.375) < 1e-12)
        #expect(found.table.rows.count == 3)
    }
}
