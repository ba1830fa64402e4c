/// How much of a query is answered.
public enum QueryScope: Hashable, Sendable {
    /// While typing: words fit id and user, definitely; fields are not looked at and are unknown. Keep every row that
    /// is not a `no`.
    case typing
    /// From the row alone: what takes the payload is unknown, and the payload is never asked for.
    case row
    /// Everything.
    case whole
}
