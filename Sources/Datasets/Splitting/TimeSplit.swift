import Declarations

/// One cut in time for everybody: what came later is tested on.
public struct TimeSplit: Splitter {
    public static let name = "time"
    public static let summary = "Cuts time once for everybody: later rows are tested on."
    public static let example = "reel> split time test=0.1"

    @Setting("Share of the rows after the cut, or the date of the cut.") public var test = Cut.share(0.2)
    @Setting(
        "Share of the rows before those for early stopping, or the date at which they begin; 0 for none.")
    public var validation = Cut.share(0)

    public init() {}

    public func split(_ dataset: Dataset, watching: Watcher) throws -> Split {
        try requireNoBehaviour(dataset)
        try requireTimes(dataset)
        let times = dataset.interactions.times
        let testFrom = try moment(test, in: times, after: 0, watching)
        let later = times.count { $0 >= testFrom }
        let validationFrom = min(testFrom, try moment(validation, in: times, after: later, watching))
        let labels: [Part] = times.map {
            $0 >= testFrom ? .test : $0 >= validationFrom ? .validation : .train
        }
        guard labels.contains(.train) else {
            throw Problem(
                "\(spelled) leaves no row of \(dataset.name) to train on",
                remedy: times.span)
        }
        return try finish(dataset, [labels], order: .global, watching: watching)
    }

    /// The first second of the part that begins at a cut. Rows of one second are never torn apart: a share takes them
    /// all, and so may come out slightly larger.
    private func moment(
        _ cut: Cut, in times: [Int64], after later: Int, _ watching: Watcher
    ) throws -> Int64 {
        try watching.progress("splitting", 0)
        switch cut {
        case .moment(let moment): return moment.seconds
        case .share(let share):
            let wanted = Int((share * Double(times.count)).rounded())
            return wanted == 0 ? .max : times.smallest(max(0, times.count - later - wanted))
        }
    }
}

extension [Int64] {
    /// The element that would stand at a place if all were sorted: found digit by digit (radix selection), 16 bits at a
    /// time, in four passes. The array must not be empty.
    func smallest(_ place: Int) -> Int64 {
        var place = place
        // Flipping the sign makes the order of unsigned numbers that of signed ones.
        var prefix: UInt64 = 0
        for shift in stride(from: 48, through: 0, by: -16) {
            var counts = [Int](repeating: 0, count: 1 << 16)
            for value in self {
                let bits = UInt64(bitPattern: value) ^ (1 << 63)
                if shift == 48 || bits >> UInt64(shift + 16) == prefix {
                    counts[Int(bits >> UInt64(shift) & 0xFFFF)] += 1
                }
            }
            var digit = 0
            while digit < 0xFFFF, place >= counts[digit] {
                place -= counts[digit]
                digit += 1
            }
            prefix = prefix << 16 | UInt64(digit)
        }
        return Int64(bitPattern: prefix ^ (1 << 63))
    }

    /// "its times go from 1997-09-20 to 1998-04-22"
    var span: String {
        guard let first = self.min(), let last = self.max() else { return "it has no times" }
        return "its times go from \(Moment(seconds: first)) to \(Moment(seconds: last))"
    }
}
