internal import SessionModel

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
        /// The character set of its text as the catalogue spells it; nil where an engine has but one.
        public var encoding: String?

        /// Creates a column.
        public init(name: String, type: String, capacity: Int? = nil) {
            self.name = name
            self.type = type
            self.capacity = capacity
        }
    }

    /// The table's name as the catalogue spells it.
    public var name: String
    /// The column of the key.
    public var key: Column
    /// The column of the content.
    public var content: Column
    /// The column of the deadline.
    public var expiry: Column
    /// Whether 0 is no deadline.
    public var zeroMeansNever: Bool
    /// Whether no two rows can have the same key.
    public var isKeyUnique: Bool
    /// The names of its other columns.
    public var others: [String]
}

/// What a catalogue says of a name.
public struct SQLTableFacts: Sendable {
    /// What the name stands for.
    public enum Kind: Hashable, Sendable {
        case table
        /// Something else that can be read like one; the engine's word for it.
        case other(String)
    }

    /// The name as the catalogue spells it.
    public var name: String
    /// What it is.
    public var kind: Kind
    /// Its columns in order.
    public var columns: [SQLTable.Column]
    /// The columns that alone tell rows apart: a primary key or a unique index of one column.
    public var uniqueColumns: Set<String>

    /// Creates facts.
    public init(name: String, kind: Kind, columns: [SQLTable.Column], uniqueColumns: Set<String>) {
        self.name = name
        self.kind = kind
        self.columns = columns
        self.uniqueColumns = uniqueColumns
    }

    /// The table of a layout.
    ///
    /// - Throws: `SQLFailure.unsuitable` when it is none, or lacks a column.
    func table(_ layout: TableLayout) throws(SQLFailure) -> SQLTable {
        if case .other(let word) = kind {
            throw .unsuitable("\(name) is a \(word), and sessions can only be changed in a table", remedy: Self.advice)
        }
        let id = try column(layout.id)
        return SQLTable(
            name: name, key: id, content: try column(layout.data), expiry: try column(layout.expiry),
            zeroMeansNever: layout.zeroMeansNever, isKeyUnique: uniqueColumns.contains(id.name),
            others: columns.map(\.name).filter { name in
                ![layout.id, layout.data, layout.expiry].contains { $0.lowercased() == name.lowercased() }
            })
    }

    private func column(_ wanted: String) throws(SQLFailure) -> SQLTable.Column {
        let exact = columns.first { $0.name == wanted }
        guard let found = exact ?? columns.first(where: { $0.name.lowercased() == wanted.lowercased() }) else {
            let there = columns.map(\.name).joined(separator: ", ")
            throw .unsuitable("its table \(name) has no column \(wanted), only \(there)", remedy: Self.advice)
        }
        return found
    }

    private static let advice = "Name the table of the sessions with ?table=NAME."
}
