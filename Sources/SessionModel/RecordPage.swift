/// A batch of records out of a listing, as columns: no object and no allocation a row.
public struct RecordPage: Sendable {
    /// The keys, one behind the other.
    public private(set) var keyBytes: [UInt8] = []
    /// Where each key ends in `keyBytes`.
    public private(set) var keyEnds: [UInt32] = []
    /// When each session dies, in milliseconds since 1970; `RowFacts.never` and `RowFacts.unknown` stand for themselves.
    public private(set) var deadlines: [Int64] = []
    /// What else is known of each row; empty when the listing read no content.
    public private(set) var facts: [RowFacts] = []
    /// The users' names, in the UTF-8 of their text, one behind the other; `RowFacts.user` are ranges of it.
    public private(set) var userBytes: [UInt8] = []
    /// How far the listing is, from 0 to 1, as well as the store can tell.
    public var progress: Double = 0
    /// Set by a glance that was given `RowFacts.unasked` and can't do without; it adds no row then, and is given the
    /// record once more.
    public var lacksModification = false

    /// Creates an empty page.
    public init() {}

    /// How many rows it holds.
    public var count: Int { deadlines.count }

    /// Makes room for `count` more rows.
    public mutating func reserve(_ count: Int) {
        keyEnds.reserveCapacity(keyEnds.count + count)
        deadlines.reserveCapacity(deadlines.count + count)
        keyBytes.reserveCapacity(keyBytes.count + count * 57)
    }

    /// An empty page with room for as much as this one holds.
    public func successor() -> RecordPage {
        var page = RecordPage()
        page.keyBytes.reserveCapacity(keyBytes.count)
        page.keyEnds.reserveCapacity(keyEnds.count)
        page.deadlines.reserveCapacity(deadlines.count)
        page.facts.reserveCapacity(facts.count)
        page.userBytes.reserveCapacity(userBytes.count)
        return page
    }

    /// Where in `keyBytes` the key of a row stands.
    public func keyRange(_ row: Int) -> Range<Int> {
        (row == 0 ? 0 : Int(keyEnds[row - 1]))..<Int(keyEnds[row])
    }

    /// The key of a row.
    public func key(_ row: Int) -> SessionKey { SessionKey(bytes: keyBytes[keyRange(row)]) }

    /// Adds a row of which only key and deadline are known.
    public mutating func append(key: UnsafeRawBufferPointer, deadline: Int64) {
        if !facts.isEmpty { facts.append(RowFacts(deadline: deadline, size: 0)) }
        addRow(key, deadline)
    }

    private mutating func addRow(_ key: UnsafeRawBufferPointer, _ deadline: Int64) {
        keyBytes.append(copying: key)
        keyEnds.append(UInt32(keyBytes.count))
        deadlines.append(deadline)
    }

    /// Gives facts to rows that have none, once one row has: facts are either of all rows or of none.
    private mutating func padFacts() {
        for deadline in deadlines[facts.count...] { facts.append(RowFacts(deadline: deadline, size: 0)) }
    }

    /// Adds a row with what its content says; `user` is the text of the user's name, empty for none.
    public mutating func append(key: UnsafeRawBufferPointer, facts: RowFacts, user: UnsafeRawBufferPointer) {
        var facts = facts
        facts.user = UInt32(userBytes.count)..<UInt32(userBytes.count + user.count)
        userBytes.append(copying: user)
        padFacts()
        addRow(key, facts.deadline)
        self.facts.append(facts)
    }

    /// Takes the rows of `other` in behind its own.
    public mutating func append(_ other: RecordPage) {
        let keyStart = UInt32(keyBytes.count)
        let userStart = UInt32(userBytes.count)
        if !other.facts.isEmpty { padFacts() }
        keyBytes.append(contentsOf: other.keyBytes)
        keyEnds.append(contentsOf: other.keyEnds.lazy.map { $0 + keyStart })
        deadlines.append(contentsOf: other.deadlines)
        userBytes.append(contentsOf: other.userBytes)
        facts.append(contentsOf: other.facts.lazy.map { $0.shifted(user: userStart) })
        if !facts.isEmpty { padFacts() }
        progress = max(progress, other.progress)
    }

    /// Whether it is known whose a row is, or that it is nobody's.
    public func isUserKnown(_ row: Int) -> Bool {
        row < facts.count && (facts[row].isReadable || !facts[row].user.isEmpty)
    }

    /// The text of a row's user, or nil for an anonymous one or where content was not read.
    public func user(_ row: Int) -> String? {
        guard row < facts.count, !facts[row].user.isEmpty else { return nil }
        let range = Int(facts[row].user.lowerBound)..<Int(facts[row].user.upperBound)
        return String(decoding: userBytes[range], as: UTF8.self)
    }
}

/// What a glance at a record tells of its session.
public struct RowFacts: Hashable, Sendable {
    /// Stands for a deadline that never comes.
    public static let never = Int64.max
    /// Stands for a deadline that could not be read.
    public static let unknown = Int64.min
    /// Stands for a modification time that is had by asking for it, which few records are worth.
    public static let unasked = Int64.min + 1

    /// When the session dies, in milliseconds since 1970, or `never`, or `unknown`.
    public var deadline: Int64
    /// When it was last seen, in milliseconds since 1970, or `unknown`.
    public var lastSeen: Int64
    /// The size of the record in bytes.
    public var size: UInt32
    /// Whether the record could be read as a session.
    public var isReadable: Bool
    /// Where its user's name stands in `RecordPage.userBytes`; empty for none.
    public internal(set) var user: Range<UInt32> = 0..<0

    /// Creates the facts of a row.
    public init(deadline: Int64, lastSeen: Int64 = unknown, size: Int, isReadable: Bool = true) {
        self.deadline = deadline
        self.lastSeen = lastSeen
        self.size = UInt32(clamping: size)
        self.isReadable = isReadable
    }

    fileprivate func shifted(user start: UInt32) -> RowFacts {
        var moved = self
        moved.user = (user.lowerBound + start)..<(user.upperBound + start)
        return moved
    }
}

/// Reads a record at a glance while a listing passes by: given key, content and the store's own expiry and
/// modification time (milliseconds since 1970, or `RowFacts.unknown`), adds one row to the page; none where the record
/// turns out to be no session.
///
/// It runs on a store's thread, for every record of a store, so it allocates nothing it can avoid. The buffers are
/// only good during the call.
public typealias RecordGlance =
    @Sendable (
        _ key: UnsafeRawBufferPointer, _ content: UnsafeRawBufferPointer, _ expiry: Int64, _ modified: Int64,
        _ page: inout RecordPage
    ) -> Void
