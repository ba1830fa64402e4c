extension TextField {
    /// Draws the part around the cursor into one line and gives where the terminal's cursor belongs.
    ///
    /// - Parameter placeholder: Shown while nothing has been typed.
    @discardableResult
    public func draw(
        on canvas: inout Canvas, at point: Point, width: Int, role: Role = .input, placeholder: String = ""
    ) -> Point {
        guard width > 0 else { return point }
        canvas.fill(Rect(x: point.x, y: point.y, width: width, height: 1), role: role)
        if isEmpty {
            canvas.write(placeholder, at: point, role: .placeholder, width: width)
            return point
        }
        let window = window(width: width, glyphs: canvas.glyphs)
        canvas.inside(Rect(x: point.x, y: point.y, width: width, height: 1)) { line in
            line.write(window.text, at: .zero, role: role)
            if window.isCutLeft { line.write(line.glyphs.ellipsis, at: .zero, role: .hint) }
            if window.isCutRight { line.write(line.glyphs.ellipsis, at: Point(x: width - 1, y: 0), role: .hint) }
        }
        return Point(x: point.x + window.cursorColumn, y: point.y)
    }

    private struct Window {
        var text: String
        var cursorColumn: Int
        var isCutLeft: Bool
        var isCutRight: Bool
    }

    /// The characters that fit, with room for the cursor behind the last one.
    private func window(width: Int, glyphs: GlyphSet) -> Window {
        let shown = shown(glyphs)
        let widths = shown.map(TextWidth.columns(of:))
        var first = 0
        var column = widths[..<cursor].reduce(0, +)
        while column >= width, first < cursor {
            column -= widths[first]
            first += 1
        }
        let text = String(shown[first...])
        let isCutRight = widths[first...].reduce(0, +) > width && column < width - 1
        return Window(text: text, cursorColumn: column, isCutLeft: first > 0 && column > 0, isCutRight: isCutRight)
    }
}
