/// How a language's JSON writer sets what it writes: given compact JSON, gives the same values in its manner.
struct JSONLayout {
    let afterColon: String
    let afterComma: String
    /// What a level is indented by; nil sets everything on one line.
    let indent: String?
    let isASCII: Bool

    /// `JSON.stringify`, and Ruby's `JSON.generate`.
    static let compact = JSONLayout(afterColon: "", afterComma: "", indent: nil, isASCII: false)
    /// Python's `json.dumps`.
    static let python = JSONLayout(afterColon: " ", afterComma: " ", indent: nil, isASCII: true)
    /// PHP's `json_encode` with slashes left as they are.
    static let php = JSONLayout(afterColon: "", afterComma: "", indent: nil, isASCII: true)
    /// The same with `JSON_PRETTY_PRINT`.
    static let phpPretty = JSONLayout(afterColon: " ", afterComma: "", indent: "    ", isASCII: true)

    func object(_ members: KeyValuePairs<String, String>) -> String {
        object(Array(members))
    }

    func object(_ members: [(key: String, value: String)]) -> String {
        let members = members.map { "\(JSONText.string($0.key)):\($0.value)" }
        return set("{\(members.joined(separator: ","))}")
    }

    /// Sets compact JSON anew.
    private func set(_ json: String) -> String {
        var writer = Writer(layout: self)
        for scalar in json.unicodeScalars { writer.take(scalar) }
        return writer.text
    }

    private struct Writer {
        let layout: JSONLayout
        var text = ""
        private var depth = 0
        private var isInString = false
        private var isEscaped = false
        private var opened = false

        init(layout: JSONLayout) {
            self.layout = layout
        }

        mutating func take(_ scalar: Unicode.Scalar) {
            if isInString { takeInString(scalar) } else { takeOutside(scalar) }
        }

        private mutating func takeInString(_ scalar: Unicode.Scalar) {
            isInString = isEscaped || scalar != "\""
            isEscaped = !isEscaped && scalar == "\\"
            if layout.isASCII && !scalar.isASCII {
                for unit in String(scalar).utf16 { text += "\\u" + hexadecimal(unit) }
            } else {
                text.unicodeScalars.append(scalar)
            }
        }

        private mutating func takeOutside(_ scalar: Unicode.Scalar) {
            let isClosing = scalar == "}" || scalar == "]"
            if isClosing { depth -= 1 }
            // An empty object or array stays on its line.
            if opened != isClosing { breakLine() }
            opened = scalar == "{" || scalar == "["
            if opened { depth += 1 }
            isInString = scalar == "\""
            text.unicodeScalars.append(scalar)
            if scalar == ":" { text += layout.afterColon }
            if scalar == "," {
                text += layout.afterComma
                breakLine()
            }
        }

        private mutating func breakLine() {
            guard let indent = layout.indent else { return }
            text += "\n" + String(repeating: indent, count: depth)
        }

        private func hexadecimal(_ unit: UInt16) -> String {
            let digits = String(unit, radix: 16)
            return String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
}
