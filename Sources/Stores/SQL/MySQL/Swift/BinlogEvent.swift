/// One entry of a server's binary log, its checksum left out.
struct BinlogEvent {
    /// What it is, as far as anybody here minds.
    enum Kind: Hashable {
        /// Says which checksums follow.
        case format
        case table
        case rows(BinlogRows.Kind, hasExtra: Bool)
        /// A statement in words: the end of a transaction, a change of the table itself, or a change of rows that was
        /// not written down row by row.
        case statement
        /// The end of a transaction.
        case commit
        /// The end of a transaction's first phase, or of all of it where there is only one.
        case prepared(isOver: Bool)
        /// Nothing happens.
        case heartbeat
        /// Changes in a form that is not read here.
        case opaque
        /// Nothing to do with rows.
        case other
    }

    let kind: Kind
    /// What follows the header.
    let body: UnsafeRawBufferPointer

    private static let headerSize = 19

    /// Takes an entry apart; nil where it is too short to be one.
    init?(_ bytes: UnsafeRawBufferPointer, hasChecksum: Bool) {
        guard bytes.count >= Self.headerSize else { return nil }
        let kind = Self.kind(bytes[4], bytes.dropFirst(Self.headerSize).first)
        // A heartbeat and the first entry may come without.
        let checksum = hasChecksum && kind != .format && kind != .heartbeat ? 4 : 0
        self.kind = kind
        body = UnsafeRawBufferPointer(rebasing: bytes[Self.headerSize..<max(Self.headerSize, bytes.count - checksum)])
    }

    private static func kind(_ type: UInt8, _ first: UInt8?) -> Kind {
        switch type {
        case 2: .statement
        case 15: .format
        case 16: .commit
        case 19: .table
        case 38: .prepared(isOver: first == 1)
        case 23, 24, 25: .rows(rows[Int(type) - 23], hasExtra: false)
        case 30, 31, 32: .rows(rows[Int(type) - 30], hasExtra: true)
        case 27: .heartbeat
        // A lost piece, a part of a JSON text, compressed transactions, statements and rows.
        case 26, 39, 40, 165...171: .opaque
        default: .other
        }
    }

    private static let rows: [BinlogRows.Kind] = [.written, .updated, .deleted]

    /// Whether what follows a format carries checksums: its last five bytes are their kind and its own.
    var announcesChecksums: Bool { body.count >= 5 && body[body.count - 5] == 1 }

    /// The database and the words of a statement.
    var statement: (database: String, words: String)? {
        var reader = ByteReader(body)
        guard reader.take(8) != nil, let nameSize = reader.number(1), reader.take(2) != nil,
            let size = reader.number(2), reader.take(size) != nil, let name = reader.take(nameSize),
            reader.take(1) != nil, let words = reader.take(body.count - 14 - size - nameSize)
        else { return nil }
        return (String(decoding: name, as: UTF8.self), String(decoding: words, as: UTF8.self))
    }
}
