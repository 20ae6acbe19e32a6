import Datasets
import Declarations
import Foundation

/// Rankings and judgements in the formats of TREC's evaluation tools.
extension Rankings {
    /// Writes the kept lists as a TREC run: `user Q0 item rank score tag`.
    ///
    /// Tools sort by score and break ties in their own ways, so that scores are written strictly descending: where an item
    /// ties with the one before, or is lifted above it by an earlier correction, its score is the next smaller 32-bit
    /// number. The order is that of the lists: of equal scores, the item that comes first in the catalogue.
    /// - Parameters:
    ///   - userIDs: external ids by user index; whitespace and `%` in them are percent-encoded
    ///   - itemIDs: external ids by item index
    public func writeTREC(
        run tag: String, to path: String, userIDs: [String], itemIDs: [String],
        watching watcher: Watcher = .silent
    ) throws {
        var text = [UInt8]()
        text.reserveCapacity(items.count * 40)
        let tag = trecWord(tag)
        let names = itemIDs.map(trecWord)
        for u in 0..<count {
            if u % 1024 == 0 { try watcher.progress("writing \(path)", Double(u) / Double(count)) }
            let user = trecWord(userIDs[Int(users[u])])
            var last = Float.infinity
            for (position, item) in list(u).enumerated() {
                last = min(scores[u * k + position], last.nextDown)
                text += "\(user) Q0 \(names[Int(item)]) \(position + 1) \(last) \(tag)\n".utf8
            }
        }
        try save(Data(text), to: path)
    }

    /// Writes what is relevant for the judged users as TREC qrels: `user 0 item 1`, the judged users' own rows.
    /// - Parameter relevant: users by items, as the rankings were made with; items that a user had seen and that were
    ///   therefore not ranked must not be in it where the tool's numbers are to agree.
    public func writeQrels(
        _ relevant: SparseMatrix, to path: String, userIDs: [String], itemIDs: [String]
    ) throws {
        var text = [UInt8]()
        let names = itemIDs.map(trecWord)
        for user in users {
            let word = trecWord(userIDs[Int(user)])
            for k in relevant.range(Int(user)) {
                text += "\(word) 0 \(names[Int(relevant.indices[k])]) 1\n".utf8
            }
        }
        try save(Data(text), to: path)
    }
}

/// An id without whitespace: such bytes and `%` become `%` and two hexadecimal digits; nothing at all becomes `%`.
public func trecWord(_ id: String) -> String {
    if id.isEmpty { return "%" }
    var word = ""
    for character in id.unicodeScalars {
        if character == "%" || character.properties.isWhitespace || character.value < 0x20 {
            for byte in String(character).utf8 {
                word += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        } else {
            word.unicodeScalars.append(character)
        }
    }
    return word
}

/// The id behind a word that `trecWord` wrote.
public func trecID(_ word: String) -> String { word == "%" ? "" : word.removingPercentEncoding ?? word }
