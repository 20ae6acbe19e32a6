import Datasets
import Declarations
import Foundation
import Testing

/// Two viewers and four films; the last film stands in no row, so nothing may be learned from it.
private func films() -> Dataset {
    var dataset = Toy.dataset(
        // 1970 began on a Thursday: 0 h, 0 h and 23 h of that day, and 5 h on the Friday.
        [(0, 0, 5, 0), (0, 1, 4, 1800), (0, 2, 3, 82_800), (1, 0, 2, 104_400)], users: 3, items: 4)
    dataset.items.columns = [
        ("title", .texts(["Heat", "Alien", "Aliens", "Zulu Dawn"])),
        ("genres", .labels([["Crime", "Drama"], ["Horror"], ["Horror"], ["War"]])),
        ("year", .numbers([1995, 1979, 1986, 2100])),
        ("director", .texts(["Michael Mann", "Ridley Scott", "James Cameron", "Douglas Hickox"])),
        ("writer", .texts(["Michael Mann (written by)", "Dan O'Bannon, Ridley Scott (story)", "N/A", ""])),
        (
            "cast",
            .texts(["Al Pacino, Val Kilmer", "Sigourney Weaver", "Sigourney Weaver, Al Pacino", "Al Pacino"])
        ),
        (
            "plot",
            .texts(["A thief and a thief", "The crew, the beast", "The beast and the thief", "Spears"])
        ),
    ]
    dataset.users.columns = [
        ("gender", .texts(["F", "M", "F"])), ("age", .numbers([25, 31, .nan])),
    ]
    return dataset
}

private func fit(_ words: String...) throws -> (FittedFeatures, TrainingSet) {
    let dataset = films()
    let train = TrainingSet(dataset: dataset, interactions: dataset.interactions)
    return (try FeaturePipeline(words.map { try FeatureWord(.word($0)) }).fit(train), train)
}

/// Features of one entity by name.
private func described(
    _ fitted: FittedFeatures, _ side: Side, _ entity: Int, _ dataset: Dataset, balanced: Bool = false
)
    -> [String: Float]
{
    let rows = fitted.rows(
        side, of: side == .items ? dataset.items : dataset.users, interactions: dataset.interactions,
        balanced: balanced)
    let names = fitted.names(side)
    return Dictionary(
        uniqueKeysWithValues: rows.range(entity).map { (names[Int(rows.indices[$0])], rows.weights[$0]) })
}

@Suite struct FeatureTests {
    @Test func labelsOfTrainingItemsAloneBecomeFeatures() throws {
        let (fitted, train) = try fit("genres")
        #expect(fitted.names(.items) == ["genres:Crime", "genres:Drama", "genres:Horror"])
        #expect(described(fitted, .items, 0, train.dataset) == ["genres:Crime": 1, "genres:Drama": 1])
        #expect(described(fitted, .items, 3, train.dataset).isEmpty)
        let half = Float(0.5).squareRoot()
        #expect(
            described(fitted, .items, 0, train.dataset, balanced: true)
                == ["genres:Crime": half, "genres:Drama": half])
    }

    @Test func peopleOfTwoFilmsCountAndRolesInBracketsDoNot() throws {
        let (fitted, train) = try fit("people")
        // Mann directed and wrote one film: one film.
        #expect(fitted.names(.items) == ["people:Al Pacino", "people:Sigourney Weaver"])
        #expect(described(fitted, .items, 3, train.dataset) == ["people:Al Pacino": 1])
    }

    /// np.mean and np.std of [1995, 1979, 1986]: 1986.6667 and 6.5490.
    @Test func numbersAreStandardisedByTrainingItems() throws {
        let (fitted, train) = try fit("year", "decade")
        let first = described(fitted, .items, 0, train.dataset)
        #expect(abs((first["year:year"] ?? 0) - 1.27246) < 1e-4 && first["decade:1990s"] == 1)
        #expect(fitted.names(.items) == ["year:year", "decade:1970s", "decade:1980s", "decade:1990s"])
        // A film of another century is far off, and of no decade that is known.
        let last = described(fitted, .items, 3, train.dataset)
        #expect(last.count == 1 && (last["year:year"] ?? 0) > 17)
    }

    /// TfidfVectorizer(token_pattern=r"[a-z0-9]{2,}", min_df=2) of scikit-learn 1.9 on the three training plots, row 2:
    /// beast, the and thief; all four words have idf = ln(4/3) + 1, so their counts over √7.
    @Test func wordsAreWeightedByTFIDF() throws {
        let (fitted, train) = try fit("text")
        #expect(fitted.names(.items) == ["text:and", "text:beast", "text:the", "text:thief"])
        let row = described(fitted, .items, 2, train.dataset)
        for (word, count) in [("and", 1), ("beast", 1), ("the", 2), ("thief", 1)] {
            #expect(abs((row["text:\(word)"] ?? 0) - Float(count) / Float(7).squareRoot()) < 1e-6)
        }
        #expect(try fit("text@2").0.names(.items) == ["text:and", "text:beast"])
    }

    @Test func hashedWordsNeedNoVocabulary() throws {
        let (fitted, train) = try fit("hash@8")
        #expect(fitted.names(.items).count == 8)
        // A word never seen in training has its place all the same.
        let row = described(fitted, .items, 3, train.dataset)
        #expect(row.count == 1 && row.values.allSatisfy { abs($0) == 1 })
        // The same words in another order are the same features.
        let one = described(fitted, .items, 1, train.dataset)
        #expect(abs(one.values.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    }

    @Test func habitsAreSharesOfTrainingRows() throws {
        let (fitted, train) = try fit("hours", "weekdays")
        let first = described(fitted, .users, 0, train.dataset)
        #expect(abs((first["hours:0h"] ?? 0) - 2 / 3) < 1e-6 && abs((first["hours:23h"] ?? 0) - 1 / 3) < 1e-6)
        #expect(first["weekdays:thursday"] == 1)
        #expect(described(fitted, .users, 1, train.dataset) == ["hours:5h": 1, "weekdays:friday": 1])
        #expect(described(fitted, .users, 2, train.dataset).isEmpty)
    }

    @Test func demographicsAndColumnsByName() throws {
        let (fitted, train) = try fit("demographics", "users.age", "items.director")
        #expect(
            described(fitted, .users, 0, train.dataset).keys.sorted()
                == ["age:age", "demographics:25", "demographics:F"])
        #expect(described(fitted, .items, 1, train.dataset) == ["director:Ridley Scott": 1])
    }

    /// A pipeline fitted once describes films that came later.
    @Test func newItemsAreDescribedWithoutRefitting() throws {
        let (fitted, _) = try fit("genres", "people", "decade")
        let new = Entities(
            ids: ["n"],
            columns: [
                ("genres", .labels([["Horror", "Western"]])), ("cast", .texts(["Al Pacino"])),
                ("year", .numbers([1999])),
            ])
        let rows = fitted.rows(.items, of: new, interactions: Interactions())
        let names = rows.indices.map { fitted.names(.items)[Int($0)] }
        #expect(names == ["genres:Horror", "people:Al Pacino", "decade:1990s"])
    }

    @Test func whatTheDataLacksIsAProblem() {
        let tags = #expect(throws: Problem.self) { try fit("tags") }
        #expect(tags?.what.hasPrefix("tags needs one of tags, keywords") == true)
        let near = #expect(throws: Problem.self) { try fit("genre") }
        #expect(near?.remedy == "did you mean genres?")
        #expect(throws: Mismatch.self) { try FeatureWord(.word("text@no")) }
        #expect(throws: Mismatch.self) { try FeatureWord(.word("text@0")) }
    }
}

