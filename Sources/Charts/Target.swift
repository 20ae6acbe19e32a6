import Declarations
import Foundation

/// The files of a picture: itself, its script and its numbers, side by side.
struct Target {
    enum Format: String, CaseIterable { case svg, png, pdf }

    let format: Format
    /// The folder as the user gave it, with a slash at its end; empty for the present one.
    let folder: String
    let stem: String
    /// The picture's name, its ending as the user wrote it.
    let pictureName: String
    var scriptName: String { stem + ".gp" }
    var dataName: String { stem + ".dat" }

    init(_ path: String) throws {
        let slash = path.lastIndex(of: "/")
        folder = slash.map { String(path[...$0]) } ?? ""
        pictureName = String(path[(slash.map(path.index(after:)) ?? path.startIndex)...])
        let known = "a picture's name ends in .svg, .png or .pdf"
        guard let dot = pictureName.lastIndex(of: "."), dot > pictureName.startIndex else {
            throw Problem(
                "\(known), but this one is \(path.isEmpty ? "empty" : path)", remedy: "try \(path).svg")
        }
        let ending = pictureName[pictureName.index(after: dot)...].lowercased()
        stem = String(pictureName[..<dot])
        guard let format = Format(rawValue: ending) else {
            let near = nearest(to: ending, in: Format.allCases.map(\.rawValue)) ?? "svg"
            throw Problem(
                "\(known), but this one is \(path)", remedy: "did you mean \(folder)\(stem).\(near)?")
        }
        guard oneLine(pictureName) == pictureName else {
            throw Problem("a picture's name cannot hold line ends or other control characters")
        }
        self.format = format
    }

    /// gnuplot's terminal with its size and fonts.
    func terminal(_ size: Size, _ style: PlotStyle) -> String {
        let font = "font \(literal("\(style.font),\(short(style.fontSize))"))"
        switch format {
        case .svg:
            return "svg size \(Int(size.width)),\(Int(size.height)) noenhanced \(font) background '#ffffff'"
        case .png:
            let (width, height) = (Int(size.width * style.density), Int(size.height * style.density))
            let (scale, points) = (short(style.density), short(style.density * 1.75))
            return "pngcairo size \(width),\(height) noenhanced \(font) background '#ffffff'"
                + " fontscale \(short(style.density * 0.75)) linewidth \(scale) pointscale \(points)"
                + " dashlength 2"
        case .pdf:
            let (width, height) = (short(size.width / 96), short(size.height / 96))
            return "pdfcairo size \(width)in,\(height)in noenhanced \(font) background '#ffffff'"
                + " fontscale 0.5625 linewidth 1.5 pointscale 1.15 dashlength 2"
        }
    }

    /// Lets `make` write into an empty folder of its own beside the target, then moves what it wrote to its
    /// place.
    func write(_ make: (String) throws -> Void) throws -> [String] {
        let place = folder.isEmpty ? "." : folder
        let files = FileManager.default
        do { try files.createDirectory(atPath: place, withIntermediateDirectories: true) } catch {
            throw Problem("cannot make the folder \(place): \(reason(error))")
        }
        let names = [pictureName, scriptName, dataName]
        for name in names { try guardOther(name) }
        var template = Array((place + "/.plot-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Problem("cannot write into the folder \(place): \(String(cString: strerror(errno)))")
        }
        let workplace = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? files.removeItem(atPath: workplace) }
        try make(workplace)
        // The picture last: whoever sees it finds its script and numbers.
        for name in names.reversed() where rename(workplace + "/" + name, folder + name) != 0 {
            throw Problem("cannot write \(folder)\(name): \(String(cString: strerror(errno)))")
        }
        return names.map { folder + $0 }
    }

    /// Refuses to write over a folder, or over a script or data file that is not a chart's.
    private func guardOther(_ name: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder + name, isDirectory: &isFolder) else { return }
        if isFolder.boolValue {
            throw Problem("\(folder)\(name) is a folder", remedy: "choose another name for the picture")
        }
        guard name != pictureName else { return }
        let start = FileHandle(forReadingAtPath: folder + name)?.readData(ofLength: Script.mark.utf8.count)
        guard start.map({ String(decoding: $0, as: UTF8.self) }) != Script.mark else { return }
        throw Problem(
            "\(folder)\(name) is there and was not written by a chart, whose numbers and script go beside it",
            remedy: "choose another name for the picture")
    }

    /// Checks that gnuplot wrote the whole picture (it does not notice a full disk), and takes the clock out
    /// of a PDF.
    func settle(_ workplace: String) throws {
        let url = URL(fileURLWithPath: workplace + "/" + pictureName)
        guard var bytes = try? Data(contentsOf: url), isWhole(bytes) else {
            throw Problem("\(folder)\(pictureName) could not be written whole", remedy: "is the disk full?")
        }
        guard format == .pdf, let date = bytes.range(of: Data("/CreationDate (D:".utf8)) else { return }
        let digits = bytes[date.upperBound...].prefix { (0x30...0x39).contains($0) }
        guard digits.count == 14 else { return }
        bytes.replaceSubrange(digits.indices, with: Data("20000101000000".utf8))
        do { try bytes.write(to: url) } catch {
            throw Problem("cannot write \(folder)\(pictureName): \(reason(error))")
        }
    }

    private func isWhole(_ bytes: Data) -> Bool {
        let end = bytes.suffix(32)
        switch format {
        case .svg: return end.range(of: Data("</svg>".utf8)) != nil
        case .png: return end.range(of: Data("IEND".utf8)) != nil
        case .pdf: return end.range(of: Data("%%EOF".utf8)) != nil
        }
    }
}

/// The system's own words for an error of Foundation's.
func reason(_ error: any Error) -> String {
    let error = error as NSError
    let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    return underlying.domain == NSPOSIXErrorDomain
        ? String(cString: strerror(Int32(underlying.code))) : error.localizedDescription
}
