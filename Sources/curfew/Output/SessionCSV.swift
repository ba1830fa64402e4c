internal import SessionModel

/// Sessions as comma-separated values (RFC 4180), the columns of the JSON object.
enum SessionCSV {
    private static let names = [
        "id", "key", "format", "user", "expires_at", "ttl", "dies_by", "state", "created_at", "last_seen_at", "size",
        "store",
    ]

    /// The first line.
    static func heading(withPayload: Bool) -> String {
        (names + (withPayload ? ["payload"] : [])).joined(separator: ",")
    }

    /// The line of a session, given as JSON.
    static func line(_ value: JSONValue) -> String {
        guard case .object(let members) = value else { return "" }
        return members.map { field($0.value) }.joined(separator: ",")
    }

    private static func field(_ value: JSONValue) -> String {
        switch value {
        case .null: ""
        case .string(let text): quoted(text)
        case .raw(let bytes): quoted(String(decoding: bytes, as: UTF8.self))
        case .integer, .seconds, .boolean, .array, .object: value.text
        }
    }

    static func quoted(_ text: String) -> String {
        let needsQuotes = text.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
        guard needsQuotes else { return text }
        var quoted = "\""
        for character in text.unicodeScalars { quoted += character == "\"" ? "\"\"" : String(character) }
        return quoted + "\""
    }
}
