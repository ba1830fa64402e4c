internal import TextCodings

/// Which fields of a payload are hidden until somebody asks to see them.
public struct SecretRule: Hashable, Sendable {
    /// What stands for a hidden value wherever it is only shown.
    public static let mask = "********"

    /// The words, folded, in order: a list is walked faster than it is hashed.
    private let words: [[UInt8]]
    private static let common = [
        "password", "passwd", "passphrase", "secret", "token", "csrf", "xsrf", "apikey", "accesskey", "privatekey",
        "authorization", "jwt", "credential", "credentials", "otp", "cvv", "cvc", "cardnumber", "ssn", "signature",
        "authhash", "ssopending", "bearer", "pwd", "passcode",
    ]

    /// Creates the rule for the usual names, and for fields named by `names` as well.
    public init(also names: [String] = []) {
        words = (Self.common + names).map(Self.folded)
    }

    /// Whether the value is hidden: by a word in its key, or because its text holds a signed token or JSON with hidden
    /// values in it.
    public func hides(_ node: PayloadNode) -> Bool {
        switch node.kind {
        case .null, .boolean: return false
        case .string where node.raw.count <= 2: return false
        case .string, .number, .object, .array: break
        }
        if let key = node.key, hides(key: key) { return true }
        guard node.kind == .string, let text = node.string else { return false }
        return Self.holdsToken(Array(text.utf8)) || holdsHiddenJSON(text)
    }

    /// Whether a value, or something it stands in, is hidden.
    public func covers(_ node: PayloadNode) -> Bool {
        var place: PayloadNode? = node
        while let current = place {
            if current.parent != nil, hides(current) { return true }
            place = current.parent
        }
        return false
    }

    private func holdsHiddenJSON(_ text: String) -> Bool {
        guard let first = text.utf8.first(where: { $0 > 32 }), first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            let payload = try? Payload(parsing: text)
        else { return false }
        return payload.allNodes.contains(where: hides)
    }

    /// Whether a field of this name is hidden.
    ///
    /// Every key of every payload that is shown is asked about, so this works on bytes.
    public func hides(key: String) -> Bool {
        let name = Self.folded(key)
        return words.contains { word in
            guard !word.isEmpty, word.count <= name.count else { return false }
            let last = name.count - word.count
            // A short word may be a part of any other by chance: it only counts at the start and at the end.
            let places = word.count > 4 ? 1 : max(1, last)
            return stride(from: 0, through: last, by: places).contains { Self.isThere(word, in: name, at: $0) }
        }
    }

    private static func isThere(_ word: [UInt8], in name: [UInt8], at place: Int) -> Bool {
        var index = 0
        while index < word.count {
            if name[place + index] != word[index] { return false }
            index += 1
        }
        return true
    }

    private static func folded(_ name: String) -> [UInt8] {
        let isASCII = name.utf8.allSatisfy { $0 < 0x80 }
        return (isASCII ? name : name.lowercased()).utf8.compactMap { byte in
            switch byte {
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "): nil
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            default: byte
            }
        }
    }

    /// Whether somewhere in it three runs of base64url are parted by dots, the first beginning as a JSON object does:
    /// RFC 7519's compact form.
    private static func holdsToken(_ text: [UInt8]) -> Bool {
        let start = Array("eyJ".utf8)
        var place = 0
        while place + start.count < text.count {
            let run = text[place...].prefix { $0.isBase64URLDigit }
            if run.starts(with: start), isFollowedByTwoParts(text[run.endIndex...]) { return true }
            place = max(run.endIndex, place + 1)
        }
        return false
    }

    private static func isFollowedByTwoParts(_ rest: ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: ".") else { return false }
        let second = rest.dropFirst().prefix { $0.isBase64URLDigit }
        return !second.isEmpty && rest[second.endIndex...].first == UInt8(ascii: ".")
    }
}

extension PayloadPath.Step {
    /// Whether what it leads to is hidden by its name.
    public func isHidden(by rule: SecretRule) -> Bool {
        switch self {
        case .key(let key): rule.hides(key: key)
        case .index: false
        }
    }
}

