/// Changes of rows in a log: which keys they name, before and after.
struct BinlogRows {
    /// What happened to the rows.
    enum Kind: Hashable {
        case written, updated, deleted
    }

    /// The number of their table.
    let table: Int
    private let kind: Kind
    private var reader: ByteReader
    private let images: [[Bool]]

    /// Begins to read changes.
    ///
    /// - Parameter hasExtra: Whether it is the newer form, which MySQL writes.
    init(_ body: UnsafeRawBufferPointer, _ kind: Kind, hasExtra: Bool) throws(BinlogError) {
        var reader = ByteReader(body)
        guard let table = reader.number(6), reader.take(2) != nil else { throw .unreadable }
        if hasExtra {
            guard let size = reader.number(2), reader.take(size - 2) != nil else { throw .unreadable }
        }
        guard let count = reader.packedNumber() else { throw .unreadable }
        var images: [[Bool]] = []
        for _ in 0..<(kind == .updated ? 2 : 1) {
            guard let bits = Self.bits(count, &reader) else { throw .unreadable }
            images.append(bits)
        }
        self.table = table
        self.kind = kind
        self.images = images
        self.reader = reader
    }

    private static func bits(_ count: Int, _ reader: inout ByteReader) -> [Bool]? {
        guard let bytes = reader.take((count + 7) / 8) else { return nil }
        return (0..<count).map { bytes[$0 / 8] & 1 << UInt8($0 % 8) != 0 }
    }

    /// Whether rows name what stood in a column before, or what stands there of rows that are new. A log that holds as
    /// little as it can leaves out columns that it does not need to find a row.
    func name(_ column: Int) -> Bool { images[0].indices.contains(column) && images[0][column] }

    /// Calls `found` with each value of a column, in the rows as they were and as they are, as long as it wants more.
    func keys(
        _ column: Int, of table: BinlogTable, _ found: (UnsafeRawBufferPointer) -> Bool
    ) throws(BinlogError) {
        guard images.allSatisfy({ $0.count == table.columns.count }), column < table.columns.count else {
            throw .unreadable
        }
        var reader = reader
        while !reader.isAtEnd {
            for image in images {
                guard let nulls = Self.bits(image.count { $0 }, &reader) else { throw .unreadable }
                var present = nulls.makeIterator()
                for (index, description) in table.columns.enumerated() where image[index] {
                    if present.next() == true { continue }
                    guard let value = description.value(&reader) else { throw .unreadable }
                    if index == column, !found(value) { return }
                }
            }
        }
    }
}
