import Datasets
import Declarations
import Models

/// Small worlds whose answer is known.
enum World {
    /// A ring of `items`; user u watched a run of `length` from a place of their own, all but the one in its middle,
    /// which is held out. Every item is equally popular, so who knows no more than that guesses.
    static func ring(users: Int = 240, items: Int = 120, length: Int = 9) -> (
        train: TrainingSet, targets: [(user: Int32, item: Int32)]
    ) {
        var rows = Interactions()
        var targets = [(user: Int32, item: Int32)]()
        for user in 0..<users {
            for step in 0..<length {
                let item = Int32((user * items / users + step) % items)
                if step == length / 2 {
                    targets.append((Int32(user), item))
                } else {
                    rows.users.append(Int32(user))
                    rows.items.append(item)
                }
            }
        }
        return (trainingSet(rows, users: users, items: items), targets)
    }

    /// Everybody watches at random; the last of each user's draw is held out.
    static func noise(users: Int = 600, items: Int = 120, length: Int = 12, seed: Int = 7) -> (
        train: TrainingSet, targets: [(user: Int32, item: Int32)]
    ) {
        var chance = Chance(seed: seed)
        var rows = Interactions()
        var targets = [(user: Int32, item: Int32)]()
        for user in 0..<users {
            let drawn = Array(0..<Int32(items)).shuffled(using: &chance).prefix(length)
            targets.append((Int32(user), drawn[length - 1]))
            rows.items += drawn.dropLast()
            rows.users += Array(repeating: Int32(user), count: length - 1)
        }
        return (trainingSet(rows, users: users, items: items), targets)
    }

    /// Ratings from 1 to 5 by users of four tastes, some of whom like everything and some nothing; user `users` − 1 and
    /// item `items` − 1 have none.
    static func ratings(users: Int = 60, items: Int = 40, seed: Int = 3) -> TrainingSet {
        var chance = Chance(seed: seed)
        var rows = Interactions()
        for user in 0..<users - 1 {
            for item in 0..<items - 1 where chance.uniform() < 0.4 {
                let taste: Double = user % 4 == item % 4 ? 2.5 : 0
                let mood = user % 6 == 5 ? 4 : Double(user % 3) - 1
                let quality = Double(item % 5) - 2
                let rating = (2 + taste + mood + quality + chance.uniform()).rounded()
                rows.users.append(Int32(user))
                rows.items.append(Int32(item))
                rows.ratings.append(Float(min(5, max(1, rating))))
            }
        }
        var dataset = trainingSet(rows, users: users, items: items).dataset
        // The taste that an item meets, and how good it is.
        dataset.items.columns = [
            ("genres", .labels((0..<items).map { ["taste \($0 % 4)", "quality \($0 % 5)"] }))
        ]
        return TrainingSet(dataset: dataset, interactions: rows)
    }

    /// One rating for each pair where a hash says so: the world of Fixtures/surprise_knn.py.
    static func hashed() -> (train: TrainingSet, pairs: Interactions) {
        var (rows, missing) = (Interactions(), Interactions())
        for user in 0..<20 {
            for item in 0..<15 {
                let hash = (user * 31 + item * 17 + user * item * 7 + 1) * 2_654_435_761 % (1 << 32)
                if (hash >> 20) % 100 < 60 {
                    rows.users.append(Int32(user))
                    rows.items.append(Int32(item))
                    rows.ratings.append(1 + Float((hash >> 8) % 401) / 100)
                } else {
                    missing.users.append(Int32(user))
                    missing.items.append(Int32(item))
                }
            }
        }
        let chosen = missing.rows(Array(stride(from: 0, to: missing.count, by: 17)))
        return (trainingSet(rows, users: 20, items: 15), chosen)
    }
}

extension TrainingSet {
    var everybody: [UserIndex] { (0..<Int32(userCount)).map { $0 } }
}