extension Payload {
    /// The text on one line, hidden values replaced by the mask: for showing and for JSON output.
    public func masked(by rule: SecretRule) -> [UInt8] {
        let mask = Array("\"\(SecretRule.mask)\"".utf8)[...]
        var text: [UInt8] = []
        JSONWriter(indent: nil).write(root, level: 0, into: &text) { rule.hides($0) ? mask : $0.raw }
        return text
    }

    /// A change of a field with its hidden sides replaced by the mask.
    public static func masked(_ change: FieldChange, by rule: SecretRule) -> FieldChange {
        let isHidden = change.path.steps.contains { $0.isHidden(by: rule) }
        func hide(_ json: String?) -> String? {
            guard let json else { return nil }
            if isHidden { return "\"\(SecretRule.mask)\"" }
            guard let payload = try? Payload(parsing: json) else { return json }
            return String(decoding: payload.masked(by: rule), as: UTF8.self)
        }
        return FieldChange(change.path, old: hide(change.old), new: hide(change.new))
    }

    /// The text for an editor: a member a line, each hidden value a placeholder of its own.
    ///
    /// - Parameter nonce: Random text that occurs nowhere else, so that a placeholder can be told from a value.
    public func editable(hiding rule: SecretRule, nonce: String) -> EditablePayload {
        var hidden: [String: [UInt8]] = [:]
        var text: [UInt8] = []
        JSONWriter(indent: 2).write(root, level: 0, into: &text) { node in
            guard rule.hides(node) else { return node.raw }
            let placeholder = "hidden \(hidden.count + 1), keep or replace: \(nonce)"
            hidden[placeholder] = Array(node.raw)
            return JSONText.encode(placeholder)[...]
        }
        return EditablePayload(text: text + [10], hidden: hidden, nonce: nonce)
    }
}

extension Payload {
    /// Where asterisks stand in the place of a hidden value, which `old` does not have there; nil for nowhere.
    ///
    /// What stands in a hidden value is hidden as well.
    public func asterisks(over old: Payload?, rule: SecretRule) -> PayloadPath? {
        var hiddenEnd = 0
        for node in allNodes {
            if rule.hides(node) { hiddenEnd = max(hiddenEnd, node.endIndex) }
            guard node.position < hiddenEnd, node.string.map(Self.isAsterisks) == true else { continue }
            let path = node.path
            if old?.node(at: path)?.raw != node.raw { return path }
        }
        return nil
    }

    private static func isAsterisks(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

/// A payload's text as it goes into an editor, and what its placeholders stand for.
public struct EditablePayload: Hashable, Sendable {
    /// The text, in UTF-8.
    public var text: [UInt8]
    /// The original text of each hidden value, by its placeholder.
    var hidden: [String: [UInt8]]
    var nonce: String

    /// The payload an edited text says, placeholders put back byte for byte.
    ///
    /// - Throws: `PayloadEditError.damagedPlaceholder` when something was written into a placeholder, and
    ///   `PayloadEditError.asterisksForSecret` when a hidden value was replaced by what hides it.
    public func restoring(_ edited: Payload, rule: SecretRule) throws(PayloadEditError) -> Payload {
        if let path = edited.asterisks(over: nil, rule: rule) { throw .asterisksForSecret(path) }
        var splices: [Payload.Splice] = []
        for node in edited.allNodes {
            if let key = node.key, Self.contains(key, nonce) { throw .damagedPlaceholder(node.path) }
            guard isPlaceholder(node), let text = node.string else { continue }
            guard let original = hidden[text] else { throw .damagedPlaceholder(node.path) }
            splices.append(Payload.Splice(range: node.valueRange, bytes: original))
        }
        return try splices.isEmpty ? edited : edited.splicing(splices)
    }

    private func isPlaceholder(_ node: PayloadNode) -> Bool {
        guard let text = node.string else { return false }
        return Self.contains(text, nonce)
    }

    private static func contains(_ text: String, _ part: String) -> Bool {
        let (text, part) = (Array(text.utf8), Array(part.utf8))
        guard text.count >= part.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0..<($0 + part.count)].elementsEqual(part) }
    }
}
