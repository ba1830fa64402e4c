import TerminalKit
import Testing

@Suite struct `Colours` {
    @Test(arguments: [
        ("red", Color.ansi(1)), ("bright-red", .ansi(9)), ("Bright_Red", .ansi(9)), ("grey", .ansi(8)),
        ("white", .ansi(7)), ("208", .indexed(208)), ("#ff8800", .rgb(255, 136, 0)), ("#F80", .rgb(255, 136, 0)),
        ("default", .terminal),
    ])
    func `are read`(word: String, color: Color) {
        #expect(Color.parse(word) == color)
    }

    @Test(arguments: ["", "#", "#ff88", "#gg0000", "#+12345", "256", "-1", "reddish", "bright-", "bright-grey"])
    func `are refused`(word: String) {
        #expect(Color.parse(word) == nil)
    }

    @Test(arguments: [
        (Color.rgb(255, 135, 0), ColorDepth.palette256, Color.indexed(208)),
        (.rgb(255, 0, 0), .palette256, .indexed(196)),
        (.rgb(128, 128, 128), .palette256, .indexed(244)),
        (.rgb(250, 10, 10), .sixteen, .ansi(9)),
        (.rgb(200, 0, 0), .sixteen, .ansi(1)),
        (.rgb(250, 10, 10), .eight, .ansi(1)),
        (.indexed(196), .sixteen, .ansi(9)),
        (.indexed(4), .sixteen, .ansi(4)),
        (.rgb(255, 122, 122), .sixteen, .ansi(9)),
        (.rgb(116, 192, 255), .sixteen, .ansi(14)),
        (.rgb(255, 180, 84), .sixteen, .ansi(11)),
        (.rgb(212, 176, 255), .sixteen, .ansi(13)),
        (.rgb(26, 63, 176), .sixteen, .ansi(4)),
        (.rgb(152, 163, 189), .sixteen, .ansi(8)),
        (.rgb(16, 20, 31), .sixteen, .ansi(0)),
        (.ansi(12), .eight, .ansi(4)),
        (.ansi(12), .palette256, .ansi(12)),
        (.rgb(1, 2, 3), .trueColor, .rgb(1, 2, 3)),
        (.rgb(1, 2, 3), .mono, .terminal),
        (.terminal, .sixteen, .terminal),
    ])
    func `become the nearest there is`(color: Color, depth: ColorDepth, expected: Color) {
        #expect(color.reduced(to: depth) == expected)
    }

    @Test func `of the palette stay what they are`() {
        for index in UInt8(16)...255 {
            let color = Color.indexed(index)
            guard let (red, green, blue) = color.components else { continue }
            let nearest = Color.rgb(UInt8(red), UInt8(green), UInt8(blue)).reduced(to: .palette256)
            #expect(nearest.components ?? (0, 0, 0) == (red, green, blue))
        }
    }

    @Test(arguments: [
        (0, ColorDepth.mono), (2, .mono), (8, .eight), (16, .sixteen), (88, .sixteen), (256, .palette256),
        (1 << 24, .trueColor),
    ])
    func `are counted`(colors: Int, depth: ColorDepth) {
        #expect(ColorDepth(colors: colors) == depth)
    }
}
