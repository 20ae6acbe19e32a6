import Runs

/// The release, as `reel --version` prints it.
public let version = CodeVersion.release
