/// A server's answer, taken out of the buffer: for whatever is not asked a million times.
enum Reply: Equatable {
    /// A word such as OK.
    case status(String)
    /// An error.
    case refusal(Refusal)
    /// A number.
    case integer(Int64)
    /// Bytes.
    case bulk([UInt8])
    /// Nothing.
    case null
    /// A list.
    case array([Reply])

    /// The reply itself, unless it is an error.
    func get() throws(RedisFailure) -> Reply {
        if case .refusal(let refusal) = self { throw .refused(refusal) }
        return self
    }

    /// The error, if it is one.
    var refusal: Refusal? {
        if case .refusal(let refusal) = self { refusal } else { nil }
    }

    /// The number, or a number written as text.
    var integer: Int64? {
        switch self {
        case .integer(let number): number
        case .bulk(let bytes): Int64(String(decoding: bytes, as: UTF8.self))
        case .status, .refusal, .null, .array: nil
        }
    }

    /// The bytes.
    var bytes: [UInt8]? {
        if case .bulk(let bytes) = self { bytes } else { nil }
    }

    /// Words, as text.
    var text: String? {
        switch self {
        case .status(let text): text
        case .bulk(let bytes): String(decoding: bytes, as: UTF8.self)
        case .refusal, .integer, .null, .array: nil
        }
    }

    /// The elements of a list.
    var elements: [Reply]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// Whether the server said OK.
    var isOK: Bool { self == .status("OK") }
}
