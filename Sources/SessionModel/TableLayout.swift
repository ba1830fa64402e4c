/// How a format keeps its sessions in a table, a row each; names are found without regard to case.
public struct TableLayout: Hashable, Sendable {
    /// The table's name.
    public var table: String
    /// The column of the id, which is the primary key.
    public var id: String
    /// The column of the payload.
    public var data: String
    /// The column of the deadline.
    public var expiry: String
    /// What the deadline's column counts.
    public var unit: ExpiryUnit
    /// Whether a deadline of 0 is none.
    public var zeroMeansNever: Bool

    /// What a column of deadlines counts.
    public enum ExpiryUnit: Hashable, Sendable {
        /// Seconds since 1970, with fraction.
        case seconds
    }

    /// Creates a layout.
    public init(
        table: String, id: String, data: String, expiry: String, unit: ExpiryUnit = .seconds,
        zeroMeansNever: Bool = true
    ) {
        self.table = table
        self.id = id
        self.data = data
        self.expiry = expiry
        self.unit = unit
        self.zeroMeansNever = zeroMeansNever
    }
}
