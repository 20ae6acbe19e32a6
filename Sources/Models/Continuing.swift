import Datasets
import Declarations

/// A recipe that can go on from what an earlier fit learned: a partial fit.
public protocol Continuing: Recommender {
    /// Settings that give the fitted model its shape, so that an earlier fit has decided them.
    static var shape: [String] { get }
    /// Learns on from an earlier fit, which stays as it is. Throws where the data has other numbers of users or items.
    func fit(_ train: TrainingSet, from earlier: Fitted, watching: Watcher) throws -> Fitted
}

extension Continuing {
    /// The same from any scorer; a problem where it is none of this recipe's.
    fileprivate func go(on earlier: any Scorer, _ train: TrainingSet, _ watcher: Watcher) throws -> any Scorer
    {
        guard let earlier = earlier as? Fitted else {
            throw Problem("\(Self.name) cannot go on from another kind of model", remedy: "fit it anew")
        }
        return try fit(train, from: earlier, watching: watcher)
    }
}

extension ModelRecipe {
    /// Goes on from an earlier fit of the same model; a problem where the model cannot.
    public func fit(_ train: TrainingSet, from earlier: any Scorer, watching watcher: Watcher) throws
        -> any Scorer
    {
        guard let continuing = model as? any Continuing else {
            let names = zoo.filter { $0 is any Continuing.Type }.map { $0.name }
            throw Problem(
                "\(name) does not learn bit by bit, so it cannot go on from an earlier fit",
                remedy: "models that can: \(names.joined(separator: ", "))")
        }
        return try continuing.go(on: earlier, train, watcher)
    }
}

/// Throws where an earlier fit knows other numbers of users and items than the data has.
func requireFit(of train: TrainingSet, users: Int, items: Int) throws {
    guard users == train.userCount, items == train.itemCount else {
        throw Problem(
            "the earlier fit is of \(users) users and \(items) items, but the data has \(train.userCount) and \(train.itemCount)",
            remedy: "go on with the data set it was fitted on, or fit anew")
    }
}
