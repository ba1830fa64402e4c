/// What must be read of a session to answer a query.
public struct QueryNeeds: OptionSet, Hashable, Sendable {
    /// The needs as bits.
    public let rawValue: UInt8

    /// Creates needs from their bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The id, where the store keeps one.
    public static let id = QueryNeeds(rawValue: 1)
    /// The values of the user rule's paths.
    public static let user = QueryNeeds(rawValue: 2)
    /// The decoded payload.
    public static let payload = QueryNeeds(rawValue: 4)
    /// When it dies.
    public static let deadline = QueryNeeds(rawValue: 8)
    /// When it was created and last seen.
    public static let times = QueryNeeds(rawValue: 16)
    /// The record's size.
    public static let size = QueryNeeds(rawValue: 32)
    /// Whether it is live, expired or unreadable.
    public static let state = QueryNeeds(rawValue: 64)
    /// Which framework wrote it.
    public static let format = QueryNeeds(rawValue: 128)
}
