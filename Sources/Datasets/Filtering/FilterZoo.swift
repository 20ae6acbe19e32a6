/// Every filter, in the order in which help lists them.
public let filters: [any Filter.Type] = [
    KCore.self,
    MinRating.self,
    Binarise.self,
    TimeFilter.self,
    GenreFilter.self,
    Sample.self,
    Dedupe.self,
    ColumnFilter.self,
]
