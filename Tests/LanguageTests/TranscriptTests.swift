import Language
import Testing

@Suite struct TranscriptTests {
    private func agrees(_ expected: String, _ actual: String, _ tolerance: Double = 0) -> Bool {
        Transcript.compare(expected: expected, actual: actual, tolerance: tolerance) == nil
    }

    @Test func parses() {
        let transcript = Transcript.parse(
            "intro\nreel> a\n1\n\n2\nreel> b {\n...>   c }\nreel> d\n...> e\n...\n3\nreel>\n")
        #expect(transcript.steps.map(\.input) == ["a", "b {\n  c }", "d\ne", ""])
        #expect(transcript.steps.map(\.expected) == ["1\n\n2", "", "...\n3", ""])
        #expect(transcript.steps.map(\.line) == [1, 5, 7, 11])
        #expect(Transcript.parse(transcript.text).steps.map(\.input) == transcript.steps.map(\.input))
        #expect(Transcript.parse("").steps.isEmpty)
        #expect(Transcript.parse("reel> a\r\n1\r\n").steps.map(\.expected) == ["1\n"])
    }

    @Test func exactLines() {
        #expect(agrees("a\nb", "a\nb"))
        #expect(agrees("\na  \n", "a\n\n"))
        #expect(!agrees("a\nb", "a"))
        #expect(!agrees("a", "a\nb"))
        #expect(!agrees("a", " a"))
        #expect(agrees("", "\n"))
        #expect(!agrees("", "x"))
    }

    @Test func wildcards() {
        #expect(agrees("…", ""))
        #expect(agrees("...", "x\ny"))
        #expect(agrees("a\n…\nz", "a\nz"))
        #expect(agrees("a\n…\nz", "a\nb\nz\nc\nz"))
        #expect(!agrees("a\n…\nz", "a\nb"))
        #expect(agrees("…\nb\n…\nd", "a\nb\nc\nd"))
        #expect(agrees("took … s", "took 3.2 s"))
        #expect(agrees("…", "…"))
        #expect(!agrees("took … s", "took 3.2 ms now"))
        #expect(agrees("a…b…c", "a1b2bc"))
        #expect(!agrees("a ... b", "a x b"), "within a line only … is a wildcard")
        // Many wildcards do not take exponential time.
        let many = Array(repeating: "…\na", count: 200).joined(separator: "\n")
        #expect(!agrees(many + "\nb", Array(repeating: "a", count: 3000).joined(separator: "\n")))
    }

    @Test func tolerance() {
        #expect(agrees("als  0.1234", "als  0.1240", 0.001))
        #expect(!agrees("als  0.1234", "als  0.1240", 0.0001))
        #expect(!agrees("als  0.1234", "als  0.1240"))
        #expect(agrees("n 1000", "n 1001", 0.01), "above 1 the tolerance is relative")
        #expect(agrees("0.9   x\n───   ─", "0.91  x\n────  ─", 0.05), "widths follow from the numbers")
        #expect(!agrees("ndcg@10 0.1", "ndcg@11 0.1", 0.5), "a number within a word is no number")
        #expect(agrees("-0.5 ± 0.01", "-0.52 ± 0.011", 0.05))
        #expect(!agrees("a 1", "b 1", 0.5))
        #expect(agrees("… 0.5", "took 0.51", 0.05))
    }

    @Test func differencesSayWhere() throws {
        let difference = try #require(Transcript.compare(expected: "a\n…\nc\nd", actual: "a\nb\nc\nx"))
        #expect(difference.line == 3)
        #expect(difference.expected == "d")
        #expect(difference.actual == "x")
        let found = Transcript.parse("reel> one\n1\nreel> two {\n...> }\n2\n3").differences {
            $0 == "one" ? "1" : "2\n4"
        }
        #expect(found.count == 1)
        #expect(found.first?.line == 5)
        #expect(found.first?.input == "two {\n}")
        #expect(found.first?.expected == "3")
        #expect(found.first?.actual == "4")
        let missing = try #require(Transcript.compare(expected: "a\nb", actual: "a"))
        #expect(missing.expected == "b" && missing.actual == nil)
    }
}
