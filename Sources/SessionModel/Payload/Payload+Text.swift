extension PayloadNode {
    /// The value's text without blanks between its parts; scalars and keys as they were written.
    public func compact() -> [UInt8] {
        var text: [UInt8] = []
        JSONWriter(indent: nil).write(self, level: 0, into: &text) { $0.raw }
        return text
    }

    /// The value's text a member a line, indented by two blanks; scalars and keys as they were written.
    public func pretty() -> [UInt8] {
        var text: [UInt8] = []
        JSONWriter(indent: 2).write(self, level: 0, into: &text) { $0.raw }
        return text
    }
}

extension PayloadNode {
    /// Whether it is `NaN`, `Infinity` or `-Infinity`, which only Python's json module writes and reads.
    var isNonFinite: Bool { kind == .number && raw.last.map { (48...57).contains($0) } == false }
}

extension Payload {
    /// Whether a number in it is none that JSON knows.
    public var holdsNonFinite: Bool { allNodes.contains(where: \.isNonFinite) }

    /// The payload on one line as JSON that every reader takes: what only Python's json module knows is null.
    ///
    /// - Parameter rule: Which values are replaced by the mask; nil shows all.
    public func portable(hiding rule: SecretRule?) -> [UInt8] {
        let mask = Array("\"\(SecretRule.mask)\"".utf8)[...]
        let null = Array("null".utf8)[...]
        var text: [UInt8] = []
        JSONWriter(indent: nil).write(root, level: 0, into: &text) { node in
            if rule?.hides(node) == true { return mask }
            return node.isNonFinite ? null : node.raw
        }
        return text
    }
}

/// Writes a payload's values anew, with other blanks between them.
struct JSONWriter {
    /// How many blanks a level is indented by; nil writes everything on one line.
    var indent: Int?

    /// Writes `node`; `replacement` may give other text for a value, else it gives the value's own.
    func write(
        _ node: PayloadNode, level: Int, into text: inout [UInt8], replacement: (PayloadNode) -> ArraySlice<UInt8>
    ) {
        let own = replacement(node)
        let isContainer = node.kind == .object || node.kind == .array
        guard isContainer, own == node.raw else {
            text.append(contentsOf: own)
            return
        }
        text.append(node.kind == .object ? UInt8(ascii: "{") : UInt8(ascii: "["))
        var isFirst = true
        for child in node.children {
            if !isFirst { text.append(UInt8(ascii: ",")) }
            isFirst = false
            newLine(level + 1, into: &text)
            if let key = child.keyRange {
                text.append(contentsOf: node.payload.source[key])
                text.append(UInt8(ascii: ":"))
                if indent != nil { text.append(32) }
            }
            write(child, level: level + 1, into: &text, replacement: replacement)
        }
        if !isFirst { newLine(level, into: &text) }
        text.append(node.kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    }

    private func newLine(_ level: Int, into text: inout [UInt8]) {
        guard let indent else { return }
        text.append(10)
        text.append(contentsOf: repeatElement(32, count: level * indent))
    }
}
