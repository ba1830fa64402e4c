extension Color {
    /// The one of the sixteen colours that a person would call the same; nil for the terminal's own.
    ///
    /// Distance alone makes grey of everything soft, of salmon and of sky: with so few colours the hue says more.
    var nearestOfSixteen: UInt8? {
        guard let (red, green, blue) = components else { return nil }
        let strongest = max(red, green, blue)
        let spread = strongest - min(red, green, blue)
        guard strongest >= 96, spread * 10 >= strongest * 3 else { return nearest(among: [0, 8, 7, 15]) }
        return Color.base(ofHue: hue(red, green, blue, strongest, spread)) + (strongest >= 220 ? 8 : 0)
    }

    /// The angle on the circle of colours, in degrees: red 0, green 120, blue 240.
    private func hue(_ red: Int, _ green: Int, _ blue: Int, _ strongest: Int, _ spread: Int) -> Int {
        let angle =
            switch strongest {
            case red: 60 * (green - blue) / spread
            case green: 120 + 60 * (blue - red) / spread
            default: 240 + 60 * (red - green) / spread
            }
        return angle < 0 ? angle + 360 : angle
    }

    /// Amber is a yellow and violet a magenta, so the sectors are not of one width.
    private static func base(ofHue hue: Int) -> UInt8 {
        switch hue {
        case 33..<80: 3
        case 80..<160: 2
        case 160..<212: 6
        case 212..<265: 4
        case 265..<330: 5
        default: 1
        }
    }
}
