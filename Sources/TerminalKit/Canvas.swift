/// Draws into a grid, within a region of it. Whatever lies outside the region is left alone, so that no caller has to
/// check bounds.
///
/// Points and rectangles count from the region's top left corner.
public struct Canvas: Sendable {
    /// What has been drawn.
    public private(set) var grid: CellGrid
    /// The characters for lines and signs.
    public let glyphs: GlyphSet
    // All three in the grid's own coordinates. The clip is what of the region lies in the grid and in the regions
    // around it.
    private var origin = Point.zero
    private var region: Rect
    private var clip: Rect

    /// Creates a canvas over an empty grid.
    public init(size: Size, glyphs: GlyphSet = .unicode) {
        self.init(grid: CellGrid(size), glyphs: glyphs)
    }

    /// Creates a canvas over what a grid holds.
    public init(grid: CellGrid, glyphs: GlyphSet = .unicode) {
        self.grid = grid
        self.glyphs = glyphs
        region = Rect(grid.size)
        clip = Rect(grid.size)
    }

    /// The region, from its own corner: always at 0, 0.
    public var bounds: Rect { Rect(region.size) }

    /// The region's columns and rows.
    public var size: Size { region.size }

    /// Draws within a rectangle of this region, whose corner becomes 0, 0 meanwhile.
    @discardableResult
    public mutating func inside<Result>(_ rect: Rect, _ draw: (inout Canvas) -> Result) -> Result {
        let outer = (origin, clip, region)
        region = rect.moved(x: origin.x, y: origin.y)
        origin = region.origin
        clip = clip.intersection(region)
        defer { (origin, clip, region) = outer }
        return draw(&self)
    }

    /// Writes a text in one line and gives the columns used.
    ///
    /// - Parameters:
    ///   - width: At most so many columns; a longer text is cut and ends in an ellipsis. nil cuts at the region's edge.
    ///   - alignment: With a width, fills it up with blanks and places the text in it.
    ///   - selected: Whether the cells belong to a selected row.
    @discardableResult
    public mutating func write(
        _ text: String, at point: Point, role: Role = .text, width: Int? = nil,
        alignment: TextAlignment? = nil, selected: Bool = false
    ) -> Int {
        let place = Rect(x: point.x, y: point.y, width: 0, height: 0).moved(x: origin.x, y: origin.y)
        var pen = Pen(x: place.x, y: place.y, role: role, isSelected: selected)
        let start = pen.x
        guard let width else {
            put(text, with: &pen, upTo: region.maxX)
            return pen.x - start
        }
        guard width > 0 else { return 0 }
        let end = start + min(width, Rect.limit)
        if let alignment {
            let missing = max(0, end - start - TextWidth.columns(of: text))
            placeBlanks(TextWidth.leading(missing, alignment), with: &pen)
        }
        placeTruncated(text, with: &pen, upTo: end)
        if alignment != nil { placeBlanks(end - pen.x, with: &pen) }
        return pen.x - start
    }

    /// Writes one character.
    public mutating func write(_ glyph: Character, at point: Point, role: Role = .text, selected: Bool = false) {
        write(String(glyph), at: point, role: role, selected: selected)
    }

    /// Fills a rectangle with a character, blank by default.
    public mutating func fill(_ rect: Rect, role: Role = .text, with glyph: Character = " ", selected: Bool = false) {
        let first = glyph.unicodeScalars.first.map(drawable) ?? substitute
        let scalar = ScalarClass(first) == .narrow ? first : substitute
        let cell = Cell(scalar, role: role, selected: selected)
        let area = rect.moved(x: origin.x, y: origin.y).intersection(clip)
        guard !area.isEmpty else { return }
        for y in area.y..<area.maxY {
            mendBefore(area.x, y)
            mendAfter(area.maxX - 1, y)
            let base = y * grid.size.columns
            for x in area.x..<area.maxX { grid.cells[base + x] = cell }
        }
    }

    /// Gives every cell of a rectangle, or of the region, another role and ends its selection: what is behind a dialog.
    public mutating func recolor(_ rect: Rect? = nil, role: Role) {
        change(rect) {
            $0.role = role
            $0.isSelected = false
        }
    }

    /// Gives every cell of a rectangle another role and lets its selection stand: a match inside a row.
    public mutating func highlight(_ rect: Rect, role: Role) {
        change(rect) { $0.role = role }
    }

    /// Selects every cell of a rectangle, or ends its selection.
    public mutating func select(_ rect: Rect, _ isSelected: Bool = true) {
        change(rect) { $0.isSelected = isSelected }
    }

    private mutating func change(_ rect: Rect?, _ body: (inout Cell) -> Void) {
        let area = (rect ?? bounds).moved(x: origin.x, y: origin.y).intersection(clip)
        guard !area.isEmpty else { return }
        for y in area.y..<area.maxY {
            for x in area.x..<area.maxX { body(&grid.cells[y * grid.size.columns + x]) }
        }
    }
}

extension Canvas {
    /// Where the next character goes, and what it means. In the grid's coordinates.
    private struct Pen {
        var x: Int
        let y: Int
        let role: Role
        let isSelected: Bool
    }

    private var substitute: Unicode.Scalar { glyphs.substitute.unicodeScalars.first ?? "?" }

