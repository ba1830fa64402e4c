internal import Glibc

/// A screen as a value: rows of cells.
public struct CellGrid: Equatable, Sendable {
    /// Columns and rows.
    public private(set) var size: Size
    /// Row by row, from the top left.
    @usableFromInline var cells: [Cell]

    /// Creates an empty grid.
    public init(_ size: Size) {
        self.size = size
        cells = Array(repeating: .blank, count: size.area)
    }

    /// The cell at a place; outside the grid it is blank, and writing there does nothing.
    public subscript(_ point: Point) -> Cell {
        get { contains(point) ? cells[point.y * size.columns + point.x] : .blank }
        set { if contains(point) { cells[point.y * size.columns + point.x] = newValue } }
    }

    /// The cells of a row from left to right; empty outside the grid.
    public func row(_ y: Int) -> ArraySlice<Cell> {
        guard y >= 0, y < size.rows else { return [] }
        return cells[y * size.columns..<(y + 1) * size.columns]
    }

    /// Whether a row looks the same in both grids, also in width.
    public func hasSameRow(_ y: Int, as other: CellGrid) -> Bool {
        guard size.columns == other.size.columns, y >= 0, y < size.rows, y < other.size.rows else { return false }
        let range = y * size.columns..<(y + 1) * size.columns
        return cells.withUnsafeBytes { mine in
            other.cells.withUnsafeBytes { theirs in
                guard let left = mine.baseAddress, let right = theirs.baseAddress else { return true }
                let stride = MemoryLayout<Cell>.stride
                return memcmp(left + range.lowerBound * stride, right + range.lowerBound * stride, range.count * stride)
                    == 0
            }
        }
    }

    /// Changes the size; what fits stays, new cells are blank.
    public mutating func resize(to newSize: Size) {
        guard newSize != size else { return }
        var resized = CellGrid(newSize)
        for y in 0..<min(size.rows, newSize.rows) {
            for x in 0..<min(size.columns, newSize.columns) {
                resized.cells[y * newSize.columns + x] = cells[y * size.columns + x]
            }
            resized.eraseHalfAtEnd(ofRow: y)
        }
        self = resized
    }

    /// Empties every cell.
    public mutating func clear() {
        for index in cells.indices { cells[index] = .blank }
    }

    private func contains(_ point: Point) -> Bool {
        point.x >= 0 && point.x < size.columns && point.y >= 0 && point.y < size.rows
    }

    private mutating func eraseHalfAtEnd(ofRow y: Int) {
        guard size.columns > 0 else { return }
        let last = y * size.columns + size.columns - 1
        if cells[last].isWide { cells[last].erase() }
    }
}
