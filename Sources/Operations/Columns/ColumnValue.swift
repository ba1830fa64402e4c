/// What a session has in a column.
public enum ColumnValue: Hashable, Sendable {
    /// Nothing: the session has no such value.
    case missing
    /// Its payload could not be read.
    case unreadable
    /// A value that is hidden.
    case hidden
    /// A number, with the text it is written as.
    case number(Double, text: String)
    /// A text.
    case text(String)
}
