import Declarations

/// A kind of chart, as the language knows it: `plot kind=long-tail`.
public enum PlotKind: String, Choice {
    /// Bars with intervals, one group per metric.
    case bars
    /// A measure over epochs, with a band over seeds.
    case curves
    /// Any column over any other, in the order of the rows.
    case line
    /// One metric against another, with names.
    case scatter
    /// How often each item was seen.
    case longTail = "long-tail"
    /// Singular values by model.
    case spectrum
    /// Spread kept, target by target.
    case variance
    /// How many items the lists of two users share.
    case overlap
    /// A matrix as colours.
    case heatMap = "heat-map"
    /// How often values fall into each box.
    case histogram
    /// One line per row through an axis per column: the trials of a sweep.
    case parallel
    /// Shares of a sweep's variance, setting by setting.
    case importance
    /// The best of a sweep so far, trial by trial.
    case bestSoFar = "best-so-far"
    /// A measure over windows of time, a line for each model.
    case windows
}
