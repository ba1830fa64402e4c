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

    /// Whether it is a number larger than any double: a reader that makes doubles of numbers takes it for infinite.
    var overflowsDouble: Bool {
        guard kind == .number, !isNonFinite else { return false }
        return Double(rawText)?.isInfinite == true
    }
}

extension Payload {
    /// Whether a number in it is none that JSON knows.
    public var holdsNonFinite: Bool { allNodes.contains(where: \.isNonFinite) }

    /// Whether a number in it is larger than any double, as 1e999 is.
    public var holdsOverflow: Bool { allNodes.contains(where: \.overflowsDouble) }

    /// Whether a text or a key in it is written with half of a surrogate pair: `\ud800` stands for no character, and several
    /// languages' readers refuse the whole payload for it.
    public var holdsLoneSurrogate: Bool {
        var place = 0
        while let escape = source[place...].firstIndex(of: UInt8(ascii: "\\")) {
            guard let high = Self.unit(source, escape) else {
                place = min(escape + 2, source.count)
                continue
            }
            place = escape + 6
            switch high {
            case 0xD800...0xDBFF:
                guard let low = Self.unit(source, place), (0xDC00...0xDFFF).contains(low) else { return true }
                place += 6
            case 0xDC00...0xDFFF: return true
            default: continue
            }
        }
        return false
    }

    /// The number behind a `\u` at a place; nil where none stands there.
    private static func unit(_ text: [UInt8], _ place: Int) -> UInt16? {
        guard place + 6 <= text.count, text[place] == UInt8(ascii: "\\"), text[place + 1] == UInt8(ascii: "u") else {
            return nil
        }
        return UInt16(String(decoding: text[place + 2..<place + 6], as: UTF8.self), radix: 16)
    }

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
