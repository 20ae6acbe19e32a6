import Tensors
import Testing

@Suite(.needsLibtorch) struct ShapingTests {
    /// 0, 1, …, 23 as [2, 3, 4].
    let x = Tensor.range(0..<24).reshaped([2, 3, 4])

    @Test func views() throws {
        #expect(x.reshaped([4, -1]).shape == [4, 6])
        #expect(x.flattened(1).shape == [2, 12])
        #expect(x.permuted([2, 0, 1]).shape == [4, 2, 3])
        #expect(try x.permuted([2, 0, 1])[1, 0].ints() == [1, 5, 9])
        #expect(x.transposed().shape == [2, 4, 3])
        #expect(x.transposed(0, 2).shape == [4, 3, 2])
        #expect(x.expanded(1).shape == [2, 1, 3, 4])
        #expect(x.expanded(-1).squeezed(-1).shape == [2, 3, 4])
        #expect(try Tensor([1, 2]).expanded(1).broadcast(to: [-1, 3]).ints() == [1, 1, 1, 2, 2, 2])
        #expect(try Tensor([1, 2]).repeated([2]).ints() == [1, 2, 1, 2])
        #expect(try Tensor([1, 2, 3]).flipped(0).ints() == [3, 2, 1])
        #expect(try Tensor([1, 2, 3]).rolled(by: 1, 0).ints() == [3, 1, 2])
        #expect(try Tensor([1, 2]).padded(before: 1, after: 2).ints() == [0, 1, 2, 0, 0])
        #expect(x.padded([(0, 1), (2, 0)]).shape == [2, 5, 5])
        #expect(x.shape[-1] == 4 && x.shape[5] == 0 && x.count == 24 && x.rank == 3)
    }

    @Test func subscripts() throws {
        #expect(try x[1, 2, 3].ints() == [23])
        #expect(try x[-1, 0].ints() == [12, 13, 14, 15])
        #expect(try x[all, 0, 1].ints() == [1, 13])
        #expect(x[0..<1].shape == [1, 3, 4])
        #expect(try x[0, 1...2, 0].ints() == [4, 8])
        #expect(try x[0, 0, 2...].ints() == [2, 3])
        #expect(try x[0, 0, ..<2].ints() == [0, 1])
        #expect(x[all, newAxis].shape == [2, 1, 3, 4])
        #expect(try x[0][Tensor([2, 0])].ints() == [8, 9, 10, 11, 0, 1, 2, 3])
        #expect(try x[0, all, Tensor([3, 1])].ints() == [3, 1, 7, 5, 11, 9])
        #expect(x[0][Tensor([[0, 1], [2, 0]].flatMap(\.self), [2, 2])].shape == [2, 2, 4])
        #expect(try x[0, 0][Tensor([true, false, false, true])].ints() == [0, 3])
        #expect(try Tensor.range(0..<10).sliced(0, from: 1, to: 8, by: 3).ints() == [1, 4, 7])
    }

    @Test func triangles() throws {
        let a = Tensor.ones([3, 3], type: .int64)
        #expect(try a.lowerTriangle().ints() == [1, 0, 0, 1, 1, 0, 1, 1, 1])
        #expect(try a.upperTriangle(1).ints() == [0, 1, 1, 0, 0, 1, 0, 0, 0])
        #expect(try Tensor.range(0..<9).reshaped([3, 3]).diagonal().ints() == [0, 4, 8])
        #expect(try Tensor([1, 2]).asDiagonal().ints() == [1, 0, 0, 2])
        #expect(try Tensor([2, 0]).oneHot(classes: 3).ints() == [0, 0, 1, 1, 0, 0])
    }

    @Test func joinsAndSplits() throws {
        let a = Tensor([1, 2, 3, 4], [2, 2]), b = Tensor([5, 6], [1, 2])
        #expect(try Tensor.concatenate([a, b]).ints() == [1, 2, 3, 4, 5, 6])
        #expect(try Tensor.concatenate([a, a], 1).ints() == [1, 2, 1, 2, 3, 4, 3, 4])
        #expect(Tensor.stack([a, a], 1).shape == [2, 2, 2])
        let parts = Tensor.range(0..<5).split([2, 3])
        #expect(try parts[1].ints() == [2, 3, 4])
        #expect(x.split(into: 2).map(\.shape) == [[2, 3, 2], [2, 3, 2]])
        #expect(x.split(into: 3)[0].failure?.message == "4 is no multiple of 3")
    }

