/// Where a page of a listing begins, and in which order it goes on.
enum PageOrder: Sendable {
    /// By the key, after one; nil from the first on.
    case key(after: SQLValue?)
    /// By the number of the engine's own that a column gives each row, which stands in the last cell; from the last row
    /// of the page before, nil from the first row on.
    case number(String, last: Row?)
    /// As the database has them, out of a snapshot that the connection holds.
    case snapshot

    /// A row that a page ended with.
    struct Row: Hashable, Sendable {
        var number: Int64
        var key: SQLValue
    }
}
