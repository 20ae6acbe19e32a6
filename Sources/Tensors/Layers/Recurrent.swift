import TorchABI

/// Weights of stacked recurrent layers, as PyTorch lays them out, and the walk along time that GRU and LSTM share.
public struct RecurrentWeights: Module, Sendable {
    /// For each layer and direction: input weights [g H, D], state weights [g H, H], input bias, state bias [g H].
    public let weights: [Tensor]
    let hidden: Int, layers: Int, directions: Int

    init(_ inputs: Int, _ hidden: Int, gates: Int, layers: Int, bidirectional: Bool, using chance: Generator)
    {
        let directions = bidirectional ? 2 : 1
        let start = Initialiser.linear
        weights = (0..<layers * directions).flatMap { part in
            let width = part < directions ? inputs : hidden * directions
            return [[gates * hidden, width], [gates * hidden, hidden], [gates * hidden], [gates * hidden]].map
            {
                start($0, fanIn: hidden, using: chance)
            }
        }
        (self.hidden, self.layers, self.directions) = (hidden, layers, directions)
    }

    /// Runs all layers: in one call without dropout between them, one by one with it.
    func run(
        _ kind: TorchRecurrence, _ x: Tensor, _ state: RecurrentState?, _ dropout: Double, _ phase: Phase
    ) -> (outputs: Tensor, state: RecurrentState) {
        let shape = [layers * directions, x.shape[0], hidden]
        func zeros() -> Tensor { .zeros(shape, type: x.type, on: x.device) }
        let begin = state ?? RecurrentState(hidden: zeros(), cell: kind == .LSTM ? zeros() : nil)
        guard case .training = phase, dropout > 0, layers > 1 else {
            return call(kind, x, begin, 0..<layers)
        }
        var x = x, ends: [RecurrentState] = []
        for layer in 0..<layers {
            let rows = layer * directions..<(layer + 1) * directions
            let part = RecurrentState(
                hidden: begin.hidden[rows].contiguous(), cell: begin.cell?[rows].contiguous())
            let (y, end) = call(kind, x, part, layer..<layer + 1)
            x = layer + 1 < layers ? phase.dropout(y, dropout) : y
            ends.append(end)
        }
        let cells = ends.compactMap(\.cell)
        let end = RecurrentState(
            hidden: .concatenate(ends.map(\.hidden)), cell: cells.isEmpty ? nil : .concatenate(cells))
        return (x, end)
    }

    private func call(
        _ kind: TorchRecurrence, _ x: Tensor, _ state: RecurrentState, _ range: Range<Int>
    ) -> (Tensor, RecurrentState) {
        let own = weights[range.lowerBound * directions * 4..<range.upperBound * directions * 4]
        let count = kind == .LSTM ? 3 : 2
        let inputs = [x, state.hidden] + (state.cell.map { [$0] } ?? []) + own
        let first = count
        let parts = several("recur", inputs, count: count) { table, handles, out in
            var results: (OpaquePointer?, OpaquePointer?, OpaquePointer?) = (nil, nil, nil)
            let text = withUnsafeMutablePointer(to: &results) {
                $0.withMemoryRebound(to: OpaquePointer?.self, capacity: 3) {
                    table.pointee.recur(
                        kind, handles[0], handles[1], kind == .LSTM ? handles[2] : nil, handles + first,
                        Int32(own.count), Int64(range.count), true, directions == 2, $0)
                }
            }
            (out[0], out[1]) = (results.0, results.1)
            if count == 3 { out[2] = results.2 }
            return text
        }
        return (parts[0], RecurrentState(hidden: parts[1], cell: count == 3 ? parts[2] : nil))
    }
}

/// Where a recurrent layer has got to: [layers · directions, B, H] each; a GRU has no cell.
public struct RecurrentState: Sendable {
    public let hidden: Tensor
    public let cell: Tensor?

    public init(hidden: Tensor, cell: Tensor? = nil) {
        self.hidden = hidden
        self.cell = cell
    }
}

/// Gated recurrent units (Cho et al. 2014): [B, T, D] -> [B, T, H].
public struct GRU: Layer, Sendable {
    public let parts: RecurrentWeights
    public let dropout: Double

    public init(
        _ inputs: Int, _ hidden: Int, layers: Int = 1, bidirectional: Bool = false, dropout: Double = 0,
        using chance: Generator
    ) {
        parts = RecurrentWeights(
            inputs, hidden, gates: 3, layers: layers, bidirectional: bidirectional, using: chance)
        self.dropout = dropout
    }

    public func callAsFunction(_ x: Tensor, _ phase: Phase = .inference) -> Tensor {
        run(x, phase: phase).outputs
    }

    /// All outputs, and the state after the last step.
    public func run(
        _ x: Tensor, from state: RecurrentState? = nil, phase: Phase = .inference
    ) -> (outputs: Tensor, state: RecurrentState) { parts.run(.GRU, x, state, dropout, phase) }
}

/// Long short-term memory (Hochreiter & Schmidhuber 1997; forget gates by Gers et al. 2000): [B, T, D] -> [B, T, H].
public struct LSTM: Layer, Sendable {
    public let parts: RecurrentWeights
    public let dropout: Double

    public init(
        _ inputs: Int, _ hidden: Int, layers: Int = 1, bidirectional: Bool = false, dropout: Double = 0,
        using chance: Generator
    ) {
        parts = RecurrentWeights(
            inputs, hidden, gates: 4, layers: layers, bidirectional: bidirectional, using: chance)
        self.dropout = dropout
    }

    public func callAsFunction(_ x: Tensor, _ phase: Phase = .inference) -> Tensor {
        run(x, phase: phase).outputs
    }

    /// All outputs, and the state after the last step.
    public func run(
        _ x: Tensor, from state: RecurrentState? = nil, phase: Phase = .inference
    ) -> (outputs: Tensor, state: RecurrentState) { parts.run(.LSTM, x, state, dropout, phase) }
}
