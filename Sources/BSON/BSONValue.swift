/// A value as it stands in a document: its type and its bytes, nothing of which is lost.
public struct BSONValue: Hashable, Sendable {
    /// The kind of value.
    public let type: BSONType
    /// The value's own bytes, without type and name.
    public let bytes: [UInt8]

    /// A value out of a document that was checked, or of our own making.
    init(unchecked type: BSONType, _ bytes: [UInt8]) {
        self.type = type
        self.bytes = bytes
    }

    /// Creates a value of its bytes.
    ///
    /// - Throws: `BSONError` when they are no value of the type.
    public init(_ type: BSONType, bytes: [UInt8]) throws(BSONError) {
        var writer = BSONWriter()
        writer.append("", BSONValue(unchecked: type, bytes))
        let document = try BSONDocument(writer.bytes)
        guard document.elements.count == 1, document.elements[0].value.count == bytes.count else {
            throw BSONError(.badLength, at: 0)
        }
        self.init(unchecked: type, bytes)
    }
}

// MARK: - What it says

extension BSONValue {
    /// The text of a string or a symbol; nil for anything else. Bytes that are no UTF-8 become replacement characters.
    public var string: String? { textBytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The bytes of a string or a symbol, without length and zero byte.
    public var textBytes: ArraySlice<UInt8>? {
        type == .string || type == .symbol ? bytes[4..<(bytes.count - 1)] : nil
    }

    /// The document, or the array as a document; nil for anything else.
    public var document: BSONDocument? {
        type == .document || type == .array ? try? BSONDocument(bytes) : nil
    }

    /// The elements of an array in order; nil for anything else.
    public var array: [BSONValue]? {
        guard type == .array, let document else { return nil }
        return document.elements.map(document.value)
    }

    /// The whole number of an int32, an int64, or of a double without a fraction; nil for anything else.
    public var integer: Int64? {
        switch type {
        case .int32: Int64(Int32(truncatingIfNeeded: littleEndian))
        case .int64: littleEndian
        case .double: double.flatMap { Int64(exactly: $0) }
        default: nil
        }
    }

    /// The number of a double, an int32 or an int64 as a double; nil for anything else.
    public var double: Double? {
        switch type {
        case .double: Double(bitPattern: UInt64(bitPattern: littleEndian))
        case .int32, .int64: integer.map(Double.init)
        default: nil
        }
    }

    /// The moment of a date in milliseconds since 1970; nil for anything else.
    public var milliseconds: Int64? { type == .date ? littleEndian : nil }

    /// The boolean, or a number's being other than 0, as the servers spell their flags; nil for anything else.
    public var boolean: Bool? {
        switch type {
        case .boolean: bytes.first == 1
        case .double, .int32, .int64: double.map { $0 != 0 }
        default: nil
        }
    }

    /// The subtype and the bytes of binary data; nil for anything else.
    public var binary: (subtype: UInt8, bytes: ArraySlice<UInt8>)? {
        type == .binary ? (bytes[4], bytes[5...]) : nil
    }

    private var littleEndian: Int64 {
        Int64(bitPattern: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}

// MARK: - Making them

extension BSONValue {
    /// A string.
    public static func string(_ text: String) -> BSONValue { string(utf8: Array(text.utf8)) }

    /// A string of the bytes of its text.
    public static func string(utf8: some Collection<UInt8>) -> BSONValue {
        BSONValue(unchecked: .string, fixed(Int32(utf8.count + 1)) + utf8 + [0])
    }

    /// A whole number of 32 bits.
    public static func int32(_ number: Int32) -> BSONValue { BSONValue(unchecked: .int32, fixed(number)) }

    /// A whole number of 64 bits.
    public static func int64(_ number: Int64) -> BSONValue { BSONValue(unchecked: .int64, fixed(number)) }

    /// A binary fraction.
    public static func double(_ number: Double) -> BSONValue {
        BSONValue(unchecked: .double, fixed(number.bitPattern))
    }

    /// A moment, in milliseconds since 1970.
    public static func date(milliseconds: Int64) -> BSONValue { BSONValue(unchecked: .date, fixed(milliseconds)) }

    /// A boolean.
    public static func boolean(_ flag: Bool) -> BSONValue { BSONValue(unchecked: .boolean, [flag ? 1 : 0]) }

    /// Nothing.
    public static let null = BSONValue(unchecked: .null, [])

    /// Binary data.
    public static func binary(_ bytes: some Collection<UInt8>, subtype: UInt8 = 0) -> BSONValue {
        BSONValue(unchecked: .binary, fixed(Int32(bytes.count)) + [subtype] + bytes)
    }

    /// A document.
    public static func document(_ document: BSONDocument) -> BSONValue {
        BSONValue(unchecked: .document, document.bytes)
    }

    /// An array.
    public static func array(_ values: [BSONValue]) -> BSONValue {
        var writer = BSONWriter()
        for (number, value) in values.enumerated() { writer.append(String(number), value) }
        return BSONValue(unchecked: .array, writer.bytes)
    }

    private static func fixed(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian, Array.init)
    }
}

extension BSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral
{
    public init(stringLiteral text: String) { self = .string(text) }
    public init(integerLiteral number: Int32) { self = .int32(number) }
    public init(booleanLiteral flag: Bool) { self = .boolean(flag) }
    public init(dictionaryLiteral members: (String, BSONValue)...) { self = .document(BSONDocument(members)) }
    public init(arrayLiteral values: BSONValue...) { self = .array(values) }
}
