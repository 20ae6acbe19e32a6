import Declarations

/// A remedy for collapsed outputs, as settings of any neural model to try.
public struct Cure: Sendable {
    /// The setting that turns it on: "variance".
    public let name: String
    /// What it does, in a few words.
    public let summary: String
    public let source: String
    /// Settings to try, beside which all others stay as they are; each list is one trial.
    public let trials: [[(name: String, value: Value)]]
}

/// Every remedy, for a command that tries them under one budget.
public let cures: [Cure] = [
    Cure(
        name: "variance", summary: "a hinge that keeps the outputs' spread near the targets'",
        source: "Bardes, Ponce & LeCun, VICReg, ICLR 2022, eq. 1", trials: trials("variance", 0.1, 1)),
    Cure(
        name: "covariance", summary: "a penalty on what parts of the representation share",
        source: "Bardes, Ponce & LeCun, VICReg, ICLR 2022, eq. 3", trials: trials("covariance", 0.01, 0.1)),
    Cure(
        name: "contrast", summary: "two noisy views of a user must be told from those of others",
        source: "van den Oord, Li & Vinyals, arXiv 1807.03748, 2018, eq. 4",
        trials: trials("contrast", 0.05, 0.5)),
    Cure(
        name: "drop-channels", summary: "whole input channels dropped while training",
        source: "Srivastava et al., JMLR 15, 2014", trials: trials("drop-channels", 0.1, 0.3)),
    Cure(
        name: "noise", summary: "noise on the inputs while training",
        source: "Bishop, Training with Noise is Equivalent to Tikhonov Regularization, 1995",
        trials: trials("noise", 0.05, 0.2)),
    Cure(
        name: "adversary", summary: "robust to the input change that hurts most",
        source: "Goodfellow, Shlens & Szegedy, ICLR 2015", trials: trials("adversary", 0.05, 0.2)),
    Cure(
        name: "discriminator", summary: "outputs that cannot be told from true targets",
        source: "Goodfellow et al., NIPS 2014; Ganin & Lempitsky, ICML 2015",
        trials: trials("discriminator", 0.1, 0.5)),
    Cure(
        name: "ensemble", summary: "the mean of several networks",
        source: "Lakshminarayanan, Pritzel & Blundell, NIPS 2017", trials: trials("ensemble", 5)),
]

private func trials(_ name: String, _ values: Double...) -> [[(name: String, value: Value)]] {
    values.map { [(name, .number($0))] }
}
