internal import CFreeTDS
internal import SQLStore

/// A statement with its values as `sp_executesql` takes them: declared, and sent beside the text.
struct BoundStatement {
    /// The statement's text.
    let text: String
    /// What each value is declared as.
    let declarations: String
    private let values: BoundValues?

    /// Whether the answer is only how many rows were changed: one row of one number.
    let isChange: Bool

    init(_ statement: SQLText) {
        values = statement.values.isEmpty ? nil : BoundValues(statement.values.map(Self.sent))
        var types: [String] = []
        var settings = ""
        for (index, value) in statement.values.enumerated() {
            types.append("@p\(index + 1) \(Self.type(value))")
            settings += Self.setting(value, "@p\(index + 1)")
        }
        declarations = types.joined(separator: ",")
        isChange = ["UPDATE ", "INSERT ", "DELETE "].contains { statement.text.hasPrefix($0) }
        // The end of what has values tells no count: a procedure's own end comes after it.
        text = settings + statement.text + (isChange ? "; SELECT CAST(@@ROWCOUNT AS bigint)" : "")
    }

    /// A `varchar` column finds a `varchar` by its index and an `nvarchar` only by reading all, so that text is declared
    /// as one where it may be.
    private static func type(_ value: SQLValue) -> String {
        switch value {
        case .integer: "bigint"
        case .real: "float"
        case .blob: "varbinary(max)"
        case .null: "nvarchar(1)"
        case .text(let bytes): bytes.count <= 4000 && bytes.allSatisfy { $0 < 0x80 } ? "varchar(8000)" : "nvarchar(max)"
        }
    }

    /// The library sends what is empty as no value at all.
    private static func setting(_ value: SQLValue, _ name: String) -> String {
        switch value {
        case .text([]): "SET \(name) = ''; "
        case .blob([]): "SET \(name) = 0x; "
        case .text, .blob, .null, .integer, .real: ""
        }
    }

    private static func sent(_ value: SQLValue) -> SQLValue {
        switch value {
        case .text([]), .blob([]): .null
        case .text, .blob, .null, .integer, .real: value
        }
    }

    /// Sends it.
    func send(_ connection: OpaquePointer) -> Bool {
        guard let values else { return cfreetds_run(connection, text) == 0 }
        return values.withValues { cfreetds_query(connection, text, declarations, $0, $0.count) == 0 }
    }
}
