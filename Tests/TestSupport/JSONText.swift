/// JSON written as text: enough to say something to a program that reads JSON.
public enum JSONText {
    /// A string as JSON, with its quotes, all in ASCII but what is beyond it.
    public static func string(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "\"") { json, scalar in
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\u{00}"..."\u{1F}": json += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: json.unicodeScalars.append(scalar)
            }
        } + "\""
    }

    /// An object of values that are JSON already, keys in order of their names.
    public static func object(_ members: [String: String]) -> String {
        let members = members.sorted { $0.key < $1.key }.map { "\(string($0.key)):\($0.value)" }
        return "{\(members.joined(separator: ","))}"
    }

    /// An array of values that are JSON already.
    public static func array(_ elements: [String]) -> String {
        "[\(elements.joined(separator: ","))]"
    }

    /// The text of a JSON string without escapes, as ids are.
    static func plainString(_ json: String) -> String {
        String(json.dropFirst().dropLast())
    }
}
