/// Every split scheme, in the order in which help lists them.
public let splitters: [any Splitter.Type] = [
    RandomSplit.self,
    RatioSplit.self,
    LeaveLastOut.self,
    TimeSplit.self,
    KFold.self,
    FixedSplit.self,
    HeldOutUsers.self,
    HeldOutItems.self,
    WalkForward.self,
]
