import Datasets
import Testing

@Suite struct MersenneTwisterTests {
    /// The C++ standard ([rand.predef]) fixes the 10 000th number of seed 5489.
    @Test func agreesWithTheStandard() {
        var twister = MersenneTwister(seed: 5489)
        for _ in 0..<9999 { _ = twister.next32() }
        #expect(twister.next32() == 4_123_659_995)
    }

    /// python3 -c "import numpy as np; print(np.random.RandomState(s)._bit_generator.random_raw(4))", NumPy 2.4
    @Test(
        arguments: [
            (0, [2_357_136_044, 2_546_248_239, 3_071_714_933, 3_626_093_760]),
            (1, [1_791_095_845, 4_282_876_139, 3_093_770_124, 4_005_303_368]),
            (4_294_967_295, [419_326_371, 479_346_978, 3_918_654_476, 2_416_749_639]),
        ] as [(UInt32, [UInt32])])
    func agreesWithNumPy(seed: UInt32, numbers: [UInt32]) {
        var twister = MersenneTwister(seed: seed)
        #expect(numbers.indices.map { _ in twister.next32() } == numbers)
    }

    /// python3 -c "import numpy as np; a = np.arange(10); np.random.RandomState(0).shuffle(a); print(a)"
    @Test func shufflesAsNumPy() {
        var twister = MersenneTwister(seed: 0)
        #expect(twister.order(10) == [2, 8, 4, 9, 1, 6, 7, 3, 0, 5])
    }
}
