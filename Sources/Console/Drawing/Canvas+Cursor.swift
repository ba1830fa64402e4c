internal import TerminalKit

extension Canvas {
    /// Shows that the cursor is on a line, by a sign as well: colours tell nothing by themselves.
    ///
    /// - Parameter isMarked: Whether a mark stands where the sign would; it stays then.
    mutating func selectLine(_ y: Int, isMarked: Bool = false) {
        if !isMarked { write(glyphs.cursor, at: Point(x: 0, y: y), role: .heading) }
        select(bounds.row(y))
    }
}
