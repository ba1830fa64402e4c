import TerminalKit
import Testing

@Suite struct `The theme for eyes that tell no red from green` {
    @Test(arguments: [ColorDepth.trueColor, .palette256])
    func `keeps apart by colour what somebody acts on`(depth: ColorDepth) throws {
        let theme = try ShippedThemes.theme("deuteran").reduced(to: depth)

        for pair in Pair.vital {
            let one = Look(pair.one, in: theme).forDeuteranopia
            let other = Look(pair.other, in: theme).forDeuteranopia
            #expect(one.distance(to: other) >= 0.05, "\(pair): \(one.distance(to: other))")
        }
    }

    @Test(arguments: [ColorDepth.sixteen, .eight])
    func `keeps it apart with few colours, by attributes where they are too few`(depth: ColorDepth) throws {
        let theme = try ShippedThemes.theme("deuteran").reduced(to: depth)

        for pair in Pair.vital {
            let one = Look(pair.one, in: theme).forDeuteranopia
            let other = Look(pair.other, in: theme).forDeuteranopia
            #expect(one.differsInAttributes(from: other) || one.distance(to: other) >= 0.05, "\(pair)")
        }
    }

    @Test func `is of blue, orange and grey`() throws {
        let theme = try ShippedThemes.theme("deuteran")

        for role in Role.allCases {
            for case let color? in [theme[role].foreground, theme[role].background] {
                let (red, green, blue) = try #require(color.components)
                let isGrey = max(red, green, blue) - min(red, green, blue) < 40
                let isBlue = blue >= green && green >= red
                let isOrange = red >= green && green >= blue && green * 5 >= red * 2
                #expect(isGrey || isBlue || isOrange, "\(role)")
            }
        }
    }

    @Test(arguments: [ColorDepth.sixteen, .eight])
    func `has no green beside its red with few colours`(depth: ColorDepth) throws {
        let theme = try ShippedThemes.theme("deuteran").reduced(to: depth)

        for role in Role.allCases {
            #expect(![theme[role].foreground, theme[role].background].contains { [.ansi(2), .ansi(10)].contains($0) })
        }
    }

    /// The measure itself: a red and a green that differ for others come close for these eyes, blue and orange do not.
    @Test func `is measured by eyes that lack green`() {
        let (red, green) = (Shade(200, 100, 60), Shade(130, 140, 50))
        let (blue, orange) = (Shade(80, 160, 255), Shade(255, 160, 60))

        #expect(red.forDeuteranopia.distance(to: green.forDeuteranopia) < red.distance(to: green) / 3)
        #expect(blue.forDeuteranopia.distance(to: orange.forDeuteranopia) > blue.distance(to: orange) / 2)
    }
}
