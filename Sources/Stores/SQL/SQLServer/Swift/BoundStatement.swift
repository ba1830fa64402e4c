internal import CFreeTDS
internal import SQLStore

/// A statement with its values as `sp_executesql` takes them: declared, and sent beside the text.
struct BoundStatement {
    /// The statement's text.
    let text: String
    /// What each value is declared as.
    let declarations: String
    private let values: [SQLValue]
    private var arena: [UInt8] = []
    private var starts: [Int] = []

    /// Whether the answer is only how many rows were changed: one row of one number.
    let isChange: Bool

    init(_ statement: SQLText) {
        values = statement.values
        var types: [String] = []
        var settings = ""
        for (index, value) in values.enumerated() {
            types.append("@p\(index + 1) \(Self.type(value))")
            settings += Self.setting(value, "@p\(index + 1)")
            starts.append(arena.count)
            switch value {
            case .text(let bytes), .blob(let bytes): arena += bytes
            case .null, .integer, .real: break
            }
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

    /// Sends it.
    func send(_ connection: OpaquePointer) -> Bool {
        guard !values.isEmpty else { return cfreetds_run(connection, text) == 0 }
        return arena.withUnsafeBytes { arena in
            var bound: [cfreetds_value] = []
            for (index, value) in values.enumerated() {
                bound.append(Self.bound(value, arena.baseAddress.map { $0 + starts[index] }))
            }
            return cfreetds_query(connection, text, declarations, bound, bound.count) == 0
        }
    }

    private static func bound(_ value: SQLValue, _ bytes: UnsafeRawPointer?) -> cfreetds_value {
        var bound = cfreetds_value()
        bound.kind = Int32(cfreetds_null.rawValue)
        switch value {
        case .null, .text([]), .blob([]): break
        case .integer(let number):
            bound.kind = Int32(cfreetds_integer.rawValue)
            bound.integer = number
        case .real(let number):
            bound.kind = Int32(cfreetds_fraction.rawValue)
            bound.fraction = number
        case .text(let text):
            bound.kind = Int32(cfreetds_text.rawValue)
            bound.bytes = bytes
            bound.size = text.count
        case .blob(let content):
            bound.kind = Int32(cfreetds_blob.rawValue)
            bound.bytes = bytes
            bound.size = content.count
        }
        return bound
    }
}
