extension Color {
    /// The nearest colour that a terminal of this depth has; `.terminal` where it has none.
    public func reduced(to depth: ColorDepth) -> Color {
        switch (self, depth) {
        case (.terminal, _), (_, .mono): .terminal
        case (_, .trueColor): self
        case (.rgb, .palette256): .indexed(nearest(among: 16...255))
        case (.indexed, .palette256): self
        case (.ansi, .palette256), (.ansi, .sixteen): self
        case (.indexed(let index), .sixteen) where index < 16: .ansi(index)
        case (.rgb, .sixteen), (.indexed, .sixteen): nearestOfSixteen.map { .ansi($0) } ?? .terminal
        case (.ansi(let index), .eight): .ansi(index & 7)
        case (.rgb, .eight), (.indexed, .eight): reduced(to: .sixteen).reduced(to: .eight)
        }
    }

    /// Red, green and blue by the common palette; nil for the terminal's own.
    public var components: (red: Int, green: Int, blue: Int)? {
        switch self {
        case .terminal: nil
        case .ansi(let index), .indexed(let index): Color.palette(Int(index))
        case .rgb(let red, let green, let blue): (Int(red), Int(green), Int(blue))
        }
    }

    private static let sixteen: [(Int, Int, Int)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
        (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
        (255, 255, 255),
    ]

    /// 16 system colours, a cube of 6 x 6 x 6, and 24 greys.
    private static func palette(_ index: Int) -> (red: Int, green: Int, blue: Int) {
        if index < 16 { return sixteen[index] }
        if index >= 232 {
            let grey = 8 + (index - 232) * 10
            return (grey, grey, grey)
        }
        let level = { (step: Int) in step == 0 ? 0 : 55 + step * 40 }
        return (level((index - 16) / 36), level((index - 16) / 6 % 6), level((index - 16) % 6))
    }

    /// The nearest of some colours of the palette, by distance; 0 for the terminal's own.
    func nearest(among indices: some Sequence<UInt8>) -> UInt8 {
        guard let own = components else { return 0 }
        var best: UInt8 = 0
        var bestDistance = Int.max
        for index in indices {
            let other = Color.palette(Int(index))
            let (red, green, blue) = (own.red - other.red, own.green - other.green, own.blue - other.blue)
            // The eye is quickest with green, slowest with blue.
            let distance = 3 * red * red + 6 * green * green + blue * blue
            if distance < bestDistance { (best, bestDistance) = (index, distance) }
        }
        return best
    }
}
