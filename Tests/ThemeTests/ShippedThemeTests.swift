import Configuration
import TerminalKit
import Testing

@Suite struct `The themes that come with the program` {
    static let depths = ColorDepth.allCases
    static let colorDepths = ColorDepth.allCases.filter { $0 > .mono }

    @Test func `are all whole`() {
        let library = ThemeLibrary(directories: [ShippedThemes.directory])

        #expect(library.warnings == [])
        #expect(
            library.files.map(\.theme.name) == [
                "contrast", "daylight", "default", "deuteran", "ember", "midnight", "mono", "solstice",
            ])
    }

    @Test(arguments: ShippedThemes.files)
    func `are named as their files are, and say what they are for`(file: ThemeFile) {
        #expect(file.file.hasSuffix("/\(file.theme.name).toml"))
        #expect((20...70).contains(file.theme.summary.count))
        #expect(file.theme.summary.hasSuffix("."))
    }

    @Test func `look unlike each other`() {
        let looks = Set(ShippedThemes.themes.map { theme in Role.allCases.map { theme[$0] } })

        #expect(looks.count == ShippedThemes.themes.count)
        #expect(Set(ShippedThemes.themes.map(\.summary)).count == ShippedThemes.themes.count)
    }

    @Test(arguments: ShippedThemes.themes, depths)
    func `keep apart what must not be mistaken`(theme: Theme, depth: ColorDepth) {
        let theme = theme.reduced(to: depth)
        for screen in Screen.allCases {
            for pair in Pair.vital + Pair.helpful {
                let (one, other) = (Look(pair.one, in: theme, on: screen), Look(pair.other, in: theme, on: screen))
                #expect(
                    one.differsInAttributes(from: other) || one.distance(to: other) >= 0.07,
                    "\(pair) in \(depth) on \(screen)")
            }
        }
    }

    @Test(arguments: ShippedThemes.themes, depths)
    func `shout where it is production or dangerous`(theme: Theme, depth: ColorDepth) {
        let theme = theme.reduced(to: depth)
        for screen in Screen.allCases {
            let text = Look(.text, in: theme, on: screen)
            for role in [Role.production, .danger] {
                let look = Look(role, in: theme, on: screen)
                #expect(look.style.isBold, "\(role)")
                #expect(look.ground.contrast(to: text.ground) >= 2, "\(role) in \(depth) on \(screen)")
                #expect(look.contrast >= 2.7, "\(role) in \(depth) on \(screen)")
            }
        }
    }

    @Test(arguments: ShippedThemes.themes, depths)
    func `show where the cursor is`(theme: Theme, depth: ColorDepth) {
        let theme = theme.reduced(to: depth)
        for screen in Screen.allCases {
            let text = Look(.text, in: theme, on: screen)
            let row = Look(.text, in: theme, selected: true, on: screen)
            #expect(row.ground.distance(to: text.ground) >= 0.07, "\(depth) on \(screen)")
            #expect(row.contrast >= 4, "\(depth) on \(screen)")
        }
    }

    /// Lines may be faint, and so may what can't be used just now; everything else is for reading.
    private static func needed(_ role: Role) -> Double {
        switch role {
        case .barEmpty: 1.4
        case .border: 1.7
        case .focusBorder, .bar, .hintOff, .placeholder, .rowDying: 3
        default: 4.5
        }
    }

    @Test(arguments: ShippedThemes.painted)
    func `can be read with all their colours`(theme: Theme) {
        for role in Role.allCases {
            let look = Look(role, in: theme)
            #expect(look.contrast >= Self.needed(role), "\(role): \(look.contrast)")
        }
    }

    /// What fewer colours may take of the contrast: little with 256; with 16 and 8 the terminal's settings decide, and
    /// the common ones are taken.
    @Test(arguments: ShippedThemes.painted, [(ColorDepth.palette256, 0.9), (.sixteen, 0.6), (.eight, 0.6)])
    func `can be read with fewer colours`(theme: Theme, reduction: (depth: ColorDepth, share: Double)) {
        let theme = theme.reduced(to: reduction.depth)
        for screen in Screen.allCases {
            for role in Role.allCases {
                let look = Look(role, in: theme, on: screen)
                #expect(
                    look.contrast >= max(1, Self.needed(role) * reduction.share),
                    "\(role) in \(reduction.depth) on \(screen): \(look.contrast)")
            }
        }
    }

    @Test(
        arguments: ShippedThemes.painted,
        [(ColorDepth.trueColor, 4.0), (.palette256, 3.6), (.sixteen, 1.5), (.eight, 1.5)])
    func `can be read under the cursor`(theme: Theme, least: (depth: ColorDepth, contrast: Double)) {
        let theme = theme.reduced(to: least.depth)
        for role in Role.allCases where Self.needed(role) >= 4.5 {
            let look = Look(role, in: theme, selected: true)
            #expect(look.contrast >= least.contrast, "\(role) in \(least.depth): \(look.contrast)")
        }
    }

    /// Blue is lost on black, yellow on white; a bright colour is lost on white, and black and white on themselves.
    @Test func `have a default that suits dark and light screens`() throws {
        let theme = try ShippedThemes.theme("default")

        #expect(theme[.text] == Style(foreground: .terminal, background: .terminal))
        for role in Role.allCases where (theme[role].background ?? .terminal) == .terminal {
            let safe: [Color] = [.terminal, .ansi(1), .ansi(2), .ansi(5), .ansi(6)]
            #expect(theme[role].foreground.map(safe.contains) ?? true, "\(role)")
        }
        for role in Role.allCases {
            for case let color? in [theme[role].foreground, theme[role].background] {
                let isOwn = if case .ansi = color { true } else { color == .terminal }
                #expect(isOwn, "\(role)")
            }
        }
    }

    @Test func `have one without colour, which all of them become on a terminal without colour`() throws {
        let mono = try ShippedThemes.theme("mono")

        #expect(mono == .monochrome)
        for role in Role.allCases { #expect(mono[role].foreground == nil && mono[role].background == nil) }
        for theme in ShippedThemes.themes {
            for role in [Role.production, .danger, .errorText, .ttlUrgent, .marked, .eventGap] {
                #expect(theme.reduced(to: .mono)[role] == mono[role], "\(role) in \(theme.name)")
            }
        }
    }
}
