/// The characters that lines, bars and signs are drawn with. Each takes one column.
public struct GlyphSet: Equatable, Sendable {
    /// Whether only ASCII may be drawn: then every other character becomes the substitute.
    public let isASCII: Bool
    /// Stands where something was cut.
    public let ellipsis: Character
    /// Stands for a character that cannot be shown.
    public let substitute: Character

    /// Lines.
    public let horizontal, vertical: Character
    /// Corners of a box.
    public let topLeft, topRight, bottomLeft, bottomRight: Character
    /// Where lines meet; named for the side on which the line goes on: `teeRight` has an arm to the right.
    public let teeRight, teeLeft, teeDown, teeUp, cross: Character

    /// A bar that grows to the right: from one eighth of a cell to a whole one. ASCII has whole cells only.
    public let barEighths: [Character]
    /// What a bar's empty cells show.
    public let barEmpty: Character
    /// A column that grows upwards, from low to full.
    public let columnSteps: [Character]

    /// A marked row.
    public let mark: Character
    /// The row under the cursor, where colour does not say it.
    public let cursor: Character
    /// Which way a column is sorted.
    public let sortUp, sortDown: Character
    /// Directions.
    public let arrowUp, arrowDown, arrowLeft, arrowRight: Character
    /// Folded and unfolded parts of a tree.
    public let folded, unfolded: Character
    /// Done, and not done.
    public let check, fail: Character
    /// Parts of a list, and a character that is masked.
    public let bullet, masked: Character
    /// Between facts in a line.
    public let separator: Character
    /// A row that came, changed, or went.
    public let rowNew, rowTouched, rowDying: Character

    /// For terminals that speak UTF-8.
    public static let unicode = GlyphSet(
        isASCII: false, ellipsis: "…", substitute: "\u{FFFD}",
        horizontal: "─", vertical: "│",
        topLeft: "┌", topRight: "┐", bottomLeft: "└", bottomRight: "┘",
        teeRight: "├", teeLeft: "┤", teeDown: "┬", teeUp: "┴", cross: "┼",
        barEighths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"], barEmpty: "░",
        columnSteps: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
        mark: "●", cursor: "▶", sortUp: "▲", sortDown: "▼",
        arrowUp: "↑", arrowDown: "↓", arrowLeft: "←", arrowRight: "→",
        folded: "▸", unfolded: "▾", check: "✓", fail: "✗", bullet: "•", masked: "•", separator: "·",
        rowNew: "+", rowTouched: "~", rowDying: "x"
    )

    /// For all others.
    public static let ascii = GlyphSet(
        isASCII: true, ellipsis: "~", substitute: "?",
        horizontal: "-", vertical: "|",
        topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+",
        teeRight: "+", teeLeft: "+", teeDown: "+", teeUp: "+", cross: "+",
        barEighths: ["#"], barEmpty: ".",
        columnSteps: [".", ":", "|", "#"],
        mark: "*", cursor: ">", sortUp: "^", sortDown: "v",
        arrowUp: "^", arrowDown: "v", arrowLeft: "<", arrowRight: ">",
        folded: "+", unfolded: "-", check: "y", fail: "x", bullet: "*", masked: "*", separator: "-",
        rowNew: "+", rowTouched: "~", rowDying: "x"
    )

    /// What a bar's whole cells show.
    public var barFull: Character { barEighths[barEighths.count - 1] }

    /// A bar of a share, from 0 to 1, in a number of cells: how many are whole, and the one that is filled in part.
    ///
    /// A share above zero always shows something.
    public func bar(_ share: Double, width: Int) -> (whole: Int, part: Character?) {
        guard width > 0 else { return (0, nil) }
        let known = share.isFinite ? min(1, max(0, share)) : 0
        let steps = barEighths.count
        let filled = known > 0 ? max(1, Int((known * Double(width * steps)).rounded())) : 0
        let whole = min(filled / steps, width)
        let part = whole < width ? filled % steps : 0
        return (whole, part > 0 ? barEighths[part - 1] : nil)
    }
}
