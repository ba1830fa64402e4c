internal import SessionModel

/// The fields of a session: those of its row, and those that the table beside has.
struct FieldRow: Sendable {
    /// What the rows of the table beside refer to.
    let owner: [UInt8]
    private var fields: [FieldList.Field]
    /// How many bytes of values there are, of those that were not read as well.
    private var size = 0
    private var isCut = false

    /// Reads the cells that `rowFields` asks for.
    init(_ cells: ArraySlice<SQLCell>, _ named: [SQLTable.NamedColumn]) {
        owner = cells.first?.bytes.map(Array.init) ?? []
        fields = zip(named, cells.dropFirst()).compactMap { field, cell in
            cell.bytes.map { FieldList.Field(name: Array(field.name.utf8), value: Array($0)) }
        }
        size = fields.reduce(0) { $0 + $1.value.count }
    }

    /// Adds a row of the table beside: its name, how many bytes its value has, and the first of them.
    fileprivate mutating func add(_ name: [UInt8], size: Int, _ head: [UInt8]) {
        fields.append(FieldList.Field(name: name, value: head))
        self.size += size
        isCut = isCut || size > head.count
    }

    /// The fields as a record's content, and how many bytes that has.
    func content(limit: Int) -> (content: RecordContent, size: Int) {
        let bytes = FieldList(fields).bytes
        if isCut { return (.head(Array(bytes.prefix(limit))), max(size, bytes.count + 1)) }
        return (bytes.count > limit ? .head(Array(bytes.prefix(limit))) : .bytes(bytes), bytes.count)
    }
}

extension SQLEngine {
    /// What a SELECT names so that `FieldRow` can read a row's own fields.
    func rowFields(_ fields: [SQLTable.NamedColumn], _ more: SQLTable.FieldTable) -> String {
        ([more.owner] + fields.map(\.column)).map(text(of:)).joined(separator: ", ")
    }

    /// Adds to rows the fields that the table beside has of them, of each value so many bytes at the most.
    func addFields(
        _ table: SQLTable, to rows: inout [FieldRow], limit: Int, _ connection: Connection
    ) throws(SQLFailure) {
        guard let more = table.more else { return }
        let places = Dictionary(rows.indices.map { (rows[$0].owner, $0) }) { first, _ in first }
        let owners = Array(places.keys)
        let batch = keysAtOnce(table)
        for start in stride(from: 0, to: owners.count, by: batch) {
            let statement = fieldQuery(more, owners[start..<min(start + batch, owners.count)], limit)
            try connection.run(statement) { cells throws(SQLFailure) in
                guard let owner = cells[0].bytes, let name = cells[1].bytes, let head = cells[3].bytes,
                    let place = places[Array(owner)]
                else { return }
                rows[place].add(
                    Array(more.prefix.utf8) + name, size: cells[2].integer.map(Int.init) ?? head.count, Array(head))
            }
        }
    }

    private func fieldQuery(_ more: SQLTable.FieldTable, _ owners: ArraySlice<[UInt8]>, _ limit: Int) -> SQLText {
        var statement = SQLText("SELECT \(text(of: more.reference)), \(text(of: more.label)), ")
        statement += "\(byteCount(of: more.value)), \(head(of: more.value, count: mark(statement.nextNumber)))"
        statement.bind(.integer(Int64(limit)))
        statement += " FROM \(quoted(more.name)) WHERE \(quoted(more.reference.name)) IN ("
        for (number, owner) in owners.enumerated() {
            if number > 0 { statement += ", " }
            add(key(owner), to: &statement)
        }
        statement += ")"
        return statement
    }
}