    private func drawable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard glyphs.isASCII, !scalar.isASCII else { return scalar }
        return scalar.asciiTwin ?? substitute
    }

    private mutating func placeTruncated(_ text: String, with pen: inout Pen, upTo end: Int) {
        let rest = end - pen.x
        // Bytes are never fewer than columns, so a short text needs no measuring.
        if text.utf8.count <= rest || TextWidth.columns(of: text) <= rest {
            return put(text, with: &pen, upTo: end)
        }
        put(text, with: &pen, upTo: end - 1)
        put(String(glyphs.ellipsis), with: &pen, upTo: end)
    }

    private mutating func placeBlanks(_ count: Int, with pen: inout Pen) {
        guard count > 0 else { return }
        let rect = Rect(x: pen.x - origin.x, y: pen.y - origin.y, width: count, height: 1)
        fill(rect, role: pen.role, selected: pen.isSelected)
        pen.x += count
    }

    private mutating func put(_ text: String, with pen: inout Pen, upTo end: Int) {
        if !placeASCII(text, with: &pen, upTo: end) { placeScalars(text, with: &pen, upTo: end) }
    }

    /// The way most text goes: one byte, one cell. False, and nothing drawn, if the text has anything else in it.
    private mutating func placeASCII(_ text: String, with pen: inout Pen, upTo end: Int) -> Bool {
        var text = text
        let startX = pen.x
        let count: Int? = text.withUTF8 { bytes in
            for byte in bytes where byte < 0x20 || byte >= 0x7F { return nil }
            let taken = min(bytes.count, max(0, end - startX))
            paint(bytes, count: taken, with: pen)
            return taken
        }
        guard let count else { return false }
        pen.x += count
        return true
    }

    private mutating func paint(_ bytes: UnsafeBufferPointer<UInt8>, count: Int, with pen: Pen) {
        let first = max(pen.x, clip.x)
        let last = min(pen.x + count, clip.maxX)
        guard pen.y >= clip.y, pen.y < clip.maxY, first < last else { return }
        mendBefore(first, pen.y)
        mendAfter(last - 1, pen.y)
        let base = pen.y * grid.size.columns
        let blank = Cell("\0", role: pen.role, selected: pen.isSelected)
        grid.cells.withUnsafeMutableBufferPointer { cells in
            for x in first..<last {
                var cell = blank
                cell.bits |= UInt64(bytes[x - pen.x])
                cells[base + x] = cell
            }
        }
    }

    private mutating func placeScalars(_ text: String, with pen: inout Pen, upTo end: Int) {
        var tracker = ClusterTracker()
        var lastX: Int?
        for scalar in text.unicodeScalars {
            switch tracker.addition(of: scalar) {
            case .cell(let columns):
                guard pen.x + columns <= end else { return }
                lastX = pen.x
                put(drawable(scalar), columns: columns, with: &pen)
            case .substitute:
                guard pen.x < end else { return }
                lastX = nil
                put(substitute, columns: 1, with: &pen)
            case .mark:
                if let lastX, !glyphs.isASCII { add(mark: scalar, at: lastX, pen.y) }
            case .nothing:
                break
            }
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar, columns: Int, with pen: inout Pen) {
        defer { pen.x += columns }
        guard pen.y >= clip.y, pen.y < clip.maxY, pen.x + columns > clip.x, pen.x < clip.maxX else { return }
        let blank = Cell(" ", role: pen.role, selected: pen.isSelected)
        guard columns == 2 else {
            return set(Cell(scalar, role: pen.role, selected: pen.isSelected), at: pen.x, pen.y)
        }
        // Half a wide character cannot be shown: where it is cut, or has become a substitute, the rest is blank.
        guard pen.x >= clip.x, pen.x + 1 < clip.maxX else {
            if clip.isEmpty { return }
            return set(blank, at: pen.x < clip.x ? pen.x + 1 : pen.x, pen.y)
        }
        var cell = Cell(scalar, role: pen.role, selected: pen.isSelected)
        let half = scalar == substitute ? blank : cell.widen()
        mendBefore(pen.x, pen.y)
        mendAfter(pen.x + 1, pen.y)
        grid.cells[pen.y * grid.size.columns + pen.x] = cell
        grid.cells[pen.y * grid.size.columns + pen.x + 1] = half
    }

    private mutating func set(_ cell: Cell, at x: Int, _ y: Int) {
        mendBefore(x, y)
        mendAfter(x, y)
        grid.cells[y * grid.size.columns + x] = cell
    }

    private mutating func add(mark: Unicode.Scalar, at x: Int, _ y: Int) {
        guard clip.contains(Point(x: x, y: y)) else { return }
        let index = y * grid.size.columns + x
        // The base may have been cut to a blank at the clip's edge.
        if grid.cells[index].scalar != " " { grid.cells[index].add(mark: mark) }
    }

    /// Before a cell is overwritten that is the right half of a wide character: its left half becomes blank.
    private mutating func mendBefore(_ x: Int, _ y: Int) {
        let index = y * grid.size.columns + x
        if x > 0, grid.cells[index].isContinuation { grid.cells[index - 1].erase() }
    }

    /// Before a cell is overwritten that is the left half of a wide character: its right half becomes blank.
    private mutating func mendAfter(_ x: Int, _ y: Int) {
        let index = y * grid.size.columns + x
        if x + 1 < grid.size.columns, grid.cells[index].isWide { grid.cells[index + 1].erase() }
    }
}
