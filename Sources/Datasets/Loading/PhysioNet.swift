import Declarations

/// The PhysioNet/Computing in Cardiology Challenge 2012 (Silva et al., CinC 2012): 48 hours of intensive care of each
/// patient, and whether he died in hospital. `set-a.tar.gz` (or the unpacked folder `set-a`) with `Outcomes-a.txt`.
///
/// A patient's file has lines `HH:MM,Parameter,Value`. Rows are the moments at which anything was measured, in hours; of
/// two values of one channel at one moment the later line counts; −1 means unknown. A patient without any measurement
/// has one row in which nothing is observed.
struct PhysioNet {
    let shelf: Shelf
    let options: LoadOptions
    let watcher: Watcher

    static let channels = [
        "Albumin", "ALP", "ALT", "AST", "Bilirubin", "BUN", "Cholesterol", "Creatinine", "DiasABP", "FiO2",
        "GCS", "Glucose", "HCO3", "HCT", "HR", "K", "Lactate", "MAP", "MechVent", "Mg", "Na", "NIDiasABP",
        "NIMAP", "NISysABP", "PaCO2", "PaO2", "pH", "Platelets", "RespRate", "SaO2", "SysABP", "Temp",
        "TroponinI", "TroponinT", "Urine", "WBC", "Weight",
    ]
    static let statics = ["Age", "Gender", "Height", "ICUType", "Weight"]
    /// ICUType is a name: 1 for coronary care, 2 for recovery from cardiac surgery, 3 for medical, 4 for surgical.
    static let units = ["CCU", "CSRU", "MICU", "SICU"]
    static let unit = 3

    /// The letters of the sets whose outcomes are there: "a".
    static func sets(_ shelf: Shelf) -> [String] {
        ["a", "b", "c"].filter { letter in
            shelf["Outcomes-\(letter).txt"] != nil
                && (shelf["set-\(letter).tar"] != nil
                    || shelf.names.contains { $0.hasPrefix("set-\(letter)/") })
        }
    }
    static func isOne(_ shelf: Shelf) -> Bool { !sets(shelf).isEmpty }

    /// One patient, as read.
    fileprivate struct Patient {
        var id = 0
        var statics = [Float](repeating: .nan, count: PhysioNet.statics.count)
        var times: [Float] = []
        var values: [Float] = []
        /// Which descriptors were read, one bit each.
        var described = 0

        /// The descriptors as numbers: 1 or 0 for each kind of unit.
        var told: [Float] {
            let type = statics[PhysioNet.unit]
            let rest = statics.indices.filter { $0 != PhysioNet.unit }.map { statics[$0] }
            return rest + PhysioNet.units.indices.map { type.isNaN ? .nan : type == Float($0 + 1) ? 1 : 0 }
        }
    }

    func loaded(named name: String) throws -> Loaded {
        guard let letter = Self.sets(shelf).first, let outcomes = shelf["Outcomes-\(letter).txt"] else {
            throw Problem(
                "\(shelf.shown) needs Outcomes-a.txt and set-a.tar.gz", remedy: "or those of set b or c")
        }
        let died = try deaths(outcomes)
        var patients = [Patient]()
        let names = Dictionary(uniqueKeysWithValues: Self.channels.enumerated().map { (Array($1.utf8), $0) })
        try forEachFile(letter) { shown, bytes in
            guard shown.hasSuffix(".txt") else { return }
            patients.append(try patient(bytes, shown, names))
        }
        let known = patients.filter { died[$0.id] != nil }.sorted { $0.id < $1.id }
        guard !known.isEmpty else {
            throw Problem("no patient of set-\(letter) stands in \(outcomes.shown)")
        }
        var notes =
            known.count < patients.count
            ? ["\(patients.count - known.count) patients have no outcome and are left out"] : []
        let empty = known.count { $0.values.allSatisfy(\.isNaN) }
        if empty > 0 {
            notes.append("\(empty) patients have no measurement: one row in which nothing is observed")
        }
        return Loaded(dataset: dataset(name, known, died), notes: notes)
    }

    private func dataset(_ name: String, _ patients: [Patient], _ died: [Int: Bool]) -> Dataset {
        var offsets = [0]
        for patient in patients { offsets.append(offsets[offsets.count - 1] + patient.times.count) }
        let statics = NamedColumns(
            Self.statics.filter { $0 != "ICUType" } + Self.units, values: patients.flatMap(\.told))
        let behaviour = Behaviour(
            channels: Self.channels, offsets: offsets, times: patients.flatMap(\.times),
            values: patients.flatMap(\.values), statics: statics,
            targets: Targets(
                classes: ["survived", "died"], of: patients.map { died[$0.id] == true ? 1 : 0 }),
            timeUnit: "hours")
        let columns = Self.statics.indices.map { k -> (name: String, column: Column) in
            (Self.statics[k], .numbers(patients.map { Double($0.statics[k]) }))
        }
        return Dataset(
            name: name, users: Entities(ids: patients.map { "\($0.id)" }, columns: columns),
            items: Entities(),
            interactions: Interactions(), behaviour: behaviour)
    }

