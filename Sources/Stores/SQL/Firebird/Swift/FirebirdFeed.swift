internal import SQLStore

/// The trigger that tells of changes to a table by POST_EVENT: its names, and the statements that make and unmake it.
struct FirebirdFeed {
    /// The name of the event and of the trigger.
    let name: String
    /// The table, quoted.
    private let table: String
    private let quote: (String) -> String

    init(table: String, quote: @escaping (String) -> String) {
        name = Self.name(of: table)
        self.table = quote(table)
        self.quote = quote
    }

    /// The event that says that the trigger is gone.
    var nameOfEnd: String { name + "_GONE" }

    /// A name of at most 31 characters that no other table's has.
    static func name(of table: String) -> String {
        var digest: UInt32 = 0x811C_9DC5
        for byte in table.utf8 { digest = (digest ^ UInt32(byte)) &* 0x0100_0193 }
        let digits = String(digest, radix: 16, uppercase: true)
        let plain = table.uppercased().utf8.filter { byte in
            UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || byte == UInt8(ascii: "_")
        }
        let zeros = String(repeating: "0", count: 8 - digits.count)
        return "CURFEW_\(String(decoding: plain.prefix(15), as: UTF8.self))_\(zeros)\(digits)"
    }

    /// The statement that makes it.
    var install: [String] {
        [
            "CREATE OR ALTER TRIGGER \(quote(name)) FOR \(table) ACTIVE AFTER INSERT OR UPDATE OR DELETE"
                + " AS BEGIN POST_EVENT '\(name)'; END"
        ]
    }

    /// The statement that unmakes it, and has consoles that listen look at once.
    var remove: [String] {
        [
            "EXECUTE BLOCK AS BEGIN"
                + " IF (EXISTS (SELECT 1 FROM rdb$triggers WHERE rdb$trigger_name = '\(name)')) THEN"
                + " EXECUTE STATEMENT 'DROP TRIGGER \(quote(name))';"
                + " POST_EVENT '\(nameOfEnd)'; END"
        ]
    }

    /// What it changes and what it costs.
    var effects: [String] {
        [
            "Adds the trigger \(name) to \(table); nothing else changes, and no row.",
            "Each committed change posts the event \(name), which says that something changed, and nothing of it.",
            "Whoever may connect to this database can wait for it.",
            "It is sent on a second connection, to the port RemoteAuxPort of the server's settings, any free one by default.",
        ]
    }
}
