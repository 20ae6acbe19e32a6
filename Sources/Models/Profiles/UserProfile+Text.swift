import Declarations
import Foundation

extension UserProfile {
    /// Headline and sentences, the caveat first where there is one; the traits follow as a table.
    public var report: Report {
        var blocks: [Block] = [.text("Profile of \(user) by \(model): \(archetype.name)")]
        blocks.append(standing == .own ? .text(caveat) : .warning(caveat))
        blocks.append(.text(text))
        return Report(.table(table), blocks + [.table(table)])
    }

    /// The profile in words, a line for each respect.
    public var text: String {
        """
        \(archetype.name) (\(archetype.band.title), \(percent(archetype.confidence)) sure): \(archetype.summary)
        rule: \(archetype.rule)
        interface: \(line(interfacePreference))
        content: \(line(contentStrategy))
        engagement: \(line(engagementPattern))
        """
    }

    private func line(_ portrait: PortraitReading) -> String {
        guard !portrait.reasons.isEmpty else {
            return portrait.plain + (standing == .average ? " (nothing is known of this viewer)" : "")
        }
        return portrait.reasons.map {
            "\($0.text) (\($0.trait) \(signed($0.level)) sd, \(percent($0.confidence)) sure)"
        }.joined(separator: "; ")
    }

    /// A line for each trait: value, distance from the mean, band, confidence, what it says.
    public var table: Table {
        Table(
            "Traits of \(user)",
            columns: [
                Table.Column("trait"), Table.Column("value", decimals: 3),
                Table.Column("sd-from-mean", decimals: 2),
                Table.Column("percentile", decimals: 0), Table.Column("band"),
                Table.Column("confidence", decimals: 2), Table.Column("says"),
            ],
            rows: traits.map { trait in
                [
                    .text(trait.name), .number(trait.value), .number(trait.level),
                    .number(trait.percentile * 100), .word(trait.band.rawValue), .number(trait.confidence),
                    .text(trait.says + (trait.isTold ? "" : " (not told by this model)")),
                ]
            },
            notes: [
                "A band is a fifth of all viewers; confidence is the probability that the true value lies in it."
            ])
    }

    /// The same with numbers rounded to ten-thousandths.
    var rounded: UserProfile { UserProfile(rounding: self) }

    private init(rounding profile: UserProfile) {
        func short(_ x: Double) -> Double { (x * 1e4).rounded() / 1e4 }
        func short(_ portrait: PortraitReading) -> PortraitReading {
            PortraitReading(
                plain: portrait.plain,
                reasons: portrait.reasons.map {
                    PortraitReading.Reason(
                        text: $0.text, trait: $0.trait, level: short($0.level),
                        confidence: short($0.confidence))
                })
        }
        (user, model, standing, caveat) = (profile.user, profile.model, profile.standing, profile.caveat)
        (verdict, varianceRatio) = (profile.verdict, short(profile.varianceRatio))
        let kind = profile.archetype
        archetype = ArchetypeReading(
            name: kind.name, summary: kind.summary, score: short(kind.score), band: kind.band,
            rule: kind.rule,
            confidence: short(kind.confidence))
        interfacePreference = short(profile.interfacePreference)
        contentStrategy = short(profile.contentStrategy)
        engagementPattern = short(profile.engagementPattern)
        traits = profile.traits.map {
            Reading(
                name: $0.name, meaning: $0.meaning, value: short($0.value), level: short($0.level),
                percentile: short($0.percentile), band: $0.band, confidence: short($0.confidence),
                says: $0.says,
                isTold: $0.isTold)
        }
    }
}

/// "81 %"
private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
