/// A connection to a database: one statement at a time, on one thread at a time, and it blocks.
///
/// Letting go of it closes it.
public protocol SQLConnection: AnyObject {
    /// Ends the statement under way, from any thread.
    var breaker: Breaker { get }

    /// Whether another statement may be sent; false once it broke.
    var isUsable: Bool { get }

    /// Runs a statement with its values bound, and calls `row` for each row of the answer.
    ///
    /// - Returns: How many rows it changed.
    /// - Throws: `SQLFailure`, with the database's own words.
    @discardableResult
    func run(
        _ statement: SQLText, row: (_ cells: [SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int

    /// Whether `stream` hands rows on while the database still sends others; false is the default.
    var streamsRows: Bool { get }

    /// Runs a statement as `run` does, and where `streamsRows` says so hands its rows on as they come; nothing else is run
    /// on the connection before it returns.
    func stream(
        _ statement: SQLText, row: (_ cells: [SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure)

    /// What moves whenever somebody else has changed the database; nil where nothing cheap tells.
    func changeMark() throws(SQLFailure) -> Int64?

    // MARK: Reading out of a snapshot

    /// Has the rows of a listing's statement kept, to be taken in batches, each row once; nothing else is run on the
    /// connection until `endSnapshot`. It must hold up no writer.
    ///
    /// - Parameters:
    ///   - statement: A SELECT of keys and moments, and behind them may be the contents' kinds and bytes.
    ///   - rests: Whether there will be pauses between the batches.
    /// - Returns: False, the default, where the database has no such thing.
    func beginSnapshot(_ statement: SQLText, rests: Bool) throws(SQLFailure) -> Bool
    /// Whether there are such rows.
    var hasSnapshot: Bool { get }
    /// Takes the next rows, at most so many; fewer are the last.
    ///
    /// - Parameter ahead: How many are to be taken after these, so that the database reads them meanwhile; nil has it
    ///   rest.
    /// - Returns: How many there were.
    func takeRows(
        _ count: Int, ahead: Int?, row: (_ cells: [SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int
    /// Lets the rows go.
    func endSnapshot() throws(SQLFailure)
}

extension SQLConnection {
    public var streamsRows: Bool { false }

    public func stream(
        _ statement: SQLText, row: (_ cells: [SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) {
        try run(statement, row: row)
    }

    public func beginSnapshot(_ statement: SQLText, rests: Bool) throws(SQLFailure) -> Bool { false }

    public var hasSnapshot: Bool { false }

    public func takeRows(
        _ count: Int, ahead: Int?, row: (_ cells: [SQLCell]) throws(SQLFailure) -> Void
    ) throws(SQLFailure) -> Int { 0 }

    public func endSnapshot() throws(SQLFailure) {}
}

extension SQLConnection {
    /// Runs a statement whose answer has no rows that matter.
    @discardableResult
    public func run(_ statement: SQLText) throws(SQLFailure) -> Int {
        try run(statement) { _ throws(SQLFailure) in }
    }

    /// The first cell of the first row, as a value that may be kept; nil where there is no row.
    public func value(_ statement: SQLText) throws(SQLFailure) -> SQLValue? {
        var found: SQLValue?
        try run(statement) { cells throws(SQLFailure) in if found == nil { found = cells.first?.value } }
        return found
    }

    /// The first cell of the first row as text; nil where there is none.
    public func text(_ statement: SQLText) throws(SQLFailure) -> String? {
        var found: String?
        try run(statement) { cells throws(SQLFailure) in if found == nil { found = cells.first?.string } }
        return found
    }

    /// The first cell of the first row as a whole number; nil where there is none.
    public func integer(_ statement: SQLText) throws(SQLFailure) -> Int64? {
        var found: Int64?
        try run(statement) { cells throws(SQLFailure) in if found == nil { found = cells.first?.integer } }
        return found
    }
}
