import Datasets
import Declarations
import Evaluation

struct WriteRankings: Command {
    static let name = "rankings"
    static let summary =
        "Writes what a model recommends as a TREC run, and what is relevant as qrels, for other tools."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> filter dedupe
        …
        reel> split leave-last-out
        …
        reel> p = train popular
        …
        reel> rankings p to=results/popular.run qrels=results/test.qrels
        wrote results/popular.run, results/test.qrels
        """

    @Argument("Fitted model.") var model: ModelReference
    @Setting("File for the run: user Q0 item rank score tag.") var to = FilePath("results/rankings.run")
    @Setting("File for what is relevant: user 0 item 1.") var qrels: FilePath? = nil
    @Setting("Length of the lists.", 1...100_000) var k = 100
    @Setting("Leaves out of a list what the user has seen.") var filterSeen = true
    @Setting("What the model may look at when it recommends.") var history = HistoryPart.train
    @Setting("Fit to write, counted from 1.", 1...10_000) var fit = 1

    func run(in session: Session) throws -> Report {
        let model = model.model
        guard fit <= model.fits.count else {
            throw Problem("\(model.title) has \(model.fits.count) fits, but fit is \(fit)")
        }
        let chosen = model.fits[fit - 1]
        let dataset = model.split.dataset
        let fold = model.split.folds[chosen.fold]
        var judging = Judging()
        (judging.filterSeen, judging.history) = (filterSeen, history)
        let rules = RankingRules(k: min(k, dataset.items.count), filterSeen: filterSeen)
        let ranked = try session.rankings(of: chosen, of: model, fold.rows(.test, of: model), judging, rules)
        let (users, items) = (dataset.users.ids, dataset.items.ids)
        try ranked.rankings.writeTREC(
            run: model.title, to: to.typed, userIDs: users, itemIDs: items, watching: session.watcher)
        var written = [to.typed]
        if let qrels {
            let histories = filterSeen ? ranked.histories : nil
            try ranked.rankings.writeQrels(
                ranked.relevant.leavingOut(histories), to: qrels.typed, userIDs: users, itemIDs: items)
            written.append(qrels.typed)
        }
        if session.isRecording, let run = chosen.run {
            try session.store.record(export: to.typed, runs: [run], command: session.call.text)
        }
        return Report("wrote \(written.joined(separator: ", "))", .text(to.typed))
    }
}

extension SparseMatrix {
    /// Entries that another matrix does not have.
    func leavingOut(_ other: SparseMatrix?) -> SparseMatrix {
        guard let other else { return self }
        var (offsets, kept) = ([0], [Int]())
        for row in 0..<rows {
            let out = Set(other.indices[other.range(row)])
            kept += range(row).filter { !out.contains(indices[$0]) }
            offsets.append(kept.count)
        }
        return SparseMatrix(
            rows: rows, columns: columns, offsets: offsets, indices: kept.map { indices[$0] },
            values: kept.map { values[$0] })
    }
}
