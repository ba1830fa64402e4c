/// A log's description of a table: what comes before each change of its rows.
struct BinlogTable: Hashable {
    /// The number that the changes name it by.
    let number: Int
    /// Its columns, in order.
    let columns: [BinlogColumn]

    /// Reads a description; nil where it is another table's.
    ///
    /// - Throws: `BinlogError` where it can't be read.
    init?(_ body: UnsafeRawBufferPointer, database: String, table: String) throws(BinlogError) {
        var reader = ByteReader(body)
        guard let number = reader.number(6), reader.take(2) != nil, let names = Self.names(&reader) else {
            throw .unreadable
        }
        guard names == (database.lowercased(), table.lowercased()) else { return nil }
        guard let count = reader.packedNumber(), let types = reader.take(count), let size = reader.packedNumber(),
            let facts = reader.take(size)
        else { throw .unreadable }
        var factReader = ByteReader(facts)
        var columns: [BinlogColumn] = []
        for type in types {
            guard let column = BinlogColumn(type: type, facts: &factReader) else { throw .unreadable }
            columns.append(column)
        }
        self.number = number
        self.columns = columns
    }

    /// Database and table, in small letters: some servers keep them so, whatever they are called.
    private static func names(_ reader: inout ByteReader) -> (String, String)? {
        var names: [String] = []
        for _ in 0..<2 {
            guard let size = reader.number(1), let name = reader.take(size), reader.take(1) != nil else { return nil }
            names.append(String(decoding: name, as: UTF8.self).lowercased())
        }
        return (names[0], names[1])
    }
}

/// What a log says that can't be read.
enum BinlogError: Error, Hashable {
    case unreadable
}
