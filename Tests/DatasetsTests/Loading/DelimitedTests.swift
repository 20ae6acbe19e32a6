import Datasets
import Declarations
import Foundation
import Testing

/// What is asked for here is written out by hand; the files are small enough to see.
struct DelimitedTests {
    let scratch = Scratch()

    @Test(arguments: [",", "\t", ";", "|", "::", " ", "   "], ["\n", "\r\n"])
    func everySeparatorAndLineEndReads(separator: String, end: String) throws {
        for hasEnd in [true, false] { try reads(separator, end, hasEnd) }
    }

    func reads(_ separator: String, _ end: String, _ hasEnd: Bool) throws {
        let lines = ["5 10 3.5 100", "5 7 4 90", "12 10 .5 80"].map {
            $0.split(separator: " ").joined(separator: separator)
        }
        let path = scratch.file("r.txt", lines.joined(separator: end) + (hasEnd ? end : ""))
        let data = try load(path)
        #expect(spelled(data) == ["5 10 3.5 100", "5 7 4 90", "12 10 0.5 80"])
        #expect(data.users.ids == ["5", "12"] && data.items.ids == ["7", "10"])
    }

    @Test func byteOrderMarkBlankLinesAndHeaderAreNoRows() throws {
        let path = scratch.file("r.csv", "\u{FEFF}\r\nuserId,movieId,rating\r\n\r\n1,2,3\r\n\r\n4,5,6")
        #expect(try spelled(load(path)) == ["1 2 3", "4 5 6"])
    }

    /// As `DataFrame.to_csv` and `write.csv` have it.
    @Test func rowNumbersWithoutANameAreLeftOut() throws {
        let data = try load(scratch.file("p.csv", ",user,item,rating,device\n0,a,x,4,tv\n1,b,y,5,phone\n"))
        #expect(spelled(data) == ["a x 4", "b y 5"])
        #expect(data.context.map(\.name) == ["device"])
    }

    @Test func quotedFieldsHoldSeparatorsNewlinesAndQuotes() throws {
        let path = scratch.file(
            "r.csv",
            "user,item,rating\n\"a, b\",\"line\none\",1\nx,\"say \"\"hi\"\"\",2\n\"\u{1F3AC} tv\", y ,3\n")
        let data = try load(path)
        #expect(spelled(data) == ["a, b line\none 1", "x say \"hi\" 2", "\u{1F3AC} tv  y  3"])
        #expect(data.users.ids == ["a, b", "x", "\u{1F3AC} tv"])
    }

