public import SessionModel

/// A table of sessions as the catalogue has it.
public struct SQLTable: Hashable, Sendable {
    /// A column.
    public struct Column: Hashable, Sendable {
        /// Its name as the catalogue spells it.
        public var name: String
        /// Its type as the catalogue spells it, in small letters.
        public var type: String
        /// How many bytes it holds at the most; nil where nobody needs to mind.
        public var capacity: Int?
        /// How many characters it holds at the most; nil where nobody needs to mind.
        public var characters: Int?
        /// Whether the database works its value out by itself, so that none can be given.
        public var isComputed = false
        /// The character set of its text as the catalogue spells it; nil where an engine has but one.
        public var encoding: String?

        /// Creates a column.
        public init(name: String, type: String, capacity: Int? = nil) {
            self.name = name
            self.type = type
            self.capacity = capacity
        }
    }

    /// A column, and what the layout calls what is in it.
    public struct NamedColumn: Hashable, Sendable {
        /// The layout's name.
        public var name: String
        /// The column.
        public var column: Column
    }

    /// Where the content of a row's record is.
    public enum Content: Hashable, Sendable {
        /// In one column.
        case column(Column)
        /// In several, and in rows of another table.
        case fields([NamedColumn], more: FieldTable)
    }

    /// Another table, which has a row for each further field.
    public struct FieldTable: Hashable, Sendable {
        /// Its name as the catalogue spells it.
        public var name: String
        /// The column of the first table that tells whose a field is.
        public var owner: Column
        /// The column that refers to it.
        public var reference: Column
        /// The column of the field's name.
        public var label: Column
        /// The column of its value.
        public var value: Column
        /// What the record's content has in front of these names.
        public var prefix: String
    }

    /// The table's name as the catalogue spells it.
    public var name: String
    /// The column of the key.
    public var key: Column
    /// Where the content is.
    public var content: Content
    /// The column of the moment that a session's life is counted by.
    public var expiry: Column
    /// What that column counts.
    public var unit: TableLayout.ExpiryUnit
    /// Whether the moment is the session's last use, and no deadline.
    public var tellsLastUse: Bool
    /// What stands for no deadline; nil where nothing does.
    public var never: TableLayout.Never?
    /// Whether no two rows can have the same key.
    public var isKeyUnique: Bool
    /// Its other columns.
    public var others: [Column]
    /// Those of them that are shown.
    public var shown: [NamedColumn]

    /// What its column of moments should hold, as the end of "is no …".
    public var momentWords: String {
        switch unit {
        case .seconds, .wholeSeconds: "number of seconds"
        case .milliseconds: "number of milliseconds"
        case .date: "date and time"
        }
    }

    /// Says that an engine can't read dates, where they are the table's.
    ///
    /// - Throws: `SQLFailure.unsuitable` in that case.
    public func refuseDates(in engine: String) throws(SQLFailure) {
        guard unit.isDate else { return }
        throw .unsuitable(
            "its column \(expiry.name) should hold dates, and in \(engine) deadlines are only read from numbers",
            remedy: nil)
    }
}

extension SQLTable {
    /// The columns of the table itself that hold content.
    public var contentColumns: [Column] {
        switch content {
        case .column(let column): [column]
        case .fields(let fields, _): fields.map(\.column)
        }
    }

    /// The columns that hold key, content and moment.
    public var ownColumns: [Column] { [key] + contentColumns + [expiry] }

    /// The table of further fields; nil where there is none.
    public var more: FieldTable? {
        switch content {
        case .column: nil
        case .fields(_, let more): more
        }
    }

    /// What a column is for, as far as its type matters.
    public enum Role: Hashable, Sendable {
        /// A key, or a name.
        case key
        /// Content.
        case content
        /// The moment.
        case moment
    }

    /// Says which of its columns is of a type that an engine has no use for.
    ///
    /// - Parameter fitting: The names of the types that do.
    /// - Throws: `SQLFailure.unsuitable` where there is such a column.
    public func checkTypes(_ fitting: (Role) -> [String]) throws(SQLFailure) {
        var columns: [(Column, Role)] = [(key, .key)]
        switch content {
        case .column(let column): columns.append((column, .content))
        case .fields(_, let more):
            columns += [(more.owner, .key), (more.reference, .key), (more.label, .key), (more.value, .content)]
        }
        for (column, role) in columns + [(expiry, .moment)] where !fitting(role).contains(column.type) {
            let what = role == .moment ? momentWords : "text"
            throw .unsuitable("its column \(column.name) is a \(column.type), and no \(what)", remedy: nil)
        }
    }
}
