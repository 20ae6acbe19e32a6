import Declarations

/// How a data set is read; every setting has a default that suits the published layouts.
public struct LoadOptions: Declared, SettingGroup {
    public static let name = "load"
    public static let summary = "Reads a data set from a file, a folder or a zip archive."
    public static let example = """
        reel> ml = load ml-100k fold=u1
        reel> load plays.csv columns=[user=viewer item=film rating=stars time=seen]
        """

    @Setting("Layout of the files; auto looks at their names and first lines.") public var format = Format
        .auto
    @Setting(
        "Which column is what: by name (user=userId rating=stars), or in the file's order (user item rating time)."
    ) public var columns: [String] = []
    @Setting("What separates the fields: a text, or tab, space, comma, semicolon, bar.")
    public var separator: String? = nil
    @Setting("Whether the first row holds names; found out when not given.") public var header: Bool? = nil
    @Setting("Whether fields may stand in double quotes; so for commas and semicolons when not given.")
    public var quotes: Bool? = nil
    @Setting("Types of further columns: completion=number device=text genres=labels, or time=ms.")
    public var types: [String] = []
    /// The columns that were given a type.
    var typedColumns: [String] { types.compactMap { $0.split(separator: "=").first.map(String.init) } }
    @Setting("How bytes become text; auto is UTF-8, and Latin-1 for MovieLens titles.")
    public var encoding = TextEncoding.auto
    @Setting("What becomes of a user and an item that occur together more than once.")
    public var duplicates = DuplicatePolicy.keep
    @Setting("Whether items (and users) that no interaction names are left out or kept.")
    public var catalogue = CatalogueExtent.seen
    @Setting("The split that the files bring: u1 to u5, ua, ub of MovieLens 100K, user or group of CAMRa.")
    public var fold: String? = nil
    @Setting("File of the held-out test rows, in the same layout; split fixed then takes this division.")
    public var test: FilePath? = nil
    @Setting("File of the held-out validation rows, likewise.") public var validation: FilePath? = nil
    @Setting("What becomes of rows that cannot be read.") public var bad = BadRowPolicy.error
    @Setting("Lowest rating that can be right; a lower one is an error.") public var minRating: Double? = nil
    @Setting("Highest rating that can be right; a higher one is an error.") public var maxRating: Double? =
        nil
    @Setting("Name of the data set, in place of its file's.") public var name: String? = nil

    public init() {}
}

/// Layouts that can be read.
public enum Format: String, Choice {
    case auto, movielens, delimited, recbole, ncf, sasrec, prepared, firetv, behaviour, physionet, uea
}

/// How bytes become text.
public enum TextEncoding: String, Choice { case auto, utf8, latin1 }

/// What becomes of a pair that occurs more than once: all rows kept, the last or first, their mean, or an error.
public enum DuplicatePolicy: String, Choice { case keep, last, first, mean, error }

/// Whether the catalogue holds what was seen, or all that the files list.
public enum CatalogueExtent: String, Choice { case seen, all }

/// What becomes of rows that cannot be read: an error, or left out and counted.
public enum BadRowPolicy: String, Choice { case error, skip }

/// A data set with what there is to say about how it was read.
public struct Loaded: Sendable {
    public var dataset: Dataset
    /// Sentences for the user: rows left out, files passed over, encodings guessed.
    public var notes: [String]
}
