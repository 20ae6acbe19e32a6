import Kernels
import Testing

/// A sparse matrix whose entries follow from their place, some rows and columns empty.
private func sparse(rows: Int, columns: Int, values: Bool) -> SparseRows {
    var (offsets, indices, entries) = ([0], [Int32](), [Float]())
    for r in 0..<rows {
        for c in 0..<columns where r % 7 != 3 && c % 11 != 5 && (r &* 31 ^ c &* 17) % 5 < 2 {
            indices.append(Int32(c))
            entries.append(Float((r + 2 * c) % 9) / 2 - 1)
        }
        offsets.append(indices.count)
    }
    return SparseRows(
        rows: rows, columns: columns, offsets: offsets, indices: indices, values: values ? entries : nil)
}

private func dense(_ x: SparseRows) -> [[Float]] {
    (0..<x.rows).map { r in
        var row = [Float](repeating: 0, count: x.columns)
        for k in x.range(r) { row[Int(x.indices[k])] = x.values?[k] ?? 1 }
        return row
    }
}

@Suite struct SparseTests {
    @Test(arguments: [true, false])
    func theTransposeTurnsRowsIntoColumns(_ values: Bool) {
        let x = sparse(rows: 40, columns: 33, values: values)
        let turned = x.transposed()
        let (a, b) = (dense(x), dense(turned.matrix))
        for r in 0..<40 { for c in 0..<33 { #expect(a[r][c] == b[c][r]) } }
        for c in 0..<33 {
            for k in turned.matrix.range(c) {
                let position = Int(turned.positions[k])
                #expect(x.indices[position] == Int32(c))
                #expect(x.range(Int(turned.matrix.indices[k])).contains(position))
            }
        }
    }

    @Test(arguments: [true, false], [33, 600])
    func theGramMatrixFollowsItsDefinition(_ values: Bool, _ columns: Int) throws {
        let x = sparse(rows: 50, columns: columns, values: values)
        let a = dense(x)
        var gram = [Float](repeating: 7, count: columns * columns)
        try x.gram(into: &gram)
        for i in 0..<columns {
            for j in 0...i {
                let sum = (0..<50).reduce(Float(0)) { $0 + a[$1][i] * a[$1][j] }
                #expect(gram[i * columns + j] == sum)
            }
        }
    }

    @Test func anEmptyMatrixHasAnEmptyGramMatrix() throws {
        let x = SparseRows(rows: 0, columns: 3, offsets: [0], indices: [], values: [])
        var gram = [Float](repeating: 7, count: 9)
        try x.gram(into: &gram)
        #expect([gram[0], gram[3], gram[4], gram[6], gram[7], gram[8]] == [0, 0, 0, 0, 0, 0])
    }

    /// Against a full sort, for every k, with many equal values, values at 0 and below, and more than the room.
    @Test(arguments: [1, 2, 10, 100, 999, 1000, 5000])
    func theNearestAreTheLargest(_ k: Int) {
        let count = 1000
        let search = NeighbourSearch(count: count, k: k)
        for salt in 0..<5 {
            for i in 0..<count {
                search.similarities[i] = Float((i &* 7919 &+ salt &* 104_729) % (salt == 4 ? 7 : 1009)) - 2
            }
            let values = (0..<count).map { search.similarities[$0] }
            let sorted = values.indices.filter { values[$0] > 0 }.sorted {
                (values[$1], $0) < (values[$0], $1)
            }
            #expect(search.nearest().map { Int($0) } == sorted.prefix(k).sorted())
            let candidates = stride(from: 1, to: count, by: 3).map { Int32($0) }
            let among = candidates.indices.filter { values[Int(candidates[$0])] > 0 }.sorted {
                (values[Int(candidates[$1])], $0) < (values[Int(candidates[$0])], $1)
            }.prefix(k)
            let ratings = candidates.map { Float($0 % 5) }
            let found = candidates.withUnsafeBufferPointer { candidates in
                ratings.withUnsafeBufferPointer { search.weigh(candidates, values: $0) }
            }
            #expect(found.count == among.count)
            #expect(found.weight == among.reduce(0.0) { $0 + Double(values[Int(candidates[$1])]) })
            #expect(found.sum == among.reduce(0.0) { $0 + Double(values[Int(candidates[$1])] * ratings[$1]) })
        }
    }

    /// Ascending and descending values: the room fills at once, or the first ones stay.
    @Test func theNearestOfOrderedValues() {
        let search = NeighbourSearch(count: 3000, k: 10)
        for i in 0..<3000 { search.similarities[i] = Float(i) }
        #expect(Array(search.nearest()) == Array(2990..<3000))
        for i in 0..<3000 { search.similarities[i] = Float(3000 - i) }
        #expect(Array(search.nearest()) == Array(0..<10))
        for i in 0..<3000 { search.similarities[i] = 1 }
        #expect(Array(search.nearest()) == Array(0..<10), "of equals the earlier ones")
    }

    @Test func sumsInCommonFollowTheirDefinition() {
        let x = sparse(rows: 30, columns: 20, values: true)
        let columns = x.transposed().matrix
        let (a, search) = (dense(x), NeighbourSearch(count: 30, k: 1))
        let has = (0..<30).map { r in Set(x.range(r).map { Int(x.indices[$0]) }) }
        for own in 0..<30 {
            let range = x.range(own)
            let entries = Array(x.indices[range])
            let weights = Array((x.values ?? [])[range])
            var checked = 0
            entries.withUnsafeBufferPointer { entries in
                weights.withUnsafeBufferPointer { weights in
                    search.compare(columns, entries: entries, weights: weights) { r, sums in
                        let common = has[own].intersection(has[r]).sorted()
                        let (u, v) = (common.map { a[own][$0] }, common.map { a[r][$0] })
                        let product = zip(u, v).reduce(Float(0)) { $0 + $1.0 * $1.1 }
                        checked += 1
                        return sums.n == Float(common.count) && sums.x == u.reduce(0, +)
                            && sums.y == v.reduce(0, +) && sums.xy == product
                            && sums.xx == u.reduce(0) { $0 + $1 * $1 }
                            && sums.yy == v.reduce(0) { $0 + $1 * $1 }
                            ? 1 : -1
                    }
                }
            }
            for r in 0..<30 {
                #expect(search.similarities[r] == (has[own].isDisjoint(with: has[r]) ? 0 : 1))
            }
            #expect(checked == (0..<30).count { !has[own].isDisjoint(with: has[$0]) })
        }
    }
}
