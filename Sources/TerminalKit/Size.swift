/// An extent in character cells.
public struct Size: Hashable, Sendable {
    /// Cells from left to right; never negative.
    public let columns: Int
    /// Cells from top to bottom; never negative.
    public let rows: Int

    /// Creates a size; negative numbers count as zero.
    public init(columns: Int, rows: Int) {
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    /// The number of cells.
    public var area: Int { columns * rows }
}
