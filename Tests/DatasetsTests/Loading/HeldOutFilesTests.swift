import Datasets
import Declarations
import Foundation
import Testing

/// Rows held out in files of their own.
struct HeldOutFilesTests {
    @Test func theFilesDivisionIsTheFixedSplit() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "held-out-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String, _ text: String) throws -> String {
            let url = folder.appending(path: name)
            try text.write(to: url, atomically: true, encoding: .utf8)
            return url.path
        }
        var options = LoadOptions()
        options.test = FilePath(try file("test.csv", "user,item,rating\n2,30,5\n9,10,1\n"))
        options.validation = FilePath(try file("validation.csv", "user,item,rating\n1,20,2\n"))
        let train = try file("train.csv", "user,item,rating\n1,10,4\n2,10,3\n1,40,2\n")
        let dataset = try load(train, options)
        // Ids of all files in one numeric order.
        #expect(dataset.users.ids == ["1", "2", "9"])
        #expect(dataset.items.ids == ["10", "20", "30", "40"])
        #expect(dataset.interactions.count == 6)
        let fold = try FixedSplit().split(dataset, watching: .silent).folds[0]
        #expect(fold.train.users == [0, 1, 0] && fold.train.items == [0, 0, 3])
        #expect(fold.train.ratings == [4, 3, 2])
        #expect(fold.validation.users == [0] && fold.validation.items == [1])
        #expect(fold.validation.ratings == [2])
        #expect(fold.test.users == [1, 2] && fold.test.items == [2, 0] && fold.test.ratings == [5, 1])
    }
}
