import Declarations
import Foundation

/// Data sets that `fetch` knows: GroupLens publishes them at files.grouplens.org/datasets/movielens, each as
/// `<name>.zip` with its MD5 sum beside it as `<name>.zip.md5`.
public enum KnownDataset: String, Choice {
    case mlLatestSmall = "ml-latest-small"
    case ml100K = "ml-100k"
    case ml1M = "ml-1m"
    case ml10M = "ml-10m"
    case ml20M = "ml-20m"
    case ml25M = "ml-25m"
    case ml32M = "ml-32m"

    public static var expected: String { "a data set that is known: \(choices.joined(separator: ", "))" }

    /// MD5 sum of the archive as its publisher states it. The set of latest ratings changes from time to time, so its
    /// sum is fetched along with it.
    var checksum: String? {
        switch self {
        case .mlLatestSmall: nil
        case .ml100K: "0e33842e24a9c977be4e0107933c0723"
        case .ml1M: "c4d9eecfca2ab87c1945afe126590906"
        case .ml10M: "ce571fd55effeba0271552578f2648bd"
        case .ml20M: "cd245b17a1ae2cc31bb14903e1204af3"
        case .ml25M: "6b51fb2759a8657d3bfcbfc42b592ada"
        case .ml32M: "d472be332d4daa821edc399621853b57"
        }
    }

    static let publisher = "https://files.grouplens.org/datasets/movielens"
}

/// Where fetched data sets are kept: `REEL_CACHE`, or `~/.cache/reelbench`.
public func cacheFolder() -> String {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["REEL_CACHE"], !folder.isEmpty { return folder }
    return ("~/.cache/reelbench" as NSString).expandingTildeInPath
}
