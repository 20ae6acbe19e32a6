import Datasets
import Declarations
import Evaluation
import Foundation
import Testing

@Suite struct OffPolicyTests {
    /// NumPy: `w = pi / p0; (w*r).mean(); (w*r).sum() / w.sum(); v.mean(); (v + w*(r - q)).mean(); w.sum()**2 / (w**2).sum()`
    @Test func estimatesOfSevenImpressions() throws {
        let log = Impressions(
            users: [0, 0, 1, 1, 2, 2, 2], rewards: [1, 0, 0, 1, 1, 0, 1],
            propensities: [0.5, 0.25, 0.5, 0.1, 0.2, 0.4, 0.4], targets: [0.5, 0, 0.25, 0.5, 0.2, 0.2, 0.8],
            expected: [0.6, 0.3, 0.2, 0.5, 0.7, 0.1, 0.4],
            expectedOfTarget: [0.5, 0.5, 0.3, 0.3, 0.6, 0.6, 0.6])
        let found = try estimateOffPolicy(log)
        let expected: [(OffPolicyEstimator, Double)] = [
            (.logged, 4.0 / 7), (.ips, 1.2857142857142858), (.snips, 0.9), (.directMethod, 3.4 / 7),
            (.doublyRobust, 1.0928571428571427),
        ]
        for (estimator, value) in expected {
            #expect(abs(try #require(found[estimator]).value - value) < 1e-12, "\(estimator)")
        }
        #expect(abs(found.effective - 3.1746031746031744) < 1e-12 && abs(found.meanWeight - 10.0 / 7) < 1e-12)
        #expect(abs(try #require(estimateOffPolicy(log, clip: 2)[.ips]).value - 0.8571428571428571) < 1e-12)
        #expect(found.users == 3 && found.largestWeight == 5)
        #expect(try estimateOffPolicy(log)[.snips] == found[.snips])
    }

    @Test func chancesThatAreNoneAreRefused() {
        func log(_ propensity: Double, _ reward: Double) -> Impressions {
            Impressions(
                users: [0], rewards: [reward], propensities: [propensity], targets: [1], expected: [0],
                expectedOfTarget: [0])
        }
        for (propensity, reward) in [(0, 1), (1.5, 1), (.nan, 1), (0.5, .nan)] as [(Double, Double)] {
            #expect(throws: Problem.self) { try estimateOffPolicy(log(propensity, reward)) }
        }
    }

    /// A world with known click rates: 200 users, 12 items, an old policy that favours the first ones, a new one that takes
    /// each user's best. In 40 logs the intervals of IPS, SNIPS and doubly robust hold the true value about 95 % of the time,
    /// and doubly robust is the nearest.
    @Test func theTrueValueIsFound() throws {
        let (users, items, shown) = (200, 12, 20)
        func rate(_ u: Int, _ i: Int) -> Double { 0.05 + 0.5 * Double((u * 5 + i * 7) % 12) / 11 }
        func best(_ u: Int) -> Int { (0..<items).max { rate(u, $0) < rate(u, $1) } ?? 0 }
        let pull = (0..<items).map { 1 / Double($0 + 3) }
        let propensities = pull.map { 0.3 / Double(items) + 0.7 * $0 / pull.reduce(0, +) }
        let truth = (0..<users).reduce(0.0) { $0 + rate($1, best($1)) } / Double(users)
        var (held, errors): ([OffPolicyEstimator: Int], [OffPolicyEstimator: Double]) = ([:], [:])
        for seed in 0..<40 {
            var chance = Chance(seed: seed)
            var log = Impressions(
                users: [], rewards: [], propensities: [], targets: [], expected: [], expectedOfTarget: [])
            for u in 0..<users {
                for _ in 0..<shown {
                    var (rest, item) = (chance.uniform(), 0)
                    while item < items - 1, rest >= propensities[item] {
                        rest -= propensities[item]
                        item += 1
                    }
                    log.users.append(Int32(u))
                    log.rewards.append(chance.uniform() < rate(u, item) ? 1 : 0)
                    log.propensities.append(propensities[item])
                    log.targets.append(item == best(u) ? 1 : 0)
                    // A model of rewards that is off by a fifth.
                    log.expected.append(0.8 * rate(u, item))
                    log.expectedOfTarget.append(0.8 * rate(u, best(u)))
                }
            }
            let found = try estimateOffPolicy(log, resamples: 400, seed: seed)
            for estimate in found.estimates {
                if estimate.low <= truth, truth <= estimate.high { held[estimate.estimator, default: 0] += 1 }
                errors[estimate.estimator, default: 0] += abs(estimate.value - truth)
            }
            #expect(abs(found.meanWeight - 1) < 0.3)
        }
        for estimator in [OffPolicyEstimator.ips, .snips, .doublyRobust] {
            #expect((held[estimator] ?? 0) >= 34, "\(estimator): \(held[estimator] ?? 0) of 40")
        }
        #expect((held[.logged] ?? 0) == 0 && (held[.directMethod] ?? 0) == 0)
        #expect((errors[.doublyRobust] ?? 1) < (errors[.ips] ?? 0))
    }

    /// Ratings that are mean + user + item, without noise and damping, are found.
    @Test func rewardsOfUsersAndItems() {
        let (own, other) = ([-0.2, 0.2], [-0.1, 0, 0.1])
        let pairs = (0..<2).flatMap { u in (0..<3).map { (Int32(u), Int32($0)) } }
        let model = RewardModel(
            users: pairs.map(\.0), items: pairs.map(\.1),
            rewards: pairs.map { 0.5 + own[Int($0.0)] + other[Int($0.1)] }, userCount: 2, itemCount: 3,
            damping: 0)
        for (u, i) in pairs {
            #expect(abs(model.expected(u, i) - 0.5 - own[Int(u)] - other[Int(i)]) < 1e-12)
        }
    }
}

@Suite struct EngagementTests {
    /// Two users over 15 days, counted by hand.
    @Test func countedByHand() throws {
        let day: Int64 = 86_400
        let log = ViewingLog(
            users: [0, 0, 0, 1, 1], times: [0, day, 8 * day, 2 * day, 15 * day], clicked: [1, 0, 1, 1, 0],
            completion: [0.5, 0, 1, 0.95, 0], minutes: [45, 0, 90, 85, .nan])
        let found = try measureEngagement(log, resamples: 200)
        #expect(found["click-through"]?.value == 0.6)
        #expect(abs((found["completion"]?.value ?? 0) - 2.45 / 3) < 1e-12)
        #expect(abs((found["finished"]?.value ?? 0) - 2.0 / 3) < 1e-12)
        // User 0 has three weeks in the data, user 1 two.
        #expect(abs((found["minutes-per-week"]?.value ?? 0) - 220.0 / 5) < 1e-12)
        #expect(found["active-weeks"]?.value == 0.8)
        // Back within a week: user 0 on the next day, user 1 not; for 28 days the data is too short.
        #expect(found["return-7"]?.value == 0.5 && found["return-28"] == nil)
        #expect(found.retention == [1, 1, 0])
        #expect(throws: Problem.self) { try measureEngagement(ViewingLog(users: [])) }
        #expect(try measureEngagement(ViewingLog(users: [1, 2])).entries.isEmpty)
    }
}
