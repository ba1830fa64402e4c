public import SessionModel

/// A line on which a database tells of changes to a table, beside the connections that ask. It blocks, and belongs to one
/// thread; letting go of it closes it.
public protocol SQLPushSource: AnyObject {
    /// Ends the wait under way, and every later one, from any thread: `wait` then throws.
    var breaker: Breaker { get }

    /// Whether it tells which rows changed. Where it does not, the table is read and compared whenever it tells
    /// something, within the limit of what looking may cost.
    var namesKeys: Bool { get }

    /// Whether it tells of a change a moment before the change can be read: it is then told a second time. The default
    /// is no.
    var tellsEarly: Bool { get }

    /// Waits until the database tells something, at most so many milliseconds, and gives all that has come; nothing when
    /// the time was up.
    ///
    /// - Throws: `SQLFailure.lost` when the line broke.
    func wait(milliseconds: Int) throws(SQLFailure) -> [SQLNews]

    /// Whether what makes the database tell is still there; asked every quarter of a minute, so that it also finds a line
    /// that is dead without a word.
    func isStillSetUp() throws(SQLFailure) -> Bool
}

extension SQLPushSource {
    public var tellsEarly: Bool { false }
}

/// What a database tells on its own.
public enum SQLNews: Hashable, Sendable {
    /// These rows changed, came or went.
    case touched([SessionKey])
    /// Something changed; which rows is to be found out. Only from a source that names no keys.
    case something
    /// Everything may be different; why, for people: "the table was emptied".
    case gap(String)
    /// What makes it tell may have been taken away: `isStillSetUp` knows.
    case doubt
}
