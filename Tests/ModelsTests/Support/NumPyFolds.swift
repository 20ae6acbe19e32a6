import Datasets

/// The folds of `np.random.RandomState(0).shuffle(np.arange(n))` cut into k runs, as scikit-surprise's KFold cuts them.
///
/// MT19937 (Matsumoto & Nishimura 1998) with NumPy's masked rejection; written here apart from `Datasets`, so that
/// figures over folds check both.
func numpyFolds(_ data: Interactions, k: Int) -> [(train: Interactions, test: Interactions)] {
    var twister = Twister(seed: 0)
    var order = Array(0..<data.count)
    for i in stride(from: data.count - 1, to: 0, by: -1) {
        let mask = UInt32.max >> UInt32(i).leadingZeroBitCount
        var j = twister.next() & mask
        while j > i { j = twister.next() & mask }
        order.swapAt(i, Int(j))
    }
    return (0..<k).map { fold in
        // The first n mod k folds are one longer.
        let start = fold * (data.count / k) + min(fold, data.count % k)
        let test = start..<start + data.count / k + (fold < data.count % k ? 1 : 0)
        let rest = order[..<test.lowerBound] + order[test.upperBound...]
        return (data.rows(Array(rest)), data.rows(Array(order[test])))
    }
}

private struct Twister {
    var state: [UInt32]
    var place = 624

    init(seed: UInt32) {
        state = [seed]
        for i in 1..<624 as Range<UInt32> {
            let last = state[Int(i) - 1]
            state.append((last ^ last >> 30) &* 1_812_433_253 &+ i)
        }
    }

    mutating func next() -> UInt32 {
        if place == 624 {
            for i in 0..<624 {
                let y = state[i] & 0x8000_0000 | state[(i + 1) % 624] & 0x7fff_ffff
                state[i] = state[(i + 397) % 624] ^ y >> 1 ^ (y & 1 == 1 ? 0x9908_b0df : 0)
            }
            place = 0
        }
        var y = state[place]
        place += 1
        y ^= y >> 11
        y ^= y << 7 & 0x9d2c_5680
        y ^= y << 15 & 0xefc6_0000
        return y ^ y >> 18
    }
}
