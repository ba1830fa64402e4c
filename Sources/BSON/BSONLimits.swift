/// What a document may be at the most.
public struct BSONLimits: Hashable, Sendable {
    /// How many bytes it may have.
    public var size: Int
    /// How many documents and arrays may stand in one another, the outermost included.
    public var depth: Int

    /// Creates limits; without any, those of the servers with some room for what they wrap around.
    public init(size: Int = 48 << 20, depth: Int = 220) {
        self.size = size
        self.depth = depth
    }

    /// What a server takes.
    public static let server = BSONLimits()
}
