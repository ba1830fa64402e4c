/// A value of a payload.
indirect enum DemoValue: Sendable {
    case text(String)
    case number(Int)
    /// A decimal number, as it is written.
    case decimal(String)
    case array([DemoValue])
    case object([(key: String, value: DemoValue)])

    /// The JSON on one line.
    func text(comma: String = ",", colon: String = ":") -> String {
        switch self {
        case .text(let text): "\"\(text)\""
        case .number(let number): "\(number)"
        case .decimal(let digits): digits
        case .array(let values): "[\(values.map { $0.text(comma: comma, colon: colon) }.joined(separator: comma))]"
        case .object(let members):
            "{\(members.map { "\"\($0.key)\"\(colon)\($0.value.text(comma: comma, colon: colon))" }.joined(separator: comma))}"
        }
    }

    /// The JSON a member a line, indented by four blanks, as PHP does it.
    func pretty(level: Int = 0) -> String {
        let inner = String(repeating: " ", count: 4 * (level + 1))
        let outer = String(repeating: " ", count: 4 * level)
        switch self {
        case .text, .number, .decimal: return text()
        case .array(let values):
            guard !values.isEmpty else { return "[]" }
            return "[\n" + values.map { inner + $0.pretty(level: level + 1) }.joined(separator: ",\n") + "\n\(outer)]"
        case .object(let members):
            let lines = members.map { "\(inner)\"\($0.key)\": \($0.value.pretty(level: level + 1))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        }
    }
}
