import Declarations
import Foundation
import Kernels

/// One `.ts` file of the UEA & UCR time series archive (Bagnall et al. 2018; the format is that of sktime and aeon).
///
/// A header of `@tags`, then `@data`: a case on each line, its dimensions parted by `:`, values by commas, the class
/// last. `?` and `NaN` are missing; series may differ in length. With `@timeStamps true` a value is `(time,value)`, the
/// time a number or a date; dates become seconds since the case's first. Lines that begin with `#` or `%` are comments.
struct TimeSeriesFile {
    let file: DataFile
    /// "train", "test": the beginning of its cases' ids.
    let part: String

    /// How the cases of a file read.
    struct Header: Equatable {
        var hasTimes = false
        /// Labels in the order of `@classLabel`; empty where there are none.
        var classes: [String] = []
        /// Whether a number is to be predicted in place of a class.
        var isRegression = false
        var dimensions: Int?
    }

    /// Cases joined end to end.
    struct Cases {
        var header = Header()
        var width = 0
        var lengths: [Int] = []
        var times: [Float] = []
        /// Row-major [rows, width].
        var values: [Float] = []
        /// Class numbers, or numbers to be predicted.
        var targets: [Float] = []
    }

    /// A value with its moment: a number as it stands in the file, or the Unix seconds of a date.
    private struct Timed {
        let time: Double
        let isDate: Bool
        let value: Float
    }

