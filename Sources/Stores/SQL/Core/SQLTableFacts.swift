internal import SessionModel

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
    /// - Parameter more: What the catalogue says of the table of further fields, where the layout has one.
    /// - Throws: `SQLFailure.unsuitable` when it is none, or lacks a column.
    func table(_ layout: TableLayout, more: SQLTableFacts? = nil) throws(SQLFailure) -> SQLTable {
        if case .other(let word) = kind {
            throw .unsuitable("\(name) is a \(word), and sessions can only be changed in a table", remedy: Self.advice)
        }
        let id = try column(layout.id)
        let own = layout.ownColumns.map { $0.lowercased() }
        return SQLTable(
            name: name, key: id, content: try content(layout, more), expiry: try column(layout.expiry),
            unit: layout.unit, tellsLastUse: layout.moment == .lastUse, never: layout.never,
            isKeyUnique: uniqueColumns.contains(id.name),
            others: columns.filter { !own.contains($0.name.lowercased()) },
            shown: layout.shown.compactMap { name in found(name).map { .init(name: name, column: $0) } })
    }

    private func content(_ layout: TableLayout, _ more: SQLTableFacts?) throws(SQLFailure) -> SQLTable.Content {
        switch layout.content {
        case .column(let name): return .column(try column(name))
        case .fields(let fields, let beside):
            guard let more else {
                throw .unsuitable("there is no table \(name)\(beside.suffix) beside its table \(name)", remedy: nil)
            }
            var columns: [SQLTable.NamedColumn] = []
            for field in fields { columns.append(.init(name: field.name, column: try column(field.column))) }
            return .fields(
                columns,
                more: SQLTable.FieldTable(
                    name: more.name, owner: try column(beside.owner), reference: try more.column(beside.reference),
                    label: try more.column(beside.name), value: try more.column(beside.value), prefix: beside.prefix))
        }
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
    func has(_ layout: TableLayout) -> Bool { layout.ownColumns.allSatisfy { found($0) != nil } }

    private static let advice = "Name the table of the sessions with ?table=NAME."
}

extension TableLayout {
    /// The names of the columns that hold key, content and moment.
    fileprivate var ownColumns: [String] {
        switch content {
        case .column(let name): [id, name, expiry]
        case .fields(let fields, _): [id, expiry] + fields.map(\.column)
        }
    }

    /// The name of the table of further fields beside one; nil where there is none.
    func moreTable(beside name: String) -> String? {
        switch content {
        case .column: nil
        case .fields(_, let more): name + more.suffix
        }
    }
}
