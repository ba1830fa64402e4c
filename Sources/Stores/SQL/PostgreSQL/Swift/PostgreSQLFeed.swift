internal import SQLStore
internal import StoreKit

/// The trigger that tells of changes to a table by NOTIFY: its names, and the statements that make and unmake it.
struct PostgreSQLFeed {
    /// What a notification carries, by its first letter; empty is "everything may be different".
    enum Mark {
        static let key = UInt8(ascii: "k"), doubt = UInt8(ascii: "x")
    }

    /// The name of the channel, of the function and of the trigger of rows.
    let name: String
    /// The table with its schema, quoted.
    private let table: String
    private let schema: String
    private let key: String
    private let quote: (String) -> String

    /// Notifications hold less than 8,000 bytes.
    private static let longestKey = 7000

    init(schema: String, table: String, key: String, quote: @escaping (String) -> String) {
        name = Self.name(schema: schema, table: table)
        self.table = "\(quote(schema)).\(quote(table))"
        self.schema = quote(schema)
        self.key = quote(key)
        self.quote = quote
    }

    /// A name of at most 63 bytes, the trigger of TRUNCATE included, that no other table's has.
    static func name(schema: String, table: String) -> String {
        var digest: UInt32 = 0x811C_9DC5
        for byte in "\(schema).\(table)".utf8 { digest = (digest ^ UInt32(byte)) &* 0x0100_0193 }
        let digits = String(digest, radix: 16)
        let plain = table.utf8.filter { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || byte == UInt8(ascii: "_")
        }
        let zeros = String(repeating: "0", count: 8 - digits.count)
        return "curfew_\(String(decoding: plain.prefix(40), as: UTF8.self))_\(zeros)\(digits)"
    }

    /// The name of the trigger that tells of TRUNCATE.
    var nameOfAll: String { name + "_all" }

    private var function: String { "\(schema).\(quote(name))" }

    /// The statements that make it, in order.
    var install: [String] {
        [
            "CREATE OR REPLACE FUNCTION \(function)() RETURNS trigger LANGUAGE plpgsql AS \(body)",
            "DROP TRIGGER IF EXISTS \(quote(name)) ON \(table)",
            "CREATE TRIGGER \(quote(name)) AFTER INSERT OR UPDATE OR DELETE ON \(table)"
                + " FOR EACH ROW EXECUTE FUNCTION \(function)()",
            "DROP TRIGGER IF EXISTS \(quote(nameOfAll)) ON \(table)",
            "CREATE TRIGGER \(quote(nameOfAll)) AFTER TRUNCATE ON \(table)"
                + " FOR EACH STATEMENT EXECUTE FUNCTION \(function)()",
        ]
    }

    /// The statements that unmake it, in order; the last has consoles that listen look at once.
    var remove: [String] {
        [
            "DROP TRIGGER IF EXISTS \(quote(name)) ON \(table)",
            "DROP TRIGGER IF EXISTS \(quote(nameOfAll)) ON \(table)",
            "DROP FUNCTION IF EXISTS \(function)()",
            "SELECT pg_notify('\(name)', 'x')",
        ]
    }

    /// What it changes and what it costs.
    var effects: [String] {
        [
            "Adds two triggers to \(table) and the function \(function); nothing else changes, and no row.",
            "Each committed change sends the session's id, never its data, on the channel \(name).",
            "Whoever may connect to this database can LISTEN there, and learns the ids of sessions as they change.",
            "Commits that change sessions take turns while they notify, and they can't be prepared in two phases.",
            "Setting it up and removing it lock the table for an instant.",
        ]
    }

    private var body: String {
        let code = """

            BEGIN
              IF TG_OP = 'TRUNCATE' THEN
                PERFORM pg_catalog.pg_notify('\(name)', '');
                RETURN NULL;
              END IF;
              IF TG_OP <> 'INSERT' THEN
                PERFORM pg_catalog.pg_notify('\(name)', \(message(of: "OLD")));
              END IF;
              IF TG_OP <> 'DELETE' THEN
                PERFORM pg_catalog.pg_notify('\(name)', \(message(of: "NEW")));
              END IF;
              RETURN NULL;
            END

            """
        // A column may be called anything.
        var mark = "$curfew$"
        var number = 0
        while code.contains(mark) {
            number += 1
            mark = "$curfew\(number)$"
        }
        return mark + code + mark
    }

    private func message(of row: String) -> String {
        "CASE WHEN pg_catalog.octet_length(\(row).\(key)) > \(Self.longestKey) THEN ''"
            + " ELSE pg_catalog.concat('k', \(row).\(key)) END"
    }
}
