// Times neural CDEs on spirals beside torchcde (peer.py), and judges models of series on data that came with a split or is
// divided by user. One JSON line for each.
//
//     cde-benchmark spirals [EPOCHS]                     RK4 and dopri5, direct and adjoint, as in peer.py
//     cde-benchmark twenty [SEEDS]                       256 spirals, 20 steps of Adam at 1e-2
//     cde-benchmark series PATH SEEDS MODEL NAME=VALUE…  accuracy, or AUC where there are two classes
import Foundation

func emit(_ fields: [String: Any]) throws {
    let text = try JSONSerialization.data(
        withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes])
    FileHandle.standardOutput.write(text + Data("\n".utf8))
}

do {
    let words = Array(CommandLine.arguments.dropFirst())
    switch words.first {
    case "spirals": try timeSpirals(epochs: words.dropFirst().first.flatMap { Int($0) } ?? 30)
    case "twenty": try judgeTwentySteps(seeds: words.dropFirst().first.flatMap { Int($0) } ?? 5)
    case "series" where words.count > 3:
        try judgeSeries(
            words[1], seeds: Int(words[2]) ?? 3, model: words[3], settings: Array(words.dropFirst(4)))
    default:
        FileHandle.standardError.write(
            Data("usage: spirals [EPOCHS] | twenty [SEEDS] | series PATH SEEDS MODEL NAME=VALUE…\n".utf8))
        exit(2)
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
