import Declarations

extension TrainingSet {
    /// Numbers of a column of the interactions ("completion") as a matrix of the same entries as `matrix`; NaN where a row
    /// has none. A training row is found in the data set by user, item, time and rating. Throws where there is no such column, or
    /// no numbers in it.
    public func values(of name: String) throws -> SparseMatrix {
        guard let column = dataset.context.first(where: { $0.name == name })?.column else {
            throw Problem.unknown(
                "column of the rows of \(dataset.name)", name, known: dataset.context.map(\.name))
        }
        guard case .numbers(let numbers) = column else {
            throw Problem("\(name) holds no numbers", remedy: "name a column of numbers, or leave it out")
        }
        let rows = interactions
        guard
            let found = try RowFinder(
                dataset.interactions, Fold(train: rows, test: Interactions()), users: userCount)?.parts.first
        else {
            throw Problem(
                "the training rows are not those of \(dataset.name), so their \(name) is not known")
        }
        let values = Interactions(
            users: rows.users, items: rows.items, ratings: found.map { Float(numbers[Int($0)]) })
        return SparseMatrix(values, users: userCount, items: itemCount)
    }
}
