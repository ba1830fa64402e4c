import Operations
import SessionModel
import StoreKit
import TestSupport
import Testing

@Suite struct `An export` {
    private let acl: [String: [UInt8]] = ["system.posix_acl_access": [2, 0, 0, 0, 1, 0, 6, 0, 255, 255], "user.é": []]

    private var row: ArchivedRecord {
        var row = ArchivedRecord(key: SessionKey("row"), content: [])
        row.columns = [
            ArchivedColumn("id", .integer(.min)), ArchivedColumn("é\"", .null), ArchivedColumn("f", .fraction(0.1)),
            ArchivedColumn("g", .fraction(-.infinity)), ArchivedColumn("t", .text(Array("a\nb".utf8))),
            ArchivedColumn("b", .bytes([0, 255])), ArchivedColumn("", .text([])),
        ]
        return row
    }

    private var records: [ArchivedRecord] {
        [
            ArchivedRecord(key: SessionKey("a"), content: Array("{}".utf8)),
            ArchivedRecord(
                key: SessionKey(bytes: [0, 255, 10, 34]), content: Array(0...255), isSerialized: true, expiry: .never),
            ArchivedRecord(
                key: SessionKey(""), content: [], expiry: .at(Timestamp(milliseconds: 1_795_232_650_731)),
                modified: Timestamp(milliseconds: -1),
                ownership: FileOwnership(user: 0, group: .max, mode: 0o100640, attributes: acl)),
        ]
    }

    @Test func `is read back as it was written`() throws {
        #expect(try Export.read(Export.write(records)) == records)
        #expect(try Export.read([]) == [])
        #expect(try Export.read(Export.write([row])) == [row])
    }

    @Test(arguments: [Layout.Kind.keyValue, .files, .table, .documents, .memory])
    func `tells the kind of store it is from`(kind: Layout.Kind) throws {
        var record = records[0]
        record.kind = kind

        #expect(try Export.read(Export.write([record])) == [record])
    }

    @Test func `of random records is read back`() throws {
        var random = RepeatableRandom(seed: 40)
        for length in 0..<70 {
            let record = ArchivedRecord(key: SessionKey(bytes: random.bytes(length % 7)), content: random.bytes(length))
            #expect(try Export.read(Export.write([record])) == [record])
        }
    }

    @Test func `is one line a record`() {
        #expect(Export.write(records).count { $0 == 10 } == 3)
    }

    @Test(arguments: [
        ("\"content\"", "\"contents\""), ("\"curfew_export\":1", "\"curfew_export\":2"), ("\"key\":\"", "\"key\":\"*"),
        ("\"expiry\":1795232650731", "\"expiry\":\"soon\""), ("\"expiry\":1795232650731", "\"expiry\":1.5"),
        ("\"expiry\":1795232650731", "\"expired\":1"), ("\"modified\":-1", "\"modified\":\"x\""),
        ("\"mode\":33184", "\"mode\":\"x\""),
        ("\"serialized\":false", "\"serialized\":0"), ("{", ""), ("\"user.é\":\"\"", "\"user.é\":7"),
    ])
    func `with a damaged line is refused, by its number`(old: String, new: String) throws {
        var lines = String(decoding: Export.write(records), as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines[2].contains(old))
        lines[2] = lines[2].replacing(old, with: new)

        let error = #expect(throws: ExportError.self) { try Export.read(Array(lines.joined(separator: "\n").utf8)) }

        #expect(error?.line == 3)
    }

    @Test(arguments: [
        ("\"kind\":\"null\"", "\"kind\":\"nil\""), ("\"value\":\"-inf\"", "\"value\":\"-infi\""),
        ("\"kind\":\"integer\",\"value\":\"", "\"kind\":\"integer\",\"value\":\"1."), ("\"name\":\"f\",", ""),
        ("\"value\":\"AP8=\"", "\"value\":\"AP8\""),
    ])
    func `with a damaged column is refused`(old: String, new: String) throws {
        let text = String(decoding: Export.write([row]), as: UTF8.self)
        #expect(text.contains(old))

        #expect(throws: ExportError.self) { try Export.read(Array(text.replacing(old, with: new).utf8)) }
    }

    @Test func `cut anywhere is refused, but at the end of a line`() throws {
        let bytes = Export.write(records)
        for length in 1..<bytes.count where bytes[length - 1] != 10 && bytes[length] != 10 {
            #expect(throws: ExportError.self, "cut to \(length)") { try Export.read(Array(bytes[..<length])) }
        }
    }

    @Test func `counts blank lines when it names one`() throws {
        let text = "\n\n" + String(decoding: Export.write([records[0]]), as: UTF8.self) + "broken\n"

        let error = #expect(throws: ExportError.self) { try Export.read(Array(text.utf8)) }

        #expect(error?.line == 4)
    }
}
