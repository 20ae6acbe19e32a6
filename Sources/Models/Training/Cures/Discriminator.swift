import Tensors

/// Tells rows of outputs from rows of true targets; the network learns to fool it (Goodfellow et al. 2014), through a
/// reversed gradient (Ganin & Lempitsky, ICML 2015, eq. 9) instead of a second optimiser.
///
/// It sees each row beside the deviation of every column over the batch (Karras et al., ICLR 2018, §3): from one row of a
/// collapsed batch alone nobody could tell that all the others are the same.
package struct Discriminator: Module {
    package let body: MLP

    /// For rows of this width.
    package init(_ width: Int, using chance: Generator) {
        body = MLP([2 * width, 64, 1], activation: .leakyRelu, using: chance)
    }

    /// Mean -log of the share it gives to the right answer, for outputs [B, D] and true targets [B, D]; small for a good
    /// discriminator. Its gradient makes the discriminator better and the outputs harder to tell.
    package func callAsFunction(outputs: Tensor, truth: Tensor) -> Tensor {
        let fooling = reversed(outputs.converted(to: .float32))
        let rows = Tensor.concatenate([view(fooling), view(truth)])  // [2 B, 2 D]
        let count = truth.shape[0]
        let answers = Tensor.concatenate([
            .zeros([count, 1], on: truth.device), .ones([count, 1], on: truth.device),
        ])
        return Loss.binaryCrossEntropy(body(rows), answers)
    }

    /// Rows beside the deviations of their columns: [B, 2 D].
    private func view(_ rows: Tensor) -> Tensor {
        let spread = (rows.variance(0, keep: true) + SpreadPenalties.epsilon).squareRoot()  // [1, D]
        return .concatenate([rows, spread.broadcast(like: rows)], 1)
    }

    /// The same numbers, whose gradient comes back with the other sign.
    private func reversed(_ x: Tensor) -> Tensor { 2 * x.detached() - x }
}
