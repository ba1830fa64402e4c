internal import CNcurses
internal import TerminalKit

/// What ncurses needs for a theme: attributes and colour pair of every role, selected or not.
struct Looks {
    /// Attributes and pair of one look.
    struct Look {
        let attributes: attr_t
        let pair: Int32
    }

    /// The theme that the looks were made for.
    let theme: Theme
    // By `Cell.look`: roles first, selected ones from 256 on.
    private let table: [Look]

    init(_ theme: Theme, depth: ColorDepth, pairs: inout ColorPairs) {
        self.theme = theme
        let reduced = theme.reduced(to: depth)
        var table = Array(repeating: Look(attributes: 0, pair: 0), count: 512)
        for role in Role.allCases {
            for isSelected in [false, true] {
                let style = reduced.style(of: role, selected: isSelected)
                table[Int(role.rawValue) + (isSelected ? 256 : 0)] = Looks.look(style, reduced[.text], &pairs)
            }
        }
        self.table = table
    }

    /// The look of a cell, by `Cell.look`.
    subscript(_ index: Int) -> Look { table[index] }

    /// A style's colours that are not set are the text's.
    private static func look(_ style: Style, _ base: Style, _ pairs: inout ColorPairs) -> Look {
        let foreground = style.foreground ?? base.foreground ?? .terminal
        let background = style.background ?? base.background ?? .terminal
        return Look(attributes: attributes(style), pair: pairs.number(foreground, background))
    }

    private static func attributes(_ style: Style) -> attr_t {
        var attributes: attr_t = 0
        if style.isBold { attributes |= curses_bold }
        if style.isDim { attributes |= curses_dim }
        if style.isItalic { attributes |= curses_italic }
        if style.isUnderlined { attributes |= curses_underline }
        if style.isReversed { attributes |= curses_reverse }
        return attributes
    }
}
