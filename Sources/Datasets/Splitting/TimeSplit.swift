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
        try requireTimes(dataset)
        let times = dataset.interactions.times
        let sorted = times.sorted()
        try watching.progress("splitting \(dataset.name)", 0.5)
        let testFrom = moment(test, in: sorted, after: 0)
        let later = sorted.count - (sorted.firstIndex { $0 >= testFrom } ?? sorted.count)
        let validationFrom = min(testFrom, moment(validation, in: sorted, after: later))
        let labels: [Part] = times.map {
            $0 >= testFrom ? .test : $0 >= validationFrom ? .validation : .train
        }
        guard labels.contains(.train) else {
            throw Problem(
                "\(spelled) leaves no row of \(dataset.name) to train on",
                remedy: "its times go from \(Moment(seconds: sorted[0])) to "
                    + "\(Moment(seconds: sorted[sorted.count - 1]))")
        }
        return try finish(dataset, [labels], order: .global, watching: watching)
    }

    /// The first second of the part that begins at a cut. Rows of one second are never torn apart: a share takes them
    /// all, and so may come out slightly larger.
    private func moment(_ cut: Cut, in sorted: [Int64], after later: Int) -> Int64 {
        switch cut {
        case .moment(let moment): return moment.seconds
        case .share(let share):
            let wanted = Int((share * Double(sorted.count)).rounded())
            let first = sorted.count - later - wanted
            return wanted == 0 ? .max : sorted[max(0, first)]
        }
    }
}
