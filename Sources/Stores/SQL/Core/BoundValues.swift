public import CSQLValue

/// The values of a statement as the engines' C parts take them: the bytes of all texts and blobs lie in one arena.
public struct BoundValues: Sendable {
    private let values: [SQLValue]
    private var arena: [UInt8] = []
    private var starts: [Int] = []

    /// Lays values out.
    public init(_ values: [SQLValue]) {
        self.values = values
        for value in values {
            starts.append(arena.count)
            switch value {
            case .text(let bytes), .blob(let bytes): arena += bytes
            case .null, .integer, .real: break
            }
        }
    }

    /// Hands the values on; they are good until `body` returns.
    public func withValues<Result>(_ body: ([csql_value]) -> Result) -> Result {
        arena.withUnsafeBytes { arena in
            body(zip(values, starts).map { value, start in Self.bound(value, arena.baseAddress.map { $0 + start }) })
        }
    }

    private static func bound(_ value: SQLValue, _ bytes: UnsafeRawPointer?) -> csql_value {
        var bound = csql_value()
        switch value {
        case .null: bound.kind = Int32(csql_null.rawValue)
        case .integer(let number):
            bound.kind = Int32(csql_integer.rawValue)
            bound.integer = number
        case .real(let number):
            bound.kind = Int32(csql_fraction.rawValue)
            bound.fraction = number
        case .text(let text):
            bound.kind = Int32(csql_text.rawValue)
            bound.bytes = bytes
            bound.size = text.count
        case .blob(let content):
            bound.kind = Int32(csql_blob.rawValue)
            bound.bytes = bytes
            bound.size = content.count
        }
        return bound
    }
}

extension SQLCell {
    /// The cell of a row that an engine's C part gives; its bytes are good as long as that says.
    @inlinable
    public init(_ value: csql_value) {
        let bytes = UnsafeRawBufferPointer(start: value.bytes, count: value.bytes == nil ? 0 : value.size)
        switch UInt32(value.kind) {
        case csql_integer.rawValue: self = .integer(value.integer)
        case csql_fraction.rawValue: self = .real(value.fraction)
        case csql_text.rawValue: self = .text(bytes)
        case csql_blob.rawValue: self = .blob(bytes)
        default: self = .null
        }
    }
}
