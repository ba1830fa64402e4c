/// The kind of a value in BSON, by the byte that stands for it.
public enum BSONType: UInt8, Hashable, Sendable, CaseIterable {
    case double = 0x01
    case string = 0x02
    case document = 0x03
    case array = 0x04
    case binary = 0x05
    case undefined = 0x06
    case objectID = 0x07
    case boolean = 0x08
    case date = 0x09
    case null = 0x0A
    case regularExpression = 0x0B
    case dbPointer = 0x0C
    case code = 0x0D
    case symbol = 0x0E
    case codeWithScope = 0x0F
    case int32 = 0x10
    case timestamp = 0x11
    case int64 = 0x12
    case decimal128 = 0x13
    case maxKey = 0x7F
    case minKey = 0xFF

    /// Its name as the servers spell it (`$type`), for messages.
    public var name: String {
        switch self {
        case .double: "double"
        case .string: "string"
        case .document: "object"
        case .array: "array"
        case .binary: "binData"
        case .undefined: "undefined"
        case .objectID: "objectId"
        case .boolean: "bool"
        case .date: "date"
        case .null: "null"
        case .regularExpression: "regex"
        case .dbPointer: "dbPointer"
        case .code: "javascript"
        case .symbol: "symbol"
        case .codeWithScope: "javascriptWithScope"
        case .int32: "int"
        case .timestamp: "timestamp"
        case .int64: "long"
        case .decimal128: "decimal"
        case .maxKey: "maxKey"
        case .minKey: "minKey"
        }
    }

    /// Whether values of the type compare by their number, so that a server takes 1 and 1.0 for equal.
    public var isNumber: Bool {
        switch self {
        case .double, .int32, .int64, .decimal128: true
        case .string, .document, .array, .binary, .undefined, .objectID, .boolean, .date, .null, .regularExpression,
            .dbPointer, .code, .symbol, .codeWithScope, .timestamp, .maxKey, .minKey:
            false
        }
    }
}
