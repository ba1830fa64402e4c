public import SessionModel

/// One user with live sessions, under all names that are surely theirs; or anonymous sessions of one shape.
public struct Person: Sendable {
    /// Whose sessions these are.
    public enum Identity: Hashable, Sendable {
        /// A user, by the name their sessions prefer.
        case user(String)
        /// Nobody's: the fields that the sessions have.
        case anonymous(shape: String)
    }

    /// Who it is.
    public var identity: Identity
    /// All spellings that name this person and nobody else, the preferred one first; none for anonymous sessions.
    public var names: [String]
    /// The live sessions, store by store.
    public internal(set) var seats: [Seat]
    /// The addresses they were last seen at, where payloads keep one, the newest last; at most a few.
    public internal(set) var addresses: [String]
    /// How many different addresses there are beyond those.
    public internal(set) var moreAddresses = false

    /// One live session in a directory of users.
    public struct Seat: Hashable, Sendable {
        /// Which of the directory's stores.
        public var store: Int
        /// The row in that store's table.
        var row: Int32
        /// When it was created, in milliseconds since 1970; `RowFacts.unknown` where nothing tells.
        var created: Int64
        /// When it was last seen, the same way.
        var seen: Int64
        /// When it ends, as the table of sessions has it.
        var deadline: Int64
    }

    /// The most addresses that are kept.
    static let mostAddresses = 8

    /// The user's name; nil for anonymous sessions.
    public var name: String? {
        switch identity {
        case .user(let name): name
        case .anonymous: nil
        }
    }

    /// How many live sessions there are.
    public var count: Int { seats.count }

    /// How many live sessions each store has, in the order of the stores; only those that have any.
    public var countByStore: [(store: Int, count: Int)] {
        var counts: [Int: Int] = [:]
        for seat in seats { counts[seat.store, default: 0] += 1 }
        return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// When the oldest session was created; nil where none tells.
    public var oldest: Timestamp? { moments(\.created).min() }

    /// When the newest session was created; nil where none tells.
    public var newest: Timestamp? { moments(\.created).max() }

    /// When the person was last seen; nil where no session tells.
    public var lastSeen: Timestamp? { moments(\.seen).max() }

    /// When the last of the sessions ends.
    public var lastDeadline: Deadline? {
        seats.map(\.deadline).filter { $0 != RowFacts.unknown }.max().flatMap(Deadline.init(tableValue:))
    }

    private func moments(_ field: KeyPath<Seat, Int64>) -> [Timestamp] {
        seats.map { $0[keyPath: field] }.filter { $0 != RowFacts.unknown }.map(Timestamp.init(milliseconds:))
    }
}
