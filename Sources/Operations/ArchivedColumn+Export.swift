internal import SessionModel
internal import StoreKit
internal import TextCodings

/// A column of an exported row: its name, the kind of its value, and the value as text, bytes in base64.
extension ArchivedColumn {
    private enum Kind: String {
        case null, integer, fraction, text, bytes
    }

    var json: JSONValue {
        switch value {
        case .null: object(.null, "")
        case .integer(let number): object(.integer, String(number))
        // The shortest text that is read back as the same number.
        case .fraction(let number): object(.fraction, String(number))
        case .text(let bytes): object(.text, Base64.encode(bytes))
        case .bytes(let bytes): object(.bytes, Base64.encode(bytes))
        }
    }

    private func object(_ kind: Kind, _ value: String) -> JSONValue {
        ["name": .string(name), "kind": .string(kind.rawValue), "value": .string(value)]
    }

    /// Reads a column; nil where anything in it is not what was written.
    init?(_ node: PayloadNode) {
        guard let name = node.child(.key("name"))?.string, let text = node.child(.key("value"))?.string,
            let kind = node.child(.key("kind"))?.string.flatMap(Kind.init), let value = Self.value(kind, text)
        else { return nil }
        self.init(name, value)
    }

    private static func value(_ kind: Kind, _ text: String) -> Value? {
        switch kind {
        case .null: text.isEmpty ? .null : nil
        case .integer: Int64(text).map(Value.integer)
        case .fraction: Double(text).map(Value.fraction)
        case .text: Base64.decode(text.utf8, .standard).map(Value.text)
        case .bytes: Base64.decode(text.utf8, .standard).map(Value.bytes)
        }
    }
}
