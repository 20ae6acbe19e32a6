// Times training steps and operations of Tensors; peer.py times the same in PyTorch. One JSON line for each.
import Foundation
import Tensors

/// Runs `body` until `seconds` have gone by, at least five times, and prints the median and the least milliseconds.
func time(_ name: String, seconds: Double = 1, _ body: () throws -> Void) throws {
    for _ in 0..<3 { try body() }
    var times: [Double] = []
    let clock = ContinuousClock()
    let begin = clock.now
    while times.count < 5 || clock.now - begin < .seconds(seconds) {
        let took = try clock.measure(body)
        times.append(Double(took.components.attoseconds) / 1e15 + Double(took.components.seconds) * 1e3)
    }
    times.sort()
    let line = ["op": name, "ms_median": times[times.count / 2], "ms_min": times[0]] as [String: Any]
    let text = try JSONSerialization.data(withJSONObject: line, options: .sortedKeys)
    FileHandle.standardOutput.write(text + Data("\n".utf8))
}

let chance = Generator(seed: 0)

func mlp(_ name: String, _ widths: [Int], batch: Int, dropout: Double = 0) throws {
    let net = MLP(widths, dropout: dropout, using: chance)
    let optimiser = Optimiser(.adam(), net, rate: 1e-3)
    let x = chance.normal([batch, widths[0]]), y = chance.uniform([batch, widths.last ?? 1])
    try time(name) {
        try Loss.binaryCrossEntropy(net(x, .training(chance)), y).backward()
        try optimiser.step()
    }
}

func embeddings(_ name: String, items: Int, sparse: Bool) throws {
    let users = Embedding(6040, 64, sparse: sparse, using: chance)
    let others = Embedding(items, 64, sparse: sparse, using: chance)
    let parameters = users.parameters() + others.parameters().map { NamedTensor("items", $0.tensor) }
    let optimiser = Optimiser(.adam(), [ParameterGroup(parameters)], rate: 1e-3)
    let u = chance.integers([2048], in: 0..<6040)
    let i = chance.integers([2048], in: 0..<items), j = chance.integers([2048], in: 0..<items)
    try time(name) {
        let e = users(u)
        try Loss.bpr((e * others(i)).sum(1), (e * others(j)).sum(1)).backward()
        try optimiser.step()
    }
}

/// A pre-norm encoder block's forward and backward pass.
func encoder() throws {
    let attention = MultiHeadAttention(64, heads: 2, dropout: 0.1, using: chance)
    let norms = [LayerNorm(64), LayerNorm(64)]
    let feed = Sequential(
        Linear(64, 256, using: chance), Activation.relu, Dropout(0.1), Linear(256, 64, using: chance))
    let x = chance.normal([128, 50, 64]).requireGradient(), g = chance.normal([128, 50, 64])
    try time("encoder_b128_t50_d64_h2_ff256_fwd_bwd") {
        let phase = Phase.training(chance)
        let y = norms[0](x + phase.dropout(attention(x, causal: true, phase), 0.1))
        try norms[1](y + phase.dropout(feed(y, phase), 0.1)).backward(g)
        try x.setGradient(nil)
    }
}

func recurrent(_ name: String, _ layer: some Layer) throws {
    let x = chance.normal([128, 50, 64]).requireGradient(), g = chance.normal([128, 50, 64])
    try time(name) {
        try layer(x).backward(g)
        try layer.clearGradients()
        try x.setGradient(nil)
    }
}

func operations() throws {
    let one = Tensor.zeros([1])
    try time("add_1000_small") { for _ in 0..<1000 { _ = one + 1.0 } }
    let h = chance.normal([6400, 64]).requireGradient(), e = chance.normal([3500, 64]).requireGradient()
    let classes = chance.integers([6400], in: 0..<3500)
    try time("linear_cross_entropy_6400x3500") {
        try Loss.crossEntropy(h.matmul(e.transposed()), classes).backward()
        try h.setGradient(nil)
        try e.setGradient(nil)
    }
    let users = chance.normal([6040, 64]), items = chance.normal([3706, 64])
    try time("score_6040x64x3706") { _ = users.matmul(items.transposed()) }
    let scores = chance.normal([2048, 3706])
    try time("top20_2048x3706") { _ = scores.top(20) }
    let big = chance.normal([128, 50, 64])
    try time("dropout_128x50x64") { _ = chance.dropout(big, rate: 0.1) }
    try graph()
}

/// A graph's adjacency, 9746 nodes and 1.6 million edges, times 64 columns.
func graph() throws {
    let n = 9746, edges = 1_600_000
    let rows = try chance.integers([edges], in: 0..<n).sorted().values.ints()
    var starts = [Int](repeating: 0, count: n + 1)
    for row in rows { starts[row + 1] += 1 }
    for i in 0..<n { starts[i + 1] += starts[i] }
    let places = try chance.integers([edges], in: 0..<n).ints(), values = try chance.uniform([edges]).floats()
    let matrix = try CompressedMatrix(rows: starts, columns: n, places: places, values: values)
    let dense = chance.normal([n, 64])
    try time("spmm_9746_1.6M_d64") { _ = matrix.matmul(dense) }
}

func step(_ count: Int) throws {
    let p = chance.normal([count]).requireGradient(), g = chance.normal([count])
    let optimiser = Optimiser(.adam(), [ParameterGroup([NamedTensor("p", p)])], rate: 1e-3)
    try time("adam_step_\(count)") {
        try p.setGradient(g)
        try optimiser.step()
    }
}

do {
    FileHandle.standardError.write(
        Data("libtorch \(try Backend.version()), \(Backend.threads) threads\n".utf8))
    try mlp("mlp_step_b256_16_64_32_15", [16, 64, 32, 15], batch: 256)
    try mlp("mlp_step_b256_64_128_64_15", [64, 128, 64, 15], batch: 256)
    try mlp("mlp_step_b256_64_128_64_15_dropout", [64, 128, 64, 15], batch: 256, dropout: 0.1)
    try mlp("mlp_step_b256_128_128_64_1", [128, 128, 64, 1], batch: 256)
    try mlp("mlp_step_b2048_128_128_64_1", [128, 128, 64, 1], batch: 2048)
    try embeddings("bpr_step_b2048_3706_dense", items: 3706, sparse: false)
    try embeddings("bpr_step_b2048_100k_sparse", items: 100_000, sparse: true)
    try encoder()
    try recurrent("gru_b128_t50_h64_fwd_bwd", GRU(64, 64, using: chance))
    try recurrent("lstm_b128_t50_h64_fwd_bwd", LSTM(64, 64, using: chance))
    try operations()
    try step(5_000_000)
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
