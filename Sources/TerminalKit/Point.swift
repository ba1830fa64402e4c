/// A place in a grid of cells; the top left corner is 0, 0.
public struct Point: Hashable, Sendable {
    /// Cells from the left edge.
    public var x: Int
    /// Cells from the top edge.
    public var y: Int

    /// The top left corner.
    public static let zero = Point(x: 0, y: 0)

    /// Creates a point.
    public init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }
}
