import TerminalKit

/// What the eye gets of a role: two colours and the attributes.
struct Look: Equatable {
    let text: Shade
    let ground: Shade
    let style: Style

    init(_ role: Role, in theme: Theme, selected: Bool = false, on screen: Screen = .dark) {
        style = theme.style(of: role, selected: selected)
        let text = Shade(style.foreground ?? theme[.text].foreground) ?? screen.text
        let ground = Shade(style.background ?? theme[.text].background) ?? screen.ground
        (self.text, self.ground) = style.isReversed ? (ground, text) : (text, ground)
    }

    /// The contrast of text and ground. Many terminals brighten the first eight colours where they are bold, some do
    /// not: the worse of the two counts.
    var contrast: Double {
        guard style.isBold, !style.isReversed, case .ansi(let index)? = style.foreground, index < 8,
            let bright = Shade(.ansi(index + 8))
        else { return text.contrast(to: ground) }
        return min(text.contrast(to: ground), bright.contrast(to: ground))
    }

    /// Whether two looks differ in bold, underline and the like.
    func differsInAttributes(from other: Look) -> Bool {
        style.isBold != other.style.isBold || style.isDim != other.style.isDim
            || style.isUnderlined != other.style.isUnderlined || style.isItalic != other.style.isItalic
    }

    /// How far apart the colours are, of the text or behind it.
    func distance(to other: Look) -> Double {
        max(text.distance(to: other.text), ground.distance(to: other.ground))
    }

    /// The same as somebody sees it who tells no red from green.
    var forDeuteranopia: Look { Look(text: text.forDeuteranopia, ground: ground.forDeuteranopia, style: style) }

    private init(text: Shade, ground: Shade, style: Style) {
        (self.text, self.ground, self.style) = (text, ground, style)
    }
}

/// What the terminal's own colours are.
enum Screen: CaseIterable {
    case dark, light

    var text: Shade { self == .dark ? Shade(229, 229, 229) : Shade(0, 0, 0) }
    var ground: Shade { self == .dark ? Shade(0, 0, 0) : Shade(255, 255, 255) }
}
