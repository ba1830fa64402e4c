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

    /// The table's name as the catalogue spells it.
    public var name: String
    /// The column of the key.
    public var key: Column
    /// The column of the content.
    public var content: Column
    /// The column of the moment that a session's life is counted by.
    public var expiry: Column
    /// What that column counts.
    public var unit: TableLayout.ExpiryUnit
    /// Whether the moment is the session's last use, and no deadline.
    public var tellsLastUse: Bool
    /// Whether 0 is no deadline.
    public var zeroMeansNever: Bool
    /// Whether no two rows can have the same key.
    public var isKeyUnique: Bool
    /// Its other columns.
    public var others: [Column]
    /// Those of them that are shown.
    public var shown: [Column]

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
            unit: layout.unit, tellsLastUse: layout.moment == .lastUse, zeroMeansNever: layout.zeroMeansNever,
            isKeyUnique: uniqueColumns.contains(id.name),
            others: columns.filter { column in
                ![layout.id, layout.data, layout.expiry].contains { $0.lowercased() == column.name.lowercased() }
            }, shown: layout.shown.compactMap(found))
    }

    private func column(_ wanted: String) throws(SQLFailure) -> SQLTable.Column {
        guard let found = found(wanted) else {
            let there = columns.map(\.name).joined(separator: ", ")
            throw .unsuitable("its table \(name) has no column \(wanted), only \(there)", remedy: Self.advice)
        }
        return found
    }

    private func found(_ wanted: String) -> SQLTable.Column? {
        columns.first { $0.name == wanted } ?? columns.first { $0.name.lowercased() == wanted.lowercased() }
    }

    /// Whether a layout's columns are all there.
    func has(_ layout: TableLayout) -> Bool {
        [layout.id, layout.data, layout.expiry].allSatisfy { found($0) != nil }
    }

    private static let advice = "Name the table of the sessions with ?table=NAME."
}
