import Foundation
import Tensors
import Testing

@Suite(.needsLibtorch) struct FailureTests {
    let a = Tensor.zeros([3, 4]), b = Tensor.zeros([5, 6])

    @Test func namesOperationAndShapes() throws {
        let failed = a.matmul(b)
        #expect(
            failed.failure?.description
                == "matmul of [3, 4] and [5, 6]: mat1 and mat2 shapes cannot be multiplied (3x4 and 5x6)")
        #expect(
            (a + b).failure?.description.hasPrefix("+ of [3, 4] and [5, 6]: The size of tensor a") == true)
        #expect(a[7].failure?.operation == "at")
        #expect(Tensor.concatenate([a, b]).failure?.shapes == [[3, 4], [5, 6]])
        #expect(a.reshaped([7]).failure?.operation == "reshaped")
        #expect(Tensor([1.0, 2], [3]).failure?.message == "2 elements do not fill a tensor of [3]")
    }

    @Test func travelsToTheFirstReading() throws {
        let failed = (a.matmul(b) * 2 + a).sum()
        #expect(failed.failure?.operation == "matmul")
        #expect(throws: TensorError.self) { try failed.item() }
        #expect(throws: TensorError.self) { try failed.backward() }
        #expect(throws: TensorError.self) { try a.assign(failed) }
        #expect(failed.shape == [] && failed.shape[0] == 0 && failed.shape[-1] == 0)
        #expect("\(failed)".hasPrefix("failed: matmul of"))
        #expect(a.split(into: 2, 5)[1].failure != nil)
    }

    @Test func readingTheWrongWayThrows() throws {
        #expect(throws: TensorError.self) { try a.item() }
        var small = [Float](repeating: 0, count: 3)
        #expect(throws: TensorError.self) {
            try small.withUnsafeMutableBufferPointer { try a.copy(into: $0) }
        }
        #expect(throws: TensorError.self) { try a.backward() }
        #expect(Tensor([1, 2]).requireGradient().failure != nil)
    }

    @Test func tellsThatMemoryIsShort() throws {
        let huge = Tensor.zeros([1 << 40, 1 << 10])
        #expect(huge.failure != nil)
        #expect(huge.failure?.kind == .outOfMemory)
    }
}

@Test func missingLibraryNamesThePackage() throws {
    guard !Backend.isAvailable else { return }
    let failed = Tensor([1.0])
    #expect(failed.failure?.kind == .unavailable)
    #expect(failed.failure?.description.contains("libtorch-dev") == true)
}
