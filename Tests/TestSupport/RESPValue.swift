/// What a Redis-like server answers (RESP2).
public indirect enum RESPValue: Equatable, Sendable {
    /// A status such as `OK`.
    case status(String)
    /// An error, its code word first.
    case error(String)
    case integer(Int64)
    case bulk([UInt8])
    case array([RESPValue])
    /// A nil bulk or a nil array.
    case null

    /// The text of a status, an error or a bulk (read as UTF-8); nil for the others.
    public var text: String? {
        switch self {
        case .status(let text), .error(let text): text
        case .bulk(let bytes): String(decoding: bytes, as: UTF8.self)
        case .integer, .array, .null: nil
        }
    }

    /// The bytes of a bulk; nil for the others.
    public var bytes: [UInt8]? {
        if case .bulk(let bytes) = self { bytes } else { nil }
    }

    /// The number of an integer; nil for the others.
    public var number: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// The elements of an array; empty for the others.
    public var elements: [RESPValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// True for an error.
    public var isError: Bool {
        if case .error = self { true } else { false }
    }
}
