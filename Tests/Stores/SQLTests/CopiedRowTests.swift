import SQLStore
import Testing

@testable import PostgreSQLStore

@Suite struct `Rows that PostgreSQL copies` {
    private static let head = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)
    /// Two cells: the text "ab", and 1.5.
    private static let row: [UInt8] =
        [0, 2, 0, 0, 0, 2, 97, 98, 0, 0, 0, 8] + withUnsafeBytes(of: (1.5).bitPattern.bigEndian, Array.init)

    private func read(_ messages: [UInt8]...) -> (last: CopiedRow.Message, cells: [SQLValue]) {
        var reader = CopiedRow(types: [BoundValues.TypeID.text, BoundValues.TypeID.fraction])
        var found: (CopiedRow.Message, [SQLValue]) = (.end, [])
        for message in messages {
            found = message.withUnsafeBytes { bytes in
                let kind = reader.read(bytes)
                return (kind, kind == .row ? reader.cells.map(\.value) : [])
            }
        }
        return found
    }

    @Test func `are read behind their head and after it`() {
        #expect(read(Self.head + Self.row).cells == [.text(Array("ab".utf8)), .real(1.5)])
        #expect(read(Self.head + Self.row, Self.row).cells == [.text(Array("ab".utf8)), .real(1.5)])
    }

    @Test func `may lack a value`() {
        let found = read(Self.head + [0, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
        #expect(found.cells == [.null, .null])
    }

    @Test func `end`() {
        #expect(read(Self.head + [0xFF, 0xFF]).last == .end)
        #expect(read(Self.head + Self.row, [0xFF, 0xFF]).last == .end)
    }

    @Test func `are refused when they make no sense`() {
        #expect(read(Self.row).last == .garbled)
        #expect(read(Self.head).last == .garbled)
        #expect(read(Self.head + Self.row.dropLast()).last == .garbled)
        #expect(read(Self.head + Self.row + [0]).last == .garbled)
        #expect(read(Self.head + [0, 3] + Self.row.dropFirst(2)).last == .garbled)
        #expect(read(Self.head + [0, 1, 0xFF, 0xFF, 0xFF, 0xFE]).last != .row)
    }
}
