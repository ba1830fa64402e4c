/// JSON to be written: what the command line prints and the journal keeps.
public indirect enum JSONValue: Hashable, Sendable {
    /// A text.
    case string(String)
    /// A whole number.
    case integer(Int64)
    /// Seconds with up to three digits of fraction, given in milliseconds.
    case seconds(milliseconds: Int64)
    /// true or false.
    case boolean(Bool)
    /// null.
    case null
    /// An array.
    case array([JSONValue])
    /// An object, its members in this order.
    case object([Member])
    /// JSON that is there already, as text.
    case raw([UInt8])

    /// One member of an object.
    public struct Member: Hashable, Sendable {
        /// The key.
        public var key: String
        /// The value.
        public var value: JSONValue

        /// Creates a member.
        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// A text, or null.
    public static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    /// A moment in seconds since 1970, or null.
    public static func optional(_ moment: Timestamp?) -> JSONValue {
        moment.map { .seconds(milliseconds: $0.milliseconds) } ?? .null
    }

    /// The value as JSON text on one line.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The value as JSON on one line, in UTF-8. What would steer a terminal is escaped, so it says the same unseen.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(into: &bytes)
        return JSONText.withoutInvisibles(bytes)
    }

    private func write(into bytes: inout [UInt8]) {
        switch self {
        case .string(let text): bytes += JSONText.encode(text)
        case .integer(let number): bytes += Array(String(number).utf8)
        case .seconds(let milliseconds):
            bytes += SecondsText.write(Timestamp(milliseconds: milliseconds), like: "0.0".utf8)
        case .boolean(let value): bytes += Array((value ? "true" : "false").utf8)
        case .null: bytes += Array("null".utf8)
        case .raw(let raw): bytes += raw
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (place, element) in elements.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(into: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (place, member) in members.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes += JSONText.encode(member.key)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(into: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral {
    /// A text.
    public init(stringLiteral text: String) { self = .string(text) }

    /// An object, its members in the order written.
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(members.map { Member($0.0, $0.1) })
    }
}
