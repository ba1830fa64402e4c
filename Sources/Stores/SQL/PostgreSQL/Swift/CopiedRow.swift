internal import CPostgreSQL
internal import SQLStore

/// Takes the messages of a binary COPY apart, of which there is one for each row.
struct CopiedRow {
    private let types: [Oid]
    private var isFirst = true
    /// The cells of the row at hand; their bytes are good as long as the message is.
    private(set) var cells: [SQLCell] = []

    /// What a message was.
    enum Message {
        /// A row.
        case row
        /// The end of the rows.
        case end
        /// Nothing that there could be.
        case garbled
    }

    /// Eleven bytes that say what it is, four of flags, four with the size of what may come to stand behind them.
    private static let head = 19
    private static let signature = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00]

    /// Creates a reader of rows with cells of these types; rows may have fewer.
    init(types: [Oid]) { self.types = types }

    /// Reads a message; in front of the first row stands the head of them all.
    mutating func read(_ message: UnsafeRawBufferPointer) -> Message {
        var place = 0
        if isFirst {
            guard message.starts(with: Self.signature), let more = Self.integer(message, Self.head - 4), more >= 0
            else {
                return .garbled
            }
            place = Self.head + Int(more)
            isFirst = false
        }
        guard place + 2 <= message.count else { return .garbled }
        let count = Int(Int16(bigEndian: message.loadUnaligned(fromByteOffset: place, as: Int16.self)))
        place += 2
        if count == -1 { return .end }
        guard (0...types.count).contains(count) else { return .garbled }
        if cells.count != count { cells = [SQLCell](repeating: .null, count: count) }
        for column in 0..<count {
            guard let size = Self.integer(message, place) else { return .garbled }
            place += 4
            guard size >= 0 else {
                guard size == -1 else { return .garbled }
                cells[column] = .null
                continue
            }
            let end = place + Int(size)
            guard end <= message.count else { return .garbled }
            let bytes = UnsafeRawBufferPointer(rebasing: message[place..<end])
            cells[column] = PostgreSQLConnection.cell(bytes, types[column])
            place = end
        }
        return place == message.count ? .row : .garbled
    }

    private static func integer(_ message: UnsafeRawBufferPointer, _ place: Int) -> Int32? {
        guard place + 4 <= message.count else { return nil }
        return Int32(bigEndian: message.loadUnaligned(fromByteOffset: place, as: Int32.self))
    }
}
