/// How charts look. The default is meant for a page, a paper's column and a README alike.
public struct PlotStyle: Sendable {
    /// Width and height, in CSS pixels (96 to the inch); `nil` lets the content decide.
    public var size: Size?
    /// Height of ordinary text, in CSS pixels.
    public var fontSize = 13.0
    /// A font family, as the terminal's font system knows it.
    public var font = "sans-serif"
    /// Colours of series, in order.
    public var colours = Colour.okabeIto
    /// How many pixels of a PNG stand for one CSS pixel.
    public var density = 2.0

    public init(size: Size? = nil) { self.size = size }
}

/// Width and height of a picture, in CSS pixels (96 to the inch).
public struct Size: Sendable, Hashable {
    public var width, height: Double
    public init(_ width: Double, _ height: Double) { (self.width, self.height) = (width, height) }
}

/// A colour, 8 bits for each of red, green and blue.
public struct Colour: Sendable, Hashable {
    public var red, green, blue: UInt8
    public init(_ hex: UInt32) {
        red = UInt8(truncatingIfNeeded: hex >> 16)
        green = UInt8(truncatingIfNeeded: hex >> 8)
        blue = UInt8(truncatingIfNeeded: hex)
    }

    /// "#0072b2"
    public var hex: String {
        "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Relative luminance, from 0 to 1 (WCAG 2.1).
    var luminance: Double {
        func linear(_ part: UInt8) -> Double {
            let c = Double(part) / 255
            return c <= 0.04045 ? c / 12.92 : power((c + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// Mixes with white; 0 keeps the colour, 1 is white.
    func lighter(_ part: Double) -> Colour { mixed(with: Colour(0xffffff), part) }

    func mixed(with other: Colour, _ part: Double) -> Colour {
        func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
            UInt8(((1 - part) * Double(a) + part * Double(b)).rounded())
        }
        var mixed = self
        (mixed.red, mixed.green) = (mix(red, other.red), mix(green, other.green))
        mixed.blue = mix(blue, other.blue)
        return mixed
    }

    /// Okabe & Ito, "Color Universal Design" (2008): told apart by all common kinds of colour vision. Their
    /// yellow is left out, as it can hardly be seen on white; grey and black come last, as rules and axes are
    /// grey.
    public static let okabeIto = [
        Colour(0x0072b2), Colour(0xd55e00), Colour(0x009e73), Colour(0xcc79a7), Colour(0xe69f00),
        Colour(0x56b4e9), Colour(0x7f7f7f), Colour(0x000000),
    ]

    /// Nine stops of viridis (van der Walt & Smith, SciPy 2015), even in lightness and safe for colour-blind
    /// readers.
    static let viridis = [
        Colour(0x440154), Colour(0x472d7b), Colour(0x3b528b), Colour(0x2c728e), Colour(0x21918c),
        Colour(0x28ae80), Colour(0x5ec962), Colour(0xaddc30), Colour(0xfde725),
    ]

    /// BuRd (Paul Tol, "Colour Schemes", SRON/EPS/TN/09-002, fig. 13), for matrices with a zero in the
    /// middle.
    static let blueRed = [
        Colour(0x2166ac), Colour(0x4393c3), Colour(0x92c5de), Colour(0xd1e5f0), Colour(0xf7f7f7),
        Colour(0xfddbc7), Colour(0xf4a582), Colour(0xd6604d), Colour(0xb2182b),
    ]

    /// The colour at `part` of the way along stops of equal distance.
    static func along(_ stops: [Colour], _ part: Double) -> Colour {
        let place = min(1, max(0, part)) * Double(stops.count - 1)
        let below = min(stops.count - 2, Int(place))
        return stops[below].mixed(with: stops[below + 1], place - Double(below))
    }

    static let ink = Colour(0x222222)
    static let dim = Colour(0x555555)
    static let axis = Colour(0x888888)
    static let grid = Colour(0xe4e4e4)
    static let rule = Colour(0x777777)
}