    func read(_ watcher: Watcher) throws -> Cases {
        let bytes = try file.all(watcher)
        var cases = Cases()
        var isData = false
        var number = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            if number & 0xFF == 0 { try Interrupt.check() }
            let text = String(decoding: line, as: UTF8.self).trimmed
            if text.isEmpty || text.hasPrefix("#") || text.hasPrefix("%") { continue }
            if isData {
                try add(text, line: number, to: &cases)
            } else if text.hasPrefix("@") {
                isData = try readTag(text, line: number, into: &cases.header)
            } else {
                throw problem("a line before @data must begin with @, # or %", line: number, text)
            }
        }
        guard isData, !cases.lengths.isEmpty else {
            throw Problem("\(file.shown) has no cases", remedy: "is it a whole .ts file, with @data?")
        }
        return cases
    }

    /// Reads a tag; true for `@data`.
    private func readTag(_ text: String, line: Int, into header: inout Header) throws -> Bool {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        let tag = words[0].lowercased()
        func truth() throws -> Bool {
            guard words.count > 1, let truth = Bool(words[1].lowercased()) else {
                throw problem("\(words[0]) must be true or false", line: line, text)
            }
            return truth
        }
        switch tag {
        case "@data": return true
        case "@timestamps": header.hasTimes = try truth()
        case "@classlabel": header.classes = try truth() ? Array(words.dropFirst(2)) : []
        case "@targetlabel": header.isRegression = try truth()
        case "@dimensions", "@dimension":
            guard words.count > 1, let count = Int(words[1]), count > 0 else {
                throw problem("\(words[0]) must be a whole number above 0", line: line, text)
            }
            header.dimensions = count
        case "@problemname", "@missing", "@univariate", "@equallength", "@serieslength": break
        default: throw problem("there is no tag \(words[0]) in .ts files", line: line, text)
        }
        return false
    }

    private func add(_ text: String, line: Int, to cases: inout Cases) throws {
        let header = cases.header
        guard header.isRegression || !header.classes.isEmpty else {
            throw problem(
                "the file names no classes and no target, so there is nothing to infer", line: line, "")
        }
        var parts = Self.dimensions(text[...], hasTimes: header.hasTimes)
        guard parts.count > 1, let label = parts.popLast() else {
            throw problem("a case needs its class behind the last colon", line: line, text)
        }
        cases.targets.append(try target(String(label).trimmed, header, line: line))
        let wanted = header.dimensions ?? (cases.width > 0 ? cases.width : parts.count)
        guard parts.count == wanted else {
            throw problem(
                "the case has \(parts.count) dimensions, but \(wanted) are expected", line: line, text)
        }
        cases.width = wanted
        if header.hasTimes {
            append(timed: try parts.map { try timed($0, line: line) }, to: &cases)
        } else {
            append(plain: try parts.map { try plain($0, line: line) }, to: &cases)
        }
    }

    private func target(_ label: String, _ header: Header, line: Int) throws -> Float {
        if header.isRegression {
            guard let x = Float(label), x.isFinite else {
                throw problem("the target must be a number, but is \(label)", line: line, label)
            }
            return x
        }
        guard let k = header.classes.firstIndex(of: label) else {
            throw problem(
                "class \(label) is none of @classLabel: \(header.classes.prefix(12).joined(separator: ", "))",
                line: line, label)
        }
        return Float(k)
    }

    /// Pieces between colons; colons in brackets are those of times.
    private static func dimensions(_ text: Substring, hasTimes: Bool) -> [Substring] {
        guard hasTimes else { return text.split(separator: ":", omittingEmptySubsequences: false) }
        var (parts, depth, start) = ([Substring](), 0, text.startIndex)
        for k in text.indices {
            if text[k] == "(" { depth += 1 } else if text[k] == ")" { depth -= 1 }
            guard text[k] == ":", depth == 0 else { continue }
            parts.append(text[start..<k])
            start = text.index(after: k)
        }
        return parts + [text[start...]]
    }

    private func number(_ text: some StringProtocol, line: Int) throws -> Float {
        let bare = String(text).trimmed
        if bare == "?" || bare.lowercased() == "nan" { return .nan }
        guard let x = Float(bare), x.isFinite else {
            throw problem(
                "a value must be a number or ?, but is \(bare.isEmpty ? "empty" : bare)", line: line, bare)
        }
        return x
    }

    private func plain(_ text: Substring, line: Int) throws -> [Float] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { try number($0, line: line) }
    }

    private func timed(_ text: Substring, line: Int) throws -> [Timed] {
        try text.split(separator: ")").compactMap { piece in
            guard let open = piece.firstIndex(of: "(") else { return nil }
            let pair = piece[piece.index(after: open)...].split(separator: ",").map { String($0).trimmed }
            if pair.count == 2, let time = Double(pair[0]), time.isFinite {
                return Timed(time: time, isDate: false, value: try number(pair[1], line: line))
            }
            guard pair.count == 2, let seconds = unixSeconds(pair[0]) else {
                throw problem(
                    "with @timeStamps a value is (time,value), the time a number or a date like "
                        + "2007-01-01 00:01:00", line: line, String(piece))
            }
            return Timed(time: Double(seconds), isDate: true, value: try number(pair[1], line: line))
        }
    }

    /// Steps are counted from 0; where one dimension is shorter its end is missing.
    private func append(plain series: [[Float]], to cases: inout Cases) {
        let length = series.map(\.count).max() ?? 0
        for t in 0..<length {
            cases.times.append(Float(t))
            for dimension in series { cases.values.append(t < dimension.count ? dimension[t] : .nan) }
        }
        cases.lengths.append(length)
    }

    /// A row for every moment that any dimension has.
    private func append(timed series: [[Timed]], to cases: inout Cases) {
        let moments = Set(series.flatMap { $0.map(\.time) }).sorted()
        let row = Dictionary(uniqueKeysWithValues: moments.enumerated().map { ($1, $0) })
        var block = [Float](repeating: .nan, count: moments.count * series.count)
        for (c, dimension) in series.enumerated() {
            for cell in dimension { row[cell.time].map { block[$0 * series.count + c] = cell.value } }
        }
        let start = series.contains { $0.contains(where: \.isDate) } ? moments[0] : 0
        cases.times += moments.map { Float($0 - start) }
        cases.values += block
        cases.lengths.append(moments.count)
    }

    private func problem(_ what: String, line: Int, _ text: String) -> Problem {
        Problem(what, at: Place(file: file.shown, line: line, text: text.count <= 120 ? text : ""))
    }
}
