import Declarations

extension TablePlan {
    /// One group of bars per metric, one colour per model; one metric alone gives one bar per model.
    func bars(onOneAxis: Bool = false) throws -> Chart {
        let (shown, left) = try onOneAxis ? values(atMost: 12, onOneAxis: true) : values()
        var notes: [String] = []
        let names = names
        if !left.isEmpty {
            notes.append(
                "Not shown, on another scale: \(left.map { table.columns[$0].name }.joined(separator: ", "))."
            )
        }
        func bar(_ category: String, _ cell: Value) -> Bars.Bar? {
            guard let value = cell.number else { return nil }
            guard case .measure(let measure) = cell else { return Bars.Bar(category, value) }
            if let low = measure.low, let high = measure.high {
                return Bars.Bar(category, value, low: low, high: high)
            }
            return Bars.Bar(
                category, value, low: measure.sd.map { value - $0 }, high: measure.sd.map { value + $0 })
        }
        let series: [(name: String, bars: [Bars.Bar])]
        if shown.count == 1 || names.count > 8 {
            series = shown.map { column in
                let bars = zip(names, cells(column)).compactMap { bar($0, $1) }
                return (name: table.columns[column].name, bars: bars)
            }
        } else {
            series = table.rows.indices.map { row in
                let bars = shown.compactMap { bar(table.columns[$0].name, table.rows[row][$0]) }
                return (name: names[row], bars: bars)
            }
        }
        notes += whiskers(shown)
        let first = table.columns[shown[0]]
        let value =
            shown.count == 1 ? axis(shown[0]) : Axis(first.unit == nil ? "value" : "", unit: first.unit)
        let title = shown.map { table.columns[$0].name }.joined(separator: ", ")
        return .barsWithIntervals(unique(series), value: value, title: title, notes: notes)
    }

    /// What the whiskers mean, as far as the cells tell.
    private func whiskers(_ columns: [Int]) -> [String] {
        let measures = columns.flatMap(cells).compactMap { if case .measure(let m) = $0 { m } else { nil } }
        let interval = measures.contains { $0.low != nil && $0.high != nil }
        let spread = measures.contains { ($0.low == nil || $0.high == nil) && $0.sd != nil }
        switch (interval, spread) {
        case (true, false): return ["Whiskers: confidence interval."]
        case (false, true): return ["Whiskers: ± one standard deviation."]
        case (true, true):
            return ["Whiskers: confidence interval, or ± one standard deviation where there is none."]
        default: return []
        }
    }

    /// Series of equal names get a number each, so that none hides another.
    private func unique(_ series: [(name: String, bars: [Bars.Bar])]) -> [(name: String, bars: [Bars.Bar])] {
        var seen: [String: Int] = [:]
        return series.map { name, bars in
            seen[name, default: 0] += 1
            let count = seen[name] ?? 1
            return (name: count > 1 ? "\(name) (\(count))" : name, bars: bars)
        }
    }

    /// A measure over epochs: rows with the same epoch and model are seeds.
    func curves() throws -> Chart {
        let across = try x ?? require("epoch", for: .curves)
        let columns: [Int]
        if y.isEmpty {
            let (shown, _) = try values()
            columns = [table.index(of: "loss").flatMap { isNumeric($0) ? $0 : nil } ?? shown[0]]
        } else {
            columns = try values().shown
        }
        var chart = Chart.curves(
            grouped(columns, across), x: axis(across, isWhole: true),
            y: columns.count == 1 ? axis(columns[0]) : Axis("value"), title: "Learning curves",
            over: table.index(of: "fold") != nil && table.index(of: "seed") == nil ? "folds" : "seeds")
        chart.title = columns.map { table.columns[$0].name }.joined(separator: ", ") + " by epoch"
        return chart
    }

    /// Share of pairs of users over how many items their lists share.
    func overlap() throws -> Chart {
        let across = try x ?? require("items-in-common", for: .overlap)
        let column = try y.first ?? require("share-of-pairs", for: .overlap)
        return .curves(
            grouped([column], across), x: axis(across, isWhole: true), y: axis(column),
            title: "Items that two lists share", over: "rows")
    }

    /// Columns over another in the order of its numbers.
    func lines() throws -> Chart {
        guard let across = x ?? numericOrCounter.first else {
            throw Problem("the table has no column of numbers")
        }
        guard isNumeric(across) else {
            throw Problem("column \(table.columns[across].name) holds no numbers")
        }
        let columns = try values().shown.filter { $0 != across }
        guard !columns.isEmpty else {
            throw Problem(
                "a line needs two columns of numbers", remedy: "columns with numbers: \(numericNames)")
        }
        let y = columns.count == 1 ? axis(columns[0]) : Axis("value", unit: table.columns[columns[0]].unit)
        let measures = columns.map { table.columns[$0].name }.joined(separator: ", ")
        let title = "\(measures) by \(table.columns[across].name)"
        return .curves(grouped(columns, across), x: axis(across), y: y, title: title, over: "rows")
    }