@Suite struct EnrichmentTests {
    @Test func columnsComeByKeyAndByNumber() throws {
        let scratch = Scratch()
        let file = scratch.file(
            "plots.csv",
            "film,overview,keywords,budget\ni2,\"Spears, and shields\",\"[{\"\"id\"\": 1, \"\"name\"\": \"\"war\"\"}]\",3\ni0,Heists,[],NULL\n"
        )
        var enrichment = Enrichment(source: file)
        enrichment.columns = ["plot=overview", "keywords", "cost=4"]
        let (found, matched, added) = try enrichment.enrich(films())
        #expect(matched == 2 && added == ["plot", "keywords", "cost"])
        guard case .texts(let plots)? = found.items["plot"],
            case .labels(let tags)? = found.items["keywords"],
            case .numbers(let costs)? = found.items["cost"]
        else {
            Issue.record("the columns are of other types")
            return
        }
        #expect(plots == ["Heists", "", "Spears, and shields", ""] && tags == [[], [], ["war"], []])
        #expect(costs[0].isNaN && costs[2] == 3)
        #expect(
            found.fingerprint != films().fingerprint && found.interactions.count == films().interactions.count
        )
    }

    /// Through a table of links: 862.0 and 0862 are the same number.
    @Test func aChainOfTablesIsFollowed() throws {
        let scratch = Scratch()
        let links = scratch.file("links.csv", "movieId,tmdbId\ni0,862\ni1,\ni3,7\n")
        let films = scratch.file("films.csv", "id,tagline\n0862,one\n7.0,two\n")
        var first = Enrichment(source: links)
        first.key = "movieId"
        var second = Enrichment(source: films)
        (second.key, second.on) = ("id", "tmdbId")
        let (found, matched, _) = try second.enrich(first.enrich(Toy.dataset(rows: 20)).dataset)
        #expect(matched == 2)
        guard case .texts(let lines)? = found.items["tagline"] else {
            Issue.record("taglines are no texts")
            return
        }
        #expect(lines[0] == "one" && lines[3] == "two" && lines[1].isEmpty)
    }

    @Test func misspeltColumnsAndForeignKeysAreProblems() {
        let scratch = Scratch()
        let file = scratch.file("t.csv", "id,overview\n901,a\n902,b\n")
        var enrichment = Enrichment(source: file)
        let foreign = #expect(throws: Problem.self) { try enrichment.enrich(films()) }
        #expect(foreign?.what.contains("no key of") == true)
        enrichment.columns = ["overveiw"]
        let near = #expect(throws: Problem.self) { try enrichment.enrich(films()) }
        #expect(near?.remedy == "did you mean overview?")
    }
}