    @Test func columnsGoByNameByMixedWordsAndByPlace() throws {
        let named = scratch.file("n.csv", "when,who,what,stars,device\n7,u,i,2,tv\n8,v,i,3,\n")
        let data = try load(
            named,
            options { $0.columns = ["user=who", "item=what", "rating=stars", "time=when", "screen=device"] })
        #expect(spelled(data) == ["u i 2 7", "v i 3 8"])
        #expect(data.context.map(\.name) == ["screen"])
        let typed = try load(
            named, options { ($0.columns, $0.types) = (["user=who", "item=what"], ["stars=number"]) })
        #expect(typed.context.map(\.name) == ["stars"])
        let mixed = scratch.file("m.csv", "userId,movieId,rating,time\n1,2,3,4\n")
        #expect(
            try spelled(
                load(mixed, options { $0.columns = ["user=userId", "item=movieId", "rating", "time"] }))
                == ["1 2 3 4"])
        let placed = scratch.file("p.txt", "9 2 77 1\n8 3 66 2\n")
        #expect(
            try spelled(load(placed, options { $0.columns = ["time", "user", "_", "item"] })) == [
                "2 1 9", "3 2 8",
            ])
    }

    @Test func otherColumnsBecomeContextWithTheirTypes() throws {
        let path = scratch.file(
            "c.csv", "user,item,completion,tags,device\n1,2,0.5,a|b,tv\n1,3,,c,phone\n2,2,1e-1,,tv\n")
        let data = try load(path, options { $0.types = ["tags=labels"] })
        #expect(data.context.map(\.name) == ["completion", "tags", "device"])
        guard case .numbers(let completion) = data.context[0].column,
            case .labels(let tags) = data.context[1].column,
            case .texts(let devices) = data.context[2].column
        else {
            Issue.record("the types are others")
            return
        }
        #expect(completion[0] == 0.5 && completion[1].isNaN && completion[2] == 0.1)
        #expect(tags == [["a", "b"], ["c"], []] && devices == ["tv", "phone", "tv"])
    }

    @Test func timesMayBeDatesFractionsNegativeOrMilliseconds() throws {
        // date -u -d "2009-04-01 12:30:05" +%s is 1238589005; -d 1969-12-31 is -86400.
        let path = scratch.file(
            "t.csv",
            "user,item,timestamp\n1,1,2009-04-01T12:30:05Z\n1,2,2009-04-01 12:30:05\n1,3,1969-12-31\n1,4,-5\n1,5,8.5e2\n"
        )
        #expect(try load(path).interactions.times == [1_238_589_005, 1_238_589_005, -86_400, -5, 850])
        // date -u -d "2019-11-24 00:00:34+02:00" +%s is 1574546434; -d 2009-04-01T12:30:05-0530 is 1238608805.
        let offsets = scratch.file(
            "o.csv",
            "user,item,timestamp\n1,1,2019-11-24 00:00:34.762830+02:00\n1,2,2009-04-01T12:30:05-0530\n1,3,1969/12/31\n"
        )
        #expect(try load(offsets).interactions.times == [1_574_546_434, 1_238_608_805, -86_400])
        let milli = scratch.file("m.csv", "user,item,timestamp\n1,1,1238589005999\n")
        #expect(try load(milli, options { $0.types = ["time=ms"] }).interactions.times == [1_238_589_005])
    }

    @Test func idsKeepTheirSpellingAndNumbersTheirOrder() throws {
        let zeros = scratch.file("z.csv", "user,item\n10,0114709\n9,114709\n-3,99999999999999999999\n")
        let data = try load(zeros)
        #expect(data.users.ids == ["-3", "9", "10"])
        #expect(data.items.ids == ["114709", "0114709", "99999999999999999999"])
        let words = scratch.file("w.csv", "user,item\nb,1\na,2\nb,2\n")
        #expect(try load(words).users.ids == ["b", "a"])
        let big = scratch.file("b.csv", "user,item\n67108863,1\n67108864,2\n12345678,3\n")
        #expect(try load(big).users.ids == ["12345678", "67108863", "67108864"])
    }

    @Test func ratingsAreTheNearestFloats() throws {
        let written = [
            "0.1", "4.35", "3.14159265358979", "1e3", "-2.50", "+7", "16777217", "0.0000001", "123456.7",
        ]
        let rows = written.map { "1,1,\($0)" }.joined(separator: "\n")
        let data = try load(scratch.file("r.csv", "user,item,rating\n" + rows))
        #expect(data.interactions.ratings == written.map { Float(Double($0) ?? 0) })
    }

    @Test func duplicatesFollowTheirPolicy() throws {
        let path = scratch.file(
            "d.csv", "user,item,rating,time\n1,1,5,1\n1,2,3,2\n1,1,2,3\n2,1,4,4\n1,1,2,5\n")
        func rows(_ policy: DuplicatePolicy) throws -> [String] {
            try spelled(load(path, options { $0.duplicates = policy }))
        }
        #expect(try rows(.keep).count == 5)
        #expect(try rows(.first) == ["1 1 5 1", "1 2 3 2", "2 1 4 4"])
        #expect(try rows(.last) == ["1 2 3 2", "2 1 4 4", "1 1 2 5"])
        #expect(try rows(.mean) == ["1 2 3 2", "2 1 4 4", "1 1 3 5"])
        let problem = #expect(throws: Problem.self) { try rows(.error) }
        #expect(problem?.place?.line == 4 && problem?.what.contains("second time") == true)
    }

    @Test func badRowsAreLeftOutAndCountedWhenAsked() throws {
        let path = scratch.file("b.csv", "user,item,rating\n1,1,5\n2,9,nan\n3,1\n1,2,4\n,1,1\n")
        let loaded = try loadWithNotes(path, options { $0.bad = .skip })
        #expect(spelled(loaded.dataset) == ["1 1 5", "1 2 4"])
        // Ids that only bad rows name are gone too.
        #expect(loaded.dataset.users.ids == ["1"] && loaded.dataset.items.ids == ["1", "2"])
        #expect(loaded.notes.contains { $0.hasPrefix("3 rows") })
    }

    @Test func manyBlocksReadLikeOne() throws {
        // 400,000 rows are about 6 MB: six blocks over two threads, ids as numbers in one file and as texts in the other.
        var numbers = "user,item,rating,time\n"
        var texts = numbers
        var chance = Chance(seed: 1)
        var expected: [(Int, Int, Float)] = []
        for row in 0..<400_000 {
            let (u, i, r) = (chance.below(5000), chance.below(900), Float(chance.below(10)) / 2)
            expected.append((u, i, r))
            numbers += "\(u),\(i),\(r),\(row)\n"
            texts += "u\(u),\"i,\(i)\",\(r),\(row)\n"
        }
        let a = try load(scratch.file("a.csv", numbers)), b = try load(scratch.file("b.csv", texts))
        for data in [a, b] {
            #expect(data.interactions.count == 400_000 && data.users.count == 5000 && data.items.count == 900)
            #expect(data.interactions.times.elementsEqual(0..<400_000))
            #expect(data.interactions.ratings == expected.map(\.2))
        }
        #expect(a.interactions.users.map { a.users.ids[Int($0)] } == expected.map { "\($0.0)" })
        #expect(b.interactions.items.map { b.items.ids[Int($0)] } == expected.map { "i,\($0.1)" })
        #expect(b.users.ids[0] == "u\(expected[0].0)")
    }

    @Test func gzipAndZipReadDirectly() throws {
        let text = "userId,movieId,rating,timestamp\n1,2,3,4\n5,6,3.5,8\n"
        _ = scratch.file("tiny/ratings.csv", text)
        _ = scratch.file(
            "tiny/movies.csv",
            "movieId,title,genres\n2,\"Film, The (1999)\",Drama|War\n6,B,(no genres listed)\n")
        let plain = try load("\(scratch.path)/tiny")
        #expect(plain.name == "tiny" && plain.items.label(0) == "Film, The (1999)")
        try #require(scratch.run("python3", "-m", "zipfile", "-c", "tiny.zip", "tiny"))
        try #require(scratch.run("gzip", "-k", "tiny/ratings.csv"))
        let zipped = try load("\(scratch.path)/tiny.zip"),
            single = try load("\(scratch.path)/tiny/ratings.csv.gz")
        #expect(zipped.fingerprint == plain.fingerprint && zipped.name == "tiny")
        #expect(single.interactions.users == plain.interactions.users && single.name == "tiny")
    }

    @Test func viewingLogsJoinTheirFiles() throws {
        _ = scratch.file(
            "tv/watch_history.csv",
            """
            user_id,content_id,timestamp,watched_min,completion,device,season,episode
            u1,c2,100,95,0.9,tv,,
            u2,c1,50,20,0.5,phone,1,3
            u1,c1,120,40,1,tv,2,1

            """)
        _ = scratch.file("tv/users.csv", "user_id,age,gender\nu1,31,f\nu2,,\nu3,20,m\n")
        _ = scratch.file(
            "tv/content.csv",
            "content_id,title,type,genres,year\nc1,Show,show,Drama|Crime,2011\nc2,Film,movie,War,1999\n")
        _ = scratch.file(
            "tv/content_reactions.csv",
            "user_id,content_id,reaction,rating,timestamp\nu1,c1,love,5,130\nu3,c1,like,4,1\n")
        _ = scratch.file(
            "tv/user_connections.csv", "user_id,friend_id,strength,kind\nu1,u2,0.5,friend\nu3,u1,1,family\n")
        let data = try load("\(scratch.path)/tv")
        #expect(spelled(data) == ["u1 c2 100", "u2 c1 50", "u1 c1 120"])
        #expect(
            data.context.map(\.name) == [
                "watched_min", "completion", "device", "season", "episode", "reaction", "rating",
            ])
        guard case .texts(let reactions) = data.context[5].column,
            case .numbers(let seasons) = data.context[3].column
        else {
            Issue.record("the types are others")
            return
        }
        #expect(reactions == ["", "", "love"] && seasons[0].isNaN && seasons[1] == 1)
        #expect(data.ties == [Tie(0, 1, 0.5)])
        guard case .labels(let genres)? = data.items["genres"], case .numbers(let years)? = data.items["year"]
        else {
            Issue.record("the catalogue is another")
            return
        }
        #expect(
            data.items.ids == ["c2", "c1"] && genres == [["War"], ["Drama", "Crime"]]
                && years == [1999, 2011])
    }

    @Test func fingerprintsFollowContentOnly() throws {
        let a = try load(scratch.file("a.csv", "user,item,rating\n1,2,3\n4,5,6\n"))
        let same = try load(scratch.file("b.txt", "1 2 3\n4 5 6\n"))
        let other = try load(scratch.file("c.csv", "user,item,rating\n1,2,3\n4,5,7\n"))
        let renamed = try load(scratch.file("d.csv", "user,item,rating\n1,2,3\n4,9,6\n"))
        #expect(a.fingerprint == same.fingerprint)
        #expect(Set([a.fingerprint, other.fingerprint, renamed.fingerprint]).count == 3)
    }

    @Test func historyIsTheCommandAsTyped() throws {
        let path = scratch.file("my file.csv", "user,item,rating\n1,2,3\n")
        let data = try load(path, options { ($0.duplicates, $0.minRating) = (.last, 1) })
        #expect(data.history == ["load \"\(path)\" duplicates=last min-rating=1"])
    }
}
