import Declarations

/// Loads a folder that `generate firetv` wrote: the watch history as interactions without ratings, in the order of the
/// file; users' and items' attributes; connections as ties; completion, minutes, device, season, episode and reaction as
/// context. What is planted beside is not looked at.
///
/// Throws a `Problem` with file, line and column where a file is missing or cannot be read.
public func loadFireTV(folder: String, watching watcher: Watcher = .silent) throws -> Dataset {
    let options = LoadOptions()
    try options.set("format", to: Format.firetv.value)
    return try load(folder, options, watching: watcher)
}
