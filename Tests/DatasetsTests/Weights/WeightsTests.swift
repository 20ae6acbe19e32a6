import Datasets
import Declarations
import Foundation
import Testing

@Suite struct WeightsTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors").path

    /// What went in comes out: all kinds, empty arrays, sparse matrices, text.
    @Test func aFileHoldsWhatWasPutIn() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        var weights = Weights(about: ["model": "als", "words": "a \"quoted\" / ü"])
        try weights.set("a", [1, -2.5, .infinity, 4, 5, 6], shape: [2, 3])
        try weights.set("none", [Float]())
        try weights.set("i", [Int32.min, 7])
        let sparse = SparseMatrix(
            rows: 2, columns: 4, offsets: [0, 1, 3], indices: [3, 0, 2], values: [1, 2, 3])
        try weights.set("s", sparse)
        try weights.write(to: path)
        let again = try Weights(path: path)
        #expect(again == weights)
        let back = try again.sparse("s")
        #expect(back.offsets == sparse.offsets && back.indices == sparse.indices && back.values == [1, 2, 3])
        try weights.write(to: path + "2")
        defer { try? FileManager.default.removeItem(atPath: path + "2") }
        #expect(FileManager.default.contentsEqual(atPath: path, andPath: path + "2"))
    }

    /// The bytes that safetensors 0.8 writes in Python:
    ///
    ///     safetensors.numpy.save({"b": np.array([[1, 2]], "f8"), "a": np.array([1.5], "f4")}, {"k": "v"})
    @Test func aFileFromPythonIsUnderstood() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let header =
            #"{"__metadata__":{"k":"v"},"b":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]},"a":{"dtype":"F32","shape":[1],"data_offsets":[16,20]}}"#
        var file = bytes(header)
        for x in [1.0, 2.0] { withUnsafeBytes(of: x) { file.append(contentsOf: $0) } }
        withUnsafeBytes(of: Float(1.5)) { file.append(contentsOf: $0) }
        try file.write(to: URL(fileURLWithPath: path))
        let weights = try Weights(path: path)
        #expect(try weights.floats("b", shape: [1, 2]) == [1, 2])
        #expect(try weights.floats("a", shape: [-1]) == [1.5])
        #expect(weights.about == ["k": "v"])
        #expect(throws: Problem.self) { try weights.floats("a", shape: [2]) }
        #expect(throws: Problem.self) { try weights.floats("c") }
        #expect(throws: Problem.self) { try weights.integers("a") }
    }

    /// Headers that lie, and files that are something else.
    @Test(arguments: [
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
        #"{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"Q9","shape":[1],"data_offsets":[0,4]}}"#, "[1, 2]", "{",
    ])
    func wrongFilesAreProblems(_ header: String) throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        var file = bytes(header)
        file.append(contentsOf: [0, 0, 0, 0])
        try file.write(to: URL(fileURLWithPath: path))
        #expect(throws: Problem.self) { try Weights(path: path) }
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
        #expect(throws: Problem.self) { try Weights(path: path) }
        #expect(throws: Problem.self) { try Weights(path: path + ".none") }
    }

    @Test func sparseMatricesAreChecked() throws {
        var weights = Weights()
        try weights.set(
            "s", SparseMatrix(rows: 1, columns: 2, offsets: [0, 1], indices: [5], values: [1]))
        #expect(throws: Problem.self) { try weights.sparse("s") }
        #expect(throws: Problem.self) { try weights.set("a", [1], shape: [2]) }
    }

    private func bytes(_ header: String) -> Data {
        var file = Data()
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { file.append(contentsOf: $0) }
        file.append(contentsOf: header.utf8)
        return file
    }
}
