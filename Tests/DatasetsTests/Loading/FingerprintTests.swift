import Datasets
import Testing

/// Expected values are those of the PyPI package mmh3 5.2:
///     for t in ("", "a", "hello, world", "The quick brown fox jumps over the lazy dog", "0123456789abcdef" * 5 + "x"):
///         print("".join("%016x" % half for half in mmh3.hash64(t.encode(), 0, True, signed=False)))
struct FingerprintTests {
    static let known = [
        ("", "00000000000000000000000000000000"),
        ("a", "85555565f6597889e6b53a48510e895a"),
        ("hello, world", "342fac623a5ebc8e4cdcbc079642414d"),
        ("The quick brown fox jumps over the lazy dog", "e34bbc7bbc071b6c7a433ca9c49a9347"),
        (String(repeating: "0123456789abcdef", count: 5) + "x", "0518025c4539914b1e99d73e3c27dd57"),
    ]

    @Test(arguments: known, [1, 3, 8, 15, 16, 17, 1000])
    func agreesWithMmh3HoweverItIsFed(pair: (String, String), piece: Int) {
        var print = Fingerprint()
        let bytes = Array(pair.0.utf8)
        for start in stride(from: 0, to: bytes.count, by: piece) {
            bytes[start..<min(bytes.count, start + piece)].withUnsafeBytes { print.add(raw: $0) }
        }
        #expect(print.hex == pair.1)
    }

    @Test func boundariesKindsAndOrderCount() {
        func hex(_ feed: (inout Fingerprint) -> Void) -> String {
            var print = Fingerprint()
            feed(&print)
            return print.hex
        }
        let prints = [
            hex { $0.add(["ab", "c"]) }, hex { $0.add(["a", "bc"]) }, hex { $0.add("abc") },
            hex { $0.add([Int32(1), 0]) }, hex { $0.add([Int64(1)]) }, hex { $0.add([Int32(0), 1]) },
            hex { $0.add([Int32]()) }, hex { _ in },
        ]
        #expect(Set(prints).count == prints.count)
        #expect(prints.allSatisfy { $0.count == 32 })
    }

    @Test func readingTheHashChangesNothing() {
        var once = Fingerprint()
        once.add("a")
        once.add("b")
        var looked = Fingerprint()
        looked.add("a")
        _ = looked.hex
        looked.add("b")
        #expect(once.hex == looked.hex)
        #expect(once == looked)
    }
}
