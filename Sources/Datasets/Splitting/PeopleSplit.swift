import Declarations

/// Divisions of users, for data sets of behaviour: what is inferred is the user's, so users are never torn apart.
extension Splitter {
    /// Refuses a data set of behaviour, whose users this scheme cannot divide.
    func requireNoBehaviour(_ dataset: Dataset) throws {
        if dataset.behaviour != nil {
            throw Problem(
                "\(Self.name) divides interactions, but \(dataset.name) has behaviour, whose users are divided whole",
                remedy: "use split held-out-users, kfold, or fixed")
        }
    }

    /// Audits divisions of users and names the split.
    func finish(_ dataset: Dataset, _ parts: [People]) throws -> Split {
        guard parts.contains(where: { !$0.test.isEmpty }), parts.allSatisfy({ !$0.train.isEmpty }) else {
            throw Problem(
                "\(spelled) leaves no user of \(dataset.name) to \(parts.contains { $0.train.isEmpty } ? "train" : "test") on",
                remedy: "hold out a smaller or a larger part, or take a data set with more users")
        }
        var print = Fingerprint()
        print.add(dataset.fingerprint)
        for people in parts { print.add(people) }
        return Split(
            dataset: dataset, scheme: spelled, folds: parts.map { Fold(people: $0) },
            audit: audit(parts, of: dataset), fingerprint: print.hex)
    }
}

extension Dataset {
    /// Numbers of the users, each once, in an order that chance makes.
    func shuffledUsers(_ chance: inout Chance) -> [UserIndex] {
        var users = (0..<UserIndex(self.users.count)).map { $0 }
        chance.shuffle(&users)
        return users
    }
}

/// Looks for users in two parts, and for users of two parts with the same series (the same person twice). Shares are
/// over all folds together.
public func audit(_ parts: [People], of dataset: Dataset) -> Audit {
    var (judged, shared, twins, unknown) = (0, 0, 0, 0)
    let prints = dataset.behaviour.map { behaviour in
        (0..<behaviour.userCount).map { seriesPrint(behaviour, $0) }
    }
    for people in parts {
        let train = Set(people.train)
        let stopping = Set(people.validation)
        let known = prints.map { prints in Set(people.train.map { prints[Int($0)] }) } ?? []
        judged += people.test.count
        shared += people.test.count { train.contains($0) || stopping.contains($0) }
        shared += people.validation.count { train.contains($0) }
        unknown += people.test.count { user in
            dataset.behaviour.map { $0.targets.row(user).allSatisfy(\.isNaN) } ?? false
        }
        if let prints { twins += people.test.count { known.contains(prints[Int($0)]) } }
    }
    func share(_ count: Int) -> Double { judged == 0 ? 0 : Double(count) / Double(judged) }
    func finding(_ measure: String, _ count: Int, _ line: AuditThreshold, _ clean: String, _ leak: String)
        -> Finding
    {
        let verdict = line.verdict(share(count))
        return Finding(measure, share(count), verdict, verdict == .healthy ? clean : "\(count) \(leak)")
    }
    return Audit(
        [
            finding(
                "users in two parts", shared, .heldOutInTrain, "no user stands in two parts",
                "users stand in two parts"),
            finding(
                "test series in train", twins, .testInTrain, "no test user has a train user's series",
                "test users have the very series of a train user: the same person twice"),
            finding(
                "test users without targets", unknown, .usersWithoutHistory,
                "nearly all test users have targets",
                "test users have no target to be judged on"),
        ] + furtherFindings([], of: dataset))
}

/// What a user did, as a hash; users without rows differ from each other.
private func seriesPrint(_ behaviour: Behaviour, _ user: Int) -> Fingerprint {
    var print = Fingerprint()
    let range = behaviour.range(user)
    let width = behaviour.channels.count
    let values = behaviour.values[range.lowerBound * width..<range.upperBound * width]
    // Where nothing was observed, nothing tells one person from another: such a series is like no other.
    if values.allSatisfy(\.isNaN) { print.add(user) }
    let moments = behaviour.times[range].map { $0 - behaviour.times[range.lowerBound] }
    print.add(moments)
    print.add(Array(values))
    return print
}
