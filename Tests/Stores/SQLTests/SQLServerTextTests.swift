import SQLStore
import Testing

@testable import SQLServerStore

@Suite struct `Text of SQL Server` {
    static let texts = ["", "a", "é", "日本", "😀", "a\u{0}b", "\u{FFFF}\u{10FFFF}"]

    @Test(arguments: texts) func `passes both ways`(text: String) {
        let units = UTF16Bytes.encode(Array(text.utf8))
        #expect(units == text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
        #expect(units?.withUnsafeBytes { UTF16Bytes.decode($0) } == Array(text.utf8))
    }

    @Test(arguments: [[0x3D, 0xD8, 97, 0], [0x00, 0xDE], [97, 0, 0xFF, 0xDF, 0x3D, 0xD8, 98, 0]] as [[UInt8]])
    func `keeps half a pair apart from everything else`(units: [UInt8]) {
        let bytes = units.withUnsafeBytes { UTF16Bytes.decode($0) }
        #expect(String(validating: bytes, as: UTF8.self) == nil)
        #expect(UTF16Bytes.encode(bytes) == units)
    }

    @Test(arguments: [[97, 0, 0x3D, 0xD8], [97, 0, 98]] as [[UInt8]])
    func `is cut at a whole character`(units: [UInt8]) {
        #expect(units.withUnsafeBytes { UTF16Bytes.decode($0) } == [97])
    }

    @Test(
        arguments: [[0xFF], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xC3], [0xF4, 0x90, 0x80, 0x80], [0x80]] as [[UInt8]])
    func `is no text`(bytes: [UInt8]) {
        #expect(UTF16Bytes.encode(bytes) == nil)
    }

    @Test func `is declared so that an index finds it`() {
        var statement: SQLText = "x"
        for value: SQLValue in [.text("abc"), .text("é"), .blob([1]), .integer(1), .real(1), .null] {
            statement.bind(value)
        }
        #expect(
            BoundStatement(statement).declarations
                == "@p1 varchar(8000),@p2 nvarchar(max),@p3 varbinary(max),@p4 bigint,@p5 float,@p6 nvarchar(1)")
    }

    @Test func `is set where it is empty`() {
        var statement: SQLText = "SELECT @p1, @p2"
        statement.bind(.text(""))
        statement.bind(.blob([]))
        #expect(BoundStatement(statement).text == "SET @p1 = ''; SET @p2 = 0x; SELECT @p1, @p2")
    }

    @Test func `asks for the count of what it changes`() {
        #expect(
            BoundStatement("UPDATE t SET a = 1").text == "UPDATE t SET a = 1; SELECT CAST(@@ROWCOUNT AS bigint)")
        #expect(!BoundStatement("SELECT 1").isChange)
    }

    static let pages: [(String, String?, Bool)] = [
        ("abc", "1252", true), ("é€", "1252", true), ("日", "1252", false), ("é", "1250", false), ("日", "65001", true),
        ("日", nil, true),
    ]

    @Test(arguments: pages) func `is in a code page`(text: String, page: String?, isHeld: Bool) {
        #expect(CodePage.holds(text, page) == isHeld)
    }
}

@Suite struct `Errors of SQL Server` {
    static let errors: [(SQLServerError, SQLFailure)] = [
        (SQLServerError(.server, 2627, "w"), .taken), (SQLServerError(.server, 1222, "w"), .locked(9)),
        (SQLServerError(.server, 18456, "w"), .loginRefused("w")), (SQLServerError(.server, 1105, "w"), .full("w")),
        (SQLServerError(.server, 1205, "w"), .conflict("w")), (SQLServerError(.library, 20003, "w"), .timedOut(9)),
        (SQLServerError(.library, 20004, "w"), .lost("w")), (SQLServerError(.library, 20009, "w"), .unreachable("w")),
    ]

    @Test(arguments: errors) func `are failures`(error: SQLServerError, failure: SQLFailure) {
        #expect(error.failure(timeout: 9) == failure)
    }

    @Test func `name the package of a missing library`() {
        do throws(SQLFailure) {
            try FreeTDSLibrary.load("libnone.so.5")
        } catch {
            guard case .libraryMissing(_, let package) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(package == "libsybdb5")
        }
    }
}
