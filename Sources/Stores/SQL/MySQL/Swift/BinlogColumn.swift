/// A column as a log's description of a table has it: enough to step over its values, and to take out a text.
struct BinlogColumn: Hashable {
    /// How a value is laid out.
    enum Shape: Hashable {
        /// So many bytes.
        case fixed(Int)
        /// A length of so many bytes, then as many bytes as it says.
        case counted(Int)
    }

    let shape: Shape

    /// The bytes of the value that comes next.
    func value(_ reader: inout ByteReader) -> UnsafeRawBufferPointer? {
        switch shape {
        case .fixed(let size): return reader.take(size)
        case .counted(let width):
            guard let size = reader.number(width) else { return nil }
            return reader.take(size)
        }
    }

    /// Reads what a description says of a column of a type; nil for a type nobody knows.
    init?(type: UInt8, facts: inout ByteReader) {
        switch type {
        case 1, 13: shape = .fixed(1)  // TINYINT, YEAR
        case 2: shape = .fixed(2)  // SMALLINT
        case 9, 10, 11, 14: shape = .fixed(3)  // MEDIUMINT, DATE, TIME
        case 3, 7: shape = .fixed(4)  // INT, TIMESTAMP
        case 8, 12: shape = .fixed(8)  // BIGINT, DATETIME
        case 6: shape = .fixed(0)  // NULL
        case 4, 5:  // FLOAT, DOUBLE
            guard let size = facts.number(1) else { return nil }
            shape = .fixed(size)
        case 17, 18, 19:  // TIMESTAMP, DATETIME and TIME with fractions
            guard let digits = facts.number(1) else { return nil }
            shape = .fixed([4, 5, 3][Int(type) - 17] + (digits + 1) / 2)
        case 15, 253, 141:  // VARCHAR, also compressed
            guard let most = facts.number(2) else { return nil }
            shape = .counted(most > 255 ? 2 : 1)
        case 245, 249, 250, 251, 252, 255, 140:  // JSON, BLOB and TEXT, GEOMETRY, compressed BLOB
            guard let width = facts.number(1) else { return nil }
            shape = .counted(width)
        case 16:  // BIT
            guard let bits = facts.number(1), let bytes = facts.number(1) else { return nil }
            shape = .fixed(bytes + (bits > 0 ? 1 : 0))
        case 246:  // DECIMAL
            guard let digits = facts.number(1), let decimals = facts.number(1) else { return nil }
            shape = .fixed(Self.decimalSize(digits - decimals) + Self.decimalSize(decimals))
        case 254, 247, 248:  // CHAR, ENUM, SET
            guard let first = facts.number(1), let second = facts.number(1) else { return nil }
            shape = Self.characters(first, second)
        default: return nil
        }
    }

    /// Nine digits are kept in four bytes, fewer in less.
    private static func decimalSize(_ digits: Int) -> Int {
        digits / 9 * 4 + (digits % 9 + 1) / 2
    }

    /// Two bits of a length above 255 hide in the type.
    private static func characters(_ first: Int, _ second: Int) -> Shape {
        guard first & 0x30 == 0x30 else { return .counted((second | (first & 0x30 ^ 0x30) << 4) > 255 ? 2 : 1) }
        let isList = first == 247 || first == 248
        return isList ? .fixed(second) : .counted(1)
    }
}
