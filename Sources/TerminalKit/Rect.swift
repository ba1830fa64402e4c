/// A rectangle of cells, by its top left corner and its size.
public struct Rect: Hashable, Sendable {
    /// Cells from the left edge to the first column.
    public let x: Int
    /// Cells from the top edge to the first row.
    public let y: Int
    /// Columns; never negative.
    public let width: Int
    /// Rows; never negative.
    public let height: Int

    /// The greatest width and distance, far beyond every screen: so that sums cannot overflow.
    static let limit = 1 << 30

    /// Creates a rectangle; a negative width or height counts as zero.
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = max(-Rect.limit, min(x, Rect.limit))
        self.y = max(-Rect.limit, min(y, Rect.limit))
        self.width = max(0, min(width, Rect.limit))
        self.height = max(0, min(height, Rect.limit))
    }

    /// Creates the rectangle of this size in the top left corner.
    public init(_ size: Size) {
        self.init(x: 0, y: 0, width: size.columns, height: size.rows)
    }

    /// The first column right of the rectangle.
    public var maxX: Int { x + width }
    /// The first row below the rectangle.
    public var maxY: Int { y + height }
    /// The top left corner.
    public var origin: Point { Point(x: x, y: y) }
    /// Columns and rows.
    public var size: Size { Size(columns: width, rows: height) }
    /// Whether it holds no cell.
    public var isEmpty: Bool { width == 0 || height == 0 }

    /// Whether the point lies inside.
    public func contains(_ point: Point) -> Bool {
        point.x >= x && point.x < maxX && point.y >= y && point.y < maxY
    }

    /// What both rectangles cover; empty if they do not meet.
    public func intersection(_ other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rect(x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
    }

    /// The rectangle moved by so many columns and rows.
    public func moved(x columns: Int = 0, y rows: Int = 0) -> Rect {
        Rect(x: x + columns, y: y + rows, width: width, height: height)
    }

    /// The rectangle without this many cells on every side.
    public func inset(by amount: Int) -> Rect {
        inset(horizontal: amount, vertical: amount)
    }

    /// The rectangle without this many columns at both sides and rows at top and bottom.
    public func inset(horizontal: Int, vertical: Int) -> Rect {
        Rect(x: x + horizontal, y: y + vertical, width: width - 2 * horizontal, height: height - 2 * vertical)
    }

    /// The first rows, and what is left below them. Both together are always the whole.
    public func splitTop(_ rows: Int) -> (top: Rect, rest: Rect) {
        let taken = min(max(0, rows), height)
        return (
            Rect(x: x, y: y, width: width, height: taken),
            Rect(x: x, y: y + taken, width: width, height: height - taken)
        )
    }

    /// The last rows, and what is left above them.
    public func splitBottom(_ rows: Int) -> (rest: Rect, bottom: Rect) {
        let (rest, bottom) = splitTop(height - min(max(0, rows), height))
        return (rest, bottom)
    }

    /// The first columns, and what is left right of them.
    public func splitLeft(_ columns: Int) -> (left: Rect, rest: Rect) {
        let taken = min(max(0, columns), width)
        return (
            Rect(x: x, y: y, width: taken, height: height),
            Rect(x: x + taken, y: y, width: width - taken, height: height)
        )
    }

    /// The last columns, and what is left at their left.
    public func splitRight(_ columns: Int) -> (rest: Rect, right: Rect) {
        let (rest, right) = splitLeft(width - min(max(0, columns), width))
        return (rest, right)
    }

    /// One row of the rectangle, counted from its top; empty outside.
    public func row(_ index: Int) -> Rect {
        Rect(x: x, y: y + index, width: width, height: 1).intersection(self)
    }

    /// A rectangle of at most this size in the middle.
    public func centered(_ wanted: Size) -> Rect {
        let columns = min(wanted.columns, width)
        let rows = min(wanted.rows, height)
        return Rect(x: x + (width - columns) / 2, y: y + (height - rows) / 2, width: columns, height: rows)
    }
}
