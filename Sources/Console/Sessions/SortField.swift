internal import Operations
internal import SessionModel

/// What the list is sorted by.
enum SortField: Hashable, Sendable {
    case ttl, user, id, idle, age, size
    case column(PayloadColumn)

    /// Those that every list has.
    static let usual: [SortField] = [.ttl, .user, .id, .idle, .age, .size]

    /// Its word on the command line.
    var name: String {
        switch self {
        case .ttl: "ttl"
        case .user: "user"
        case .id: "id"
        case .idle: "idle"
        case .age: "age"
        case .size: "size"
        case .column(let column): column.name
        }
    }

    /// The column's heading.
    var heading: String { name.uppercased() }

    /// The key that picks it, after `s`; nil where a number does.
    var letter: Character? {
        switch self {
        case .ttl: "t"
        case .user: "u"
        case .id: "i"
        case .idle: "d"
        case .age: "a"
        case .size: "z"
        case .column: nil
        }
    }

    /// Whether every session has to be read to sort by it: the table does not keep it.
    var needsValues: Bool { column != nil }

    /// The column whose values are read.
    var column: ListColumn? {
        switch self {
        case .ttl, .user, .id: nil
        case .idle: .usual(.idle)
        case .age: .usual(.age)
        case .size: .usual(.size)
        case .column(let column): .payload(column)
        }
    }

    /// What a session is sorted by, as a value that does not change with time.
    func value(of session: Session, hiding secrets: SecretRule) -> ColumnValue {
        column.map { session.value(of: $0, at: Timestamp(milliseconds: 0), hiding: secrets) } ?? .missing
    }
}