    private var numericOrCounter: [Int] { table.columns.indices.filter { isNumeric($0) } }

    /// All values of some columns by the place across, apart for each name.
    private func grouped(
        _ columns: [Int], _ across: Int
    ) -> [(name: String, points: [(x: Double, values: [Double])])] {
        let isNamed = naming != nil
        let names = names
        var order: [String] = []
        var found: [String: [Double: [Double]]] = [:]
        for (row, place) in numbers(across).enumerated() where place.isFinite {
            for column in columns {
                let measure = table.columns[column].name
                let name = !isNamed ? measure : columns.count == 1 ? names[row] : "\(names[row]), \(measure)"
                if found[name] == nil { order.append(name) }
                found[name, default: [:]][place, default: []].append(table.rows[row][column].number ?? .nan)
            }
        }
        return order.map { name in
            (
                name: name,
                points: (found[name] ?? [:]).sorted { $0.key < $1.key }.map { (x: $0.key, values: $0.value) }
            )
        }
    }

    /// Two columns of numbers against each other; models that are not healthy have a look of their own.
    func scatter() throws -> Chart {
        var chosen = try values(atMost: 1000)
        if y.isEmpty { chosen.shown = chosen.shown + chosen.left }
        guard
            let across = x ?? chosen.shown.first(where: { y.isEmpty || !y.contains($0) })
                ?? chosen.shown.first,
            let up = chosen.shown.first(where: { $0 != across })
        else {
            throw Problem(
                "a scatter needs two columns of numbers", remedy: "columns with numbers: \(numericNames)")
        }
        guard isNumeric(across) else {
            throw Problem(
                "column \(table.columns[across].name) holds no numbers",
                remedy: "columns with numbers: \(numericNames)")
        }
        let verdicts = table.index(of: "verdict").map(cells)
        let label = naming.map(cells)
        var order: [String] = []
        var groups: [String: [Points.Point]] = [:]
        for (row, cells) in table.rows.enumerated() {
            guard let a = cells[across].number, let b = cells[up].number else { continue }
            var point = Points.Point(a, b, label: label?[row].description ?? "")
            if case .measure(let m) = cells[across] { (point.xLow, point.xHigh) = (m.low, m.high) }
            if case .measure(let m) = cells[up] { (point.yLow, point.yHigh) = (m.low, m.high) }
            let group = verdicts?[row].text ?? ""
            if groups[group] == nil { order.append(group) }
            groups[group, default: []].append(point)
        }
        order.sort { a, b in
            Verdict(rawValue: a).map { x in Verdict(rawValue: b).map { x < $0 } ?? true } ?? false
        }
        let points = order.map { (name: $0, points: groups[$0] ?? []) }
        return .scatter(points, x: axis(across), y: axis(up))
    }

    func longTail() throws -> Chart {
        let column = try values().shown[0]
        let things = naming.map { table.columns[$0].name + "s" } ?? "items"
        return .longTail(numbers(column), of: things, counting: table.columns[column].name)
    }

    func spectrum() throws -> Chart {
        let column = try y.first ?? require("singular-value", for: .spectrum)
        guard isNumeric(column) else {
            throw Problem("column \(table.columns[column].name) holds no numbers")
        }
        var order: [String] = []
        var values: [String: [Double]] = [:]
        for (name, value) in zip(naming == nil ? table.rows.map { _ in "outputs" } : names, numbers(column)) {
            if values[name] == nil { order.append(name) }
            values[name, default: []].append(value)
        }
        return .spectrum(order.map { (name: $0, values: values[$0] ?? []) })
    }

    /// All columns of numbers as a matrix, one row for each row of the table.
    func heatMap() throws -> Chart {
        let columns = y.isEmpty ? table.columns.indices.filter { isNumeric($0) && $0 != naming } : y
        guard !columns.isEmpty else { throw Problem("the table has no column of numbers to draw") }
        let units = Set(columns.map { table.columns[$0].unit })
        let matrix = table.rows.map { row in columns.map { row[$0].number ?? .nan } }
        return .heatMap(
            rows: names, columns: columns.map { table.columns[$0].name }, matrix,
            measure: units.count == 1 ? (units.first ?? nil) ?? "" : "")
    }

    func histogram() throws -> Chart {
        let column = try x ?? values().shown[0]
        guard isNumeric(column) else {
            throw Problem("column \(table.columns[column].name) holds no numbers")
        }
        return .histogram(
            numbers(column), of: axis(column), counting: "rows",
            title: "Distribution of \(table.columns[column].name)")
    }
}
