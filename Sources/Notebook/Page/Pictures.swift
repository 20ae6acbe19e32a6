import Foundation

/// Pictures of a page, taken into it.
struct Pictures {
    /// Folder that paths are relative to.
    let folder: String

    /// Larger ones would make a page that no browser opens with pleasure.
    private static let mostBytes = 20_000_000

    /// An image, or words where there is none that can be shown.
    func html(_ destination: String, alt: String) -> String {
        let words = escaped(alt.isEmpty ? destination : alt)
        guard let path = path(destination) else {
            return "<span class=\"absent\">\(words) (not in this page)</span>"
        }
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.mostBytes,
            let type = Self.type(of: data)
        else {
            return "<span class=\"absent\">\(words) (picture \(escaped(destination)) cannot be shown)</span>"
        }
        return "<img src=\"data:\(type);base64,\(data.base64EncodedString())\" alt=\"\(escaped(alt))\">"
    }

    /// The file of a picture; `nil` for one that lies on another machine.
    private func path(_ destination: String) -> String? {
        guard !destination.isEmpty, scheme(of: destination) == nil, !destination.hasPrefix("//") else {
            return nil
        }
        let path = destination.removingPercentEncoding ?? destination
        return path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
    }

    /// What a file is by its first bytes, whatever its name says.
    private static func type(of data: Data) -> String? {
        let start = [UInt8](data.prefix(512))
        if start.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return "image/png" }
        if start.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if start.starts(with: Array("GIF8".utf8)) { return "image/gif" }
        let text = trimmed(String(decoding: start, as: UTF8.self))
        let isSVG = text.hasPrefix("<svg") || (text.hasPrefix("<?xml") && text.contains("svg"))
        return isSVG ? "image/svg+xml" : nil
    }
}

/// "https" of an address; `nil` of a relative one.
func scheme(of address: String) -> String? {
    let bare = address.filter {
        !$0.isWhitespace && !$0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }
    guard let colon = bare.firstIndex(of: ":") else { return nil }
    let word = bare[..<colon]
    return word.contains { "/?#".contains($0) } ? nil : word.lowercased()
}
