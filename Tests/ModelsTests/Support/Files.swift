import Datasets
import Foundation
import Models

/// Folder with the public data sets, where the machine has it.
let dataFolder = ProcessInfo.processInfo.environment["REEL_DATA"].map { URL(fileURLWithPath: $0) }

/// Whole and decimal numbers of a text file, row by row; anything else parts them. A small reader of its own, so that
/// these figures do not rest on the readers.
func numbers(in path: String) throws -> [[Double]] {
    let folder = try dataFolder.orThrow(path)
    let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
    var rows = [[Double]]()
    var (row, value, scale, open) = ([Double](), 0.0, 0.0, false)
    for byte in bytes {
        switch byte {
        case 48...57:
            value = value * 10 + Double(byte - 48)
            (scale, open) = (scale * 10, true)
        case 46: scale = 1
        default:
            if open { row.append(scale > 0 && byte != 46 ? value / max(scale, 1) : value) }
            (value, scale, open) = (0, 0, false)
            if byte == 10, !row.isEmpty {
                rows.append(row)
                row = []
            }
        }
    }
    if open { row.append(scale > 0 ? value / scale : value) }
    if !row.isEmpty { rows.append(row) }
    return rows
}

struct Missing: Error { let what: String }

extension Optional {
    func orThrow(_ what: String) throws -> Wrapped {
        guard let self else { throw Missing(what: what) }
        return self
    }
}

/// Rows of user, item and rating (1 where there is none), ids as they come, as a data set and its training set.
struct Ratings {
    var interactions = Interactions()

    init(_ rows: [[Double]]) {
        interactions.users = rows.map { Int32($0[0]) }
        interactions.items = rows.map { Int32($0[1]) }
        interactions.ratings = rows.map { $0.count > 2 ? Float($0[2]) : 1 }
    }

    init(_ path: String) throws { self.init(try numbers(in: path)) }

    var count: Int { interactions.count }
    var userCount: Int { Int(interactions.users.max() ?? -1) + 1 }
    var itemCount: Int { Int(interactions.items.max() ?? -1) + 1 }
}

/// A training set over users 0..<users and items 0..<items.
func trainingSet(_ interactions: Interactions, users: Int, items: Int) -> TrainingSet {
    let dataset = Dataset(
        name: "test", users: Entities(ids: (0..<users).map { "u\($0)" }),
        items: Entities(ids: (0..<items).map { "i\($0)" }), interactions: interactions)
    return TrainingSet(dataset: dataset, interactions: interactions)
}
