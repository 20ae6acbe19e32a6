extension Script {
    /// Writes the labels of points, each on the side where it is least in the way of the others.
    ///
    /// Greedy, in the order of the points: eight places are tried around each, and the one that overlaps least with points, labels and the page's edges is taken. A label that overlaps
    /// everywhere is left out.
    mutating func pointLabels(_ figure: Figure, _ layout: Layout) {
        let field = Field(figure, layout)
        let points = figure.chart.layers.flatMap { layer -> [Points.Point] in
            if case .points(let points) = layer { points.points } else { [] }
        }
        let named = points.filter { !$0.label.isEmpty }
        guard !named.isEmpty, named.count <= 400 else { return }
        let font = layout.font - 1.5
        var taken = points.flatMap { point in
            let (x, y) = (field.x(point.x), field.y(point.y))
            let up = Box(x - 3, field.y(point.yHigh ?? point.y), x + 3, field.y(point.yLow ?? point.y))
            let across = Box(field.x(point.xLow ?? point.x), y - 3, field.x(point.xHigh ?? point.x), y + 3)
            return [Box(x - 5, y - 5, x + 5, y + 5), up, across]
        }
        let page = Box(layout.left + 1, layout.top - 4, size.width - 4, layout.bottom - 2)
        for point in named {
            let (x, y) = (field.x(point.x), field.y(point.y))
            let name = shortened(point.label, to: 40)
            let width = width(of: name) * font
            let places = Self.sides.map { side -> (box: Box, side: (Double, Double)) in
                let left = x + side.0 * 9 - (side.0 < 0 ? width : side.0 > 0 ? 0 : width / 2)
                let middle = y + side.1 * (font * 0.6 + 6)
                return (Box(left, middle - font * 0.55, left + width, middle + font * 0.55), side)
            }
            let costs = places.map { place in
                taken.reduce(place.box.outside(page) * 3) { $0 + place.box.overlap($1) }
            }
            guard let least = costs.min(), let best = costs.firstIndex(of: least),
                least < 0.12 * places[best].box.area
            else { continue }
            let box = places[best].box
            taken.append(box)
            let anchor: Anchor = places[best].side.0 < 0 ? .right : places[best].side.0 > 0 ? .left : .center
            let at = anchor == .right ? box.right : anchor == .left ? box.left : (box.left + box.right) / 2
            text(name, at, (box.top + box.bottom) / 2, anchor, size: font, .ink)
        }
    }

    /// Directions from a point to its label, the best one first; down is positive.
    private static let sides: [(Double, Double)] = [
        (1, 0), (-1, 0), (0, -1), (0, 1), (0.7, -0.8), (0.7, 0.8), (-0.7, -0.8), (-0.7, 0.8),
    ]
}

/// A rectangle on the page.
struct Box {
    var left, top, right, bottom: Double
    init(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) {
        (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
    }

    var area: Double { (right - left) * (bottom - top) }

    func overlap(_ other: Box) -> Double {
        let width = min(right, other.right) - max(left, other.left)
        let height = min(bottom, other.bottom) - max(top, other.top)
        return width > 0 && height > 0 ? width * height : 0
    }

    /// Area that lies outside another rectangle.
    func outside(_ other: Box) -> Double { area - overlap(other) }
}
