import Datasets
import Declarations
import Models

struct Predict: Command {
    static let name = "predict"
    static let summary = "Predicts a user's rating of items."
    static let example = """
        reel> generate firetv users=50 items=40 events=900 seed=1 to=data/tiny
        …
        reel> c = train constant
        …
        reel> p = train popular
        …
        """

    @Argument("Model that predicts ratings.") var model: ModelReference
    @Argument("External id of the user.") var user: String
    @Argument("External ids of the items.") var items: [String]

    func run(in session: Session) throws -> Report {
        let model = model.model
        guard let predictor = model.fits.first?.scorer as? any RatingPredictor else {
            throw Problem(
                "\(model.title) ranks, but does not predict ratings",
                remedy: "recommend \(model.title) \(user)")
        }
        let dataset = model.split.dataset
        let u = try index(of: user, in: dataset.users, kind: "user")
        let indices = try items.map { try index(of: $0, in: dataset.items, kind: "item") }
        let predicted = try predictor.ratings(indices.map { _ in u }, indices)
        return Report(
            Table(
                "Ratings that \(model.title) expects of user \(user)",
                columns: [Table.Column("item"), Table.Column("title"), Table.Column("rating", decimals: 3)],
                rows: zip(indices, predicted).map { item, rating in
                    [
                        .text(dataset.items.ids[Int(item)]), .text(dataset.items.label(item)),
                        .number(Double(rating)),
                    ]
                }, runs: model.runs))
    }
}

/// Position of a user or an item by its external id.
func index(of id: String, in entities: Entities, kind: String) throws -> Int32 {
    guard let found = entities.ids.firstIndex(of: id) else {
        throw Problem(
            "there is no \(kind) \(id)",
            remedy: "ids are those of the data files, such as \(entities.ids.first ?? "1")")
    }
    return Int32(found)
}