    private func forEachFile(_ letter: String, _ body: (String, [UInt8]) throws -> Void) throws {
        if let archive = shelf["set-\(letter).tar"] {
            try TarArchive(file: archive).forEach(watcher) { try body("\(archive.shown)/\($0)", $1) }
            return
        }
        let names = shelf.names.filter { $0.hasPrefix("set-\(letter)/") }
        for (k, name) in names.enumerated() {
            guard let file = shelf[name] else { continue }
            try watcher.progress("reading \(shelf.shown)", Double(k) / Double(names.count))
            try body(file.shown, try file.all(.silent))
        }
    }

    private func deaths(_ file: DataFile) throws -> [Int: Bool] {
        var plain = LoadOptions()
        (plain.header, plain.separator) = (true, ",")
        let table = try SideTable(file, Layout(file, plain), plain)
        guard let ids = table["RecordID"], let outcomes = table["In-hospital_death"] else {
            throw Problem(
                "\(file.shown) needs the columns RecordID and In-hospital_death",
                at: Place(file: file.shown, line: 1, text: table.names.joined(separator: ",")))
        }
        var died: [Int: Bool] = [:]
        for (row, (id, outcome)) in zip(ids, outcomes).enumerated() {
            guard let id = Int(id.trimmed), ["0", "1"].contains(outcome.trimmed) else {
                throw Problem(
                    "In-hospital_death must be 0 or 1 for a record with a number, but is \(outcome)",
                    at: Place(file: file.shown, line: row + 2))
            }
            died[id] = outcome.trimmed == "1"
        }
        return died
    }

    private func patient(_ bytes: [UInt8], _ shown: String, _ channels: [[UInt8]: Int]) throws -> Patient {
        var patient = Patient()
        var number = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            let line = line.last == 0x0D ? line.dropLast() : line
            if number == 1 || line.isEmpty { continue }
            let fields = line.split(separator: 0x2C, omittingEmptySubsequences: false)
            guard fields.count == 3, let hours = Self.hours(fields[0]), let value = Self.number(fields[2])
            else {
                throw Problem(
                    "a line must be HH:MM, a parameter and a number",
                    at: Place(
                        file: shown, line: number, text: String(decoding: line.prefix(200), as: UTF8.self)))
            }
            try patient.add(hours, Array(fields[1]), value, channels) {
                Problem(
                    $0, at: Place(file: shown, line: number, text: String(decoding: line, as: UTF8.self)))
            }
        }
        if patient.times.isEmpty {
            patient.times = [0]
            patient.values = [Float](repeating: .nan, count: Self.channels.count)
        }
        return patient
    }

    /// "47:37" in hours.
    private static func hours(_ text: ArraySlice<UInt8>) -> Float? {
        let parts = text.split(separator: 0x3A)
        guard parts.count == 2, let h = number(parts[0]), let m = number(parts[1]) else { return nil }
        return h + m / 60
    }

    private static func number(_ text: ArraySlice<UInt8>) -> Float? {
        let x = Float(String(decoding: text, as: UTF8.self))
        return x?.isFinite == true ? x : nil
    }
}

extension PhysioNet.Patient {
    /// Adds one line's value: a general descriptor, the first of its name at 00:00, or a measurement.
    fileprivate mutating func add(
        _ hours: Float, _ parameter: [UInt8], _ value: Float, _ channels: [[UInt8]: Int],
        _ problem: (String) -> Problem
    ) throws {
        let name = String(decoding: parameter, as: UTF8.self)
        if name == "RecordID" {
            guard let whole = Int(exactly: value) else { throw problem("RecordID must be a whole number") }
            id = whole
            return
        }
        if hours == 0, let k = PhysioNet.statics.firstIndex(of: name), described & 1 << k == 0 {
            described |= 1 << k
            statics[k] = value == -1 ? .nan : value
            return
        }
        guard let channel = channels[parameter] else {
            throw problem("there is no parameter \(name) in the challenge")
        }
        guard value != -1 else { return }
        let width = PhysioNet.channels.count
        if times.last != hours {
            if let last = times.last, last > hours { throw problem("the time falls") }
            times.append(hours)
            values += [Float](repeating: .nan, count: width)
        }
        values[(times.count - 1) * width + channel] = value
    }
}