    @Test func gathersAndScatters() throws {
        let a = tensor([1, 2, 3, 4, 5, 6], [2, 3])
        let at = Tensor([2, 0, 1, 1], [2, 2])
        #expect(try a.gathered(at).doubles() == [3, 1, 5, 5])
        #expect(try a.selected(Tensor([2, 2, 0]), 1).doubles() == [3, 3, 1, 6, 6, 4])
        let zeros = tensor([0, 0, 0, 0, 0, 0], [2, 3]), source = tensor([1, 2, 3, 4], [2, 2])
        #expect(try zeros.scatterAdded(source, at: at).doubles() == [2, 0, 1, 0, 7, 0])
        #expect(try zeros.scatterMax(source, at: at).doubles() == [2, 0, 1, 0, 4, 0])
        #expect(try zeros.scattered(source[..<1], at: at[..<1]).doubles() == [2, 0, 1, 0, 0, 0])
        let rows = tensor([1, 1, 1, 2, 2, 2], [2, 3])
        #expect(try zeros.slicesAdded(rows, at: Tensor([1, 1])).doubles() == [0, 0, 0, 3, 3, 3])
        #expect(try zeros.slicesReplaced(rows[..<1], at: Tensor([1])).doubles() == [0, 0, 0, 1, 1, 1])
        #expect(try a.masked(by: a .> 4).doubles() == [5, 6])
        #expect(try (a .> 4).nonzero().ints() == [1, 1, 1, 2])
    }
}

@Suite(.needsLibtorch) struct LinearAlgebraTests {
    let a = tensor([4, 1, 2, 1, 5, 3, 2, 3, 6], [3, 3]), b = tensor([1, 2, 3, 4, 5, 6], [3, 2])

    @Test func products() throws {
        #expect(try a.matmul(b).doubles() == [17, 24, 31, 40, 41, 52])
        #expect(try a.matmul(b[all, 0]).doubles() == [17, 31, 41])
        try expectClose(Tensor.einsum("ij,jk->ik", a, b), a.matmul(b), within: 1e-12)
        let batch = Tensor.stack([a, a * 2])
        try expectClose(batch.batchMatmul(Tensor.stack([b, b]))[1], a.matmul(b) * 2, within: 1e-12)
        #expect(try tensor([1, 2]).outer(tensor([3, 4])).doubles() == [3, 4, 6, 8])
        try expectClose(b.adding(a, times: b), b + a.matmul(b), within: 1e-12)
        try expectClose(
            b.linear(tensor([1, 2, 3, 4], [2, 2]), tensor([10, 20])),
            b.matmul(tensor([1, 3, 2, 4], [2, 2])) + tensor([10, 20]), within: 1e-12)
        #expect(
            try tensor([0, 0, 3, 4], [2, 2]).distances(to: tensor([0, 0], [1, 2])).doubles() == [0, 5])
    }

    @Test func factorsMultiplyBack() throws {
        let l = a.cholesky()
        try expectClose(l.matmul(l.transposed()), a, within: 1e-12)
        let (u, s, vt) = b.svd()
        try expectClose((u * s).matmul(vt), b, within: 1e-12)
        let (q, r) = b.qr()
        try expectClose(q.matmul(r), b, within: 1e-12)
        let (values, vectors) = a.symmetricEigen()
        try expectClose(a.matmul(vectors), vectors * values, within: 1e-12)
    }

    @Test func solutionsFit() throws {
        try expectClose(a.matmul(a.solve(b)), b, within: 1e-12)
        try expectClose(a.inverse().matmul(a), Tensor.identity(3, type: .float64), within: 1e-12)
        let l = a.cholesky()
        try expectClose(l.choleskySolve(b), a.solve(b), within: 1e-12)
        try expectClose(l.matmul(l.solveLower(b)), b, within: 1e-12)
        try expectClose(l.transposed().matmul(l.transposed().solveUpper(b)), b, within: 1e-12)
        // What is left over stands at right angles to the columns: the normal equations.
        let y = tensor([1, 0, 2], [3, 1])
        let left = b.matmul(b.leastSquares(y)) - y
        try expectClose(b.transposed().matmul(left), Tensor.zeros([2, 1], type: .float64), within: 1e-12)
        // det = 4(30-9) - 1(6-6) + 2(3-10) = 70
        try expectClose(a.logDeterminant().exp(), Tensor(70, type: .float64), within: 1e-10)
        let turn = tensor([0, 1, -1, 0], [2, 2])  // its exponential turns by one radian: cos 1, sin 1
        let (c, s) = (0.5403023058681398, 0.8414709848078965)
        try expectClose(turn.matrixExp(), tensor([c, s, -s, c], [2, 2]), within: 1e-12)
    }

    @Test func compressedRowsMultiply() throws {
        // [[0, 2, 0], [1, 0, 3]]
        let matrix = try CompressedMatrix(
            rows: [0, 1, 3], columns: 3, places: [1, 0, 2], values: [2, 1, 3])
        let dense = Tensor([1, 2, 3, 4, 5, 6] as [Float], [3, 2]).requireGradient()
        let y = matrix.matmul(dense)
        #expect(try y.floats() == [6, 8, 16, 20])
        try (y * Tensor([1, 10, 100, 1000] as [Float], [2, 2])).sum().backward()
        #expect(try dense.gradient?.floats() == [100, 1000, 2, 20, 300, 3000])
        #expect(throws: TensorError.self) {
            try CompressedMatrix(rows: [0, 2], columns: 1, places: [0, 1], values: [1, 1])
        }
        #expect(matrix.matmul(Tensor.zeros([2, 2])).failure?.message.contains("3 columns") == true)
    }
}
