extension Canvas {
    /// Draws a line from left to right; nil goes to the region's edge.
    public mutating func horizontalRule(at point: Point, width: Int? = nil, role: Role = .border) {
        let rect = Rect(x: point.x, y: point.y, width: width ?? Rect.limit, height: 1)
        fill(rect, role: role, with: glyphs.horizontal)
    }

    /// Draws a line from top to bottom; nil goes to the region's edge.
    public mutating func verticalRule(at point: Point, height: Int? = nil, role: Role = .border) {
        let rect = Rect(x: point.x, y: point.y, width: 1, height: height ?? Rect.limit)
        fill(rect, role: role, with: glyphs.vertical)
    }

    /// Draws a frame along a rectangle's edge, with words in its top line, and gives the space inside.
    ///
    /// What is inside stays as it was.
    @discardableResult
    public mutating func box(
        _ rect: Rect, title: String = "", titleRole: Role = .title, trailing: String = "", role: Role = .border
    ) -> Rect {
        guard rect.width >= 2, rect.height >= 2 else { return rect.inset(by: 1) }
        let right = rect.maxX - 1
        let bottom = rect.maxY - 1
        horizontalRule(at: Point(x: rect.x + 1, y: rect.y), width: rect.width - 2, role: role)
        horizontalRule(at: Point(x: rect.x + 1, y: bottom), width: rect.width - 2, role: role)
        verticalRule(at: Point(x: rect.x, y: rect.y + 1), height: rect.height - 2, role: role)
        verticalRule(at: Point(x: right, y: rect.y + 1), height: rect.height - 2, role: role)
        write(glyphs.topLeft, at: rect.origin, role: role)
        write(glyphs.topRight, at: Point(x: right, y: rect.y), role: role)
        write(glyphs.bottomLeft, at: Point(x: rect.x, y: bottom), role: role)
        write(glyphs.bottomRight, at: Point(x: right, y: bottom), role: role)
        writeTitles(title, trailing, titleRole, on: rect)
        return rect.inset(by: 1)
    }

    /// Draws a bar of a share, from 0 to 1.
    public mutating func bar(_ share: Double, at point: Point, width: Int, role: Role = .bar) {
        let bar = glyphs.bar(share, width: width)
        let place = Rect(x: point.x, y: point.y, width: width, height: 1)
        fill(place, role: .barEmpty, with: glyphs.barEmpty)
        fill(Rect(x: place.x, y: place.y, width: bar.whole, height: 1), role: role, with: glyphs.barFull)
        if let part = bar.part { write(part, at: Point(x: place.x + bar.whole, y: place.y), role: role) }
    }

    private mutating func writeTitles(_ title: String, _ trailing: String, _ role: Role, on rect: Rect) {
        var room = rect.width - 4
        if !title.isEmpty, room > 2 {
            room -= 1 + write(" \(title) ", at: Point(x: rect.x + 2, y: rect.y), role: role, width: room)
        }
        let columns = TextWidth.columns(of: trailing) + 2
        if !trailing.isEmpty, columns <= room {
            write(" \(trailing) ", at: Point(x: rect.maxX - 2 - columns, y: rect.y), role: role)
        }
    }
}
