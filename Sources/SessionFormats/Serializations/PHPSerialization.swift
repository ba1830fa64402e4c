internal import SessionModel

/// What PHP's `serialize` writes, by itself and in the three ways its sessions hold several variables.
///
/// Read as text: no class is looked up and nothing is created. (php-src, `ext/standard/var.c` and
/// `ext/session/session.c`, and the published description of the format.)
struct PHPSerialization: Serialization {
    /// How a record holds its variables.
    enum Form {
        /// One serialized value: what applications serialize themselves.
        case value
        /// One serialized array of the variables (`php_serialize`), which is never a list.
        case array
        /// `name|value`, one behind the other (`php`, the default).
        case named
        /// A byte of length, name and value, one behind the other (`php_binary`).
        case binary
    }

    /// Tags are the letters PHP writes; the two forms of a session have letters of ours.
    enum Tag {
        static let named = UInt8(ascii: "|"), binary = UInt8(ascii: "#")
        static let array = UInt8(ascii: "a"), object = UInt8(ascii: "O"), float = UInt8(ascii: "d")
    }

    let form: Form

    var name: String {
        switch form {
        case .value, .array: "PHP serialized text"
        case .named: "PHP session text"
        case .binary: "PHP binary session"
        }
    }

    func read(into tree: inout SerializedTree) throws(SerializationError) {
        var survey = PHPReader(tree.bytes, form, lists: nil)
        var none = SerializedTree(over: [])
        try survey.run(into: &none)
        var reader = PHPReader(tree.bytes, form, lists: survey.lists)
        try reader.run(into: &tree)
        if survey.hasReferences {
            tree.lock =
                "It holds PHP references, which count the values before them, so an edit could make them point elsewhere."
        }
    }

    func scalar(_ value: PayloadNode, like tag: UInt8?) throws(FormatError) -> [UInt8] {
        switch value.kind {
        case .string: return Self.text(value.string ?? "")
        case .boolean: return Array(value.rawText == "true" ? "b:1;".utf8 : "b:0;".utf8)
        case .null: return Array("N;".utf8)
        case .object, .array: throw FormatError("A container is no single value.")
        case .number:
            let text = value.rawText
            switch text {
            case "NaN": return Array("d:NAN;".utf8)
            case "Infinity": return Array("d:INF;".utf8)
            case "-Infinity": return Array("d:-INF;".utf8)
            default:
                let isWhole = tag != Tag.float && text != "-0" && Int64(text) != nil
                return Array("\(isWhole ? "i" : "d"):\(text);".utf8)
            }
        }
    }

    func key(_ step: PayloadPath.Step, in container: UInt8?) throws(FormatError) -> [UInt8] {
        switch (step, container) {
        case (.index(let index), _): return Array("i:\(index);".utf8)
        case (.key(let key), Tag.named):
            guard !key.contains("|"), !key.hasPrefix("!"), !key.isEmpty else {
                throw FormatError("PHP's session text can't hold a name that is empty, has a | or begins with !.")
            }
            return Array(key.utf8) + [UInt8(ascii: "|")]
        case (.key(let key), Tag.binary):
            guard (1...127).contains(key.utf8.count) else {
                throw FormatError("PHP's binary sessions hold names of 1 to 127 bytes.")
            }
            return [UInt8(key.utf8.count)] + Array(key.utf8)
        case (.key(let key), Tag.object): return Self.text(key)
        case (.key(let key), _):
            // PHP itself turns a key that reads as a whole number into one.
            if let number = Int64(key), String(number) == key { return Array("i:\(number);".utf8) }
            return Self.text(key)
        }
    }

    func container(
        _ kind: Payload.Kind, of members: [[UInt8]], like old: (tag: UInt8, bytes: ArraySlice<UInt8>)?
    ) throws(FormatError) -> [UInt8] {
        let body = Array(members.joined())
        switch old?.tag {
        case Tag.named, Tag.binary: return body
        case Tag.object:
            let header = old.flatMap { PHPReader.className(in: $0.bytes) } ?? []
            return header + Array("\(members.count):{".utf8) + body + [UInt8(ascii: "}")]
        default: return Array("a:\(members.count):{".utf8) + body + [UInt8(ascii: "}")]
        }
    }

    private static func text(_ text: String) -> [UInt8] {
        Array("s:\(text.utf8.count):\"\(text)\";".utf8)
    }
}

/// Goes through PHP's serialized text once: first to find which arrays are lists, then to fill a tree.
private struct PHPReader {
    private let bytes: [UInt8]
    private let form: PHPSerialization.Form
    private let isSurvey: Bool
    private var position = 0
    private var depth = 0
    private var upcomingList = 0
    /// Whether each array, in the order in which they begin, has the keys 0, 1, 2 …
    private(set) var lists: [Bool]
    /// Whether a value refers to another.
    private(set) var hasReferences = false

    init(_ bytes: [UInt8], _ form: PHPSerialization.Form, lists: [Bool]?) {
        self.bytes = bytes
        self.form = form
        self.lists = lists ?? []
        isSurvey = lists == nil
    }

    mutating func run(into tree: inout SerializedTree) throws(SerializationError) {
        switch form {
        case .value: try value(&tree)
        case .array:
            guard bytes.starts(with: "a:".utf8) else { throw SerializationError("expected an array", at: 0) }
            try value(&tree)
        case .named, .binary:
            let tag = form == .named ? PHPSerialization.Tag.named : PHPSerialization.Tag.binary
            if !isSurvey { try tree.open(.object, tag: tag, from: 0) }
            while position < bytes.count {
                let start = position
                let name = try form == .named ? variableName() : binaryName()
                try key(name, from: start, &tree)
                try value(&tree)
            }
            if !isSurvey { tree.close(at: position) }
        }
        if position < bytes.count { throw SerializationError("something follows the value", at: position) }
    }

    // MARK: Names

    private mutating func variableName() throws(SerializationError) -> Range<Int> {
        let start = position
        guard let bar = bytes[start...].firstIndex(of: UInt8(ascii: "|")), bar > start else {
            throw SerializationError("expected a variable's name and |", at: start)
        }
        position = bar + 1
        return start..<bar
    }

    private mutating func binaryName() throws(SerializationError) -> Range<Int> {
        let length = Int(bytes[position])
        guard (1...127).contains(length), position + length < bytes.count else {
            throw SerializationError("expected a name's length and the name", at: position)
        }
        position += 1 + length
        return (position - length)..<position
    }

    private func key(
        _ name: Range<Int>, from start: Int, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        guard let text = String(validating: bytes[name], as: UTF8.self) else {
            throw SerializationError("a key is no UTF-8", at: name.lowerBound)
        }
        if !isSurvey { tree.key(text, at: start..<position) }
    }

    // MARK: Values

    private mutating func value(_ tree: inout SerializedTree) throws(SerializationError) {
        let start = position
        guard position + 1 < bytes.count else { throw SerializationError("the text ends early", at: position) }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "N"):
            try expect(";")
            if !isSurvey { try tree.word("null", tag: letter, at: start..<position) }
        case UInt8(ascii: "b"):
            try expect(":")
            let isTrue = try token() == [UInt8(ascii: "1")]
            if !isSurvey { try tree.word(isTrue ? "true" : "false", tag: letter, at: start..<position) }
        case UInt8(ascii: "i"), UInt8(ascii: "d"):
            try expect(":")
            let text = try token()
            if !isSurvey { try number(text, letter, start, &tree) }
        case UInt8(ascii: "s"):
            let content = try counted()
            try expect(";")
            if !isSurvey { try tree.text(bytes[content], tag: letter, at: start..<position) }
        case UInt8(ascii: "E"):
            let content = try counted()
            try expect(";")
            if !isSurvey { try fixed("enum", content, letter, start, &tree) }
        case UInt8(ascii: "R"), UInt8(ascii: "r"):
            try expect(":")
            let target = try token()
            hasReferences = true
            if !isSurvey {
                try tree.fixed("reference", String(decoding: target, as: UTF8.self), tag: letter, at: start..<position)
            }
        case UInt8(ascii: "a"): try array(from: start, &tree)
        case UInt8(ascii: "O"): try object(from: start, &tree)
        case UInt8(ascii: "C"): try custom(from: start, &tree)
        default: throw SerializationError("expected a value's type", at: start)
        }
    }

    private func number(
        _ text: ArraySlice<UInt8>, _ letter: UInt8, _ start: Int, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        let shown: [UInt8]
        switch String(decoding: text, as: UTF8.self) {
        case "NAN": shown = Array("NaN".utf8)
        case "INF": shown = Array("Infinity".utf8)
        case "-INF": shown = Array("-Infinity".utf8)
        default: shown = Array(text)
        }
        try tree.number(shown, tag: letter, at: start..<position)
    }

    private func fixed(
        _ name: String, _ content: Range<Int>, _ letter: UInt8, _ start: Int, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        try tree.fixed(name, String(decoding: bytes[content], as: UTF8.self), tag: letter, at: start..<position)
    }

    private mutating func array(from start: Int, _ tree: inout SerializedTree) throws(SerializationError) {
        try expect(":")
        let count = try count(until: ":")
        try expect("{")
        let place = upcomingList
        upcomingList += 1
        if isSurvey { lists.append(true) }
        let isList = lists[place] && !(form == .array && place == 0)
        if !isSurvey { try tree.open(isList ? .array : .object, tag: UInt8(ascii: "a"), from: start) }
        try members(count, of: place, isList: isList, &tree)
        if !isSurvey { tree.close(at: position) }
    }

    private mutating func object(from start: Int, _ tree: inout SerializedTree) throws(SerializationError) {
        let name = try counted()
        try expect(":")
        let count = try count(until: ":")
        try expect("{")
        if !isSurvey {
            try tree.open(.object, tag: UInt8(ascii: "O"), from: start)
            try tree.note("class", String(decoding: bytes[name], as: UTF8.self))
        }
        try members(count, of: nil, isList: false, &tree)
        if !isSurvey { tree.close(at: position) }
    }

    /// An object that wrote itself: its bytes are its own affair.
    private mutating func custom(from start: Int, _ tree: inout SerializedTree) throws(SerializationError) {
        let name = try counted()
        try expect(":")
        let length = try count(until: ":")
        try expect("{")
        guard length <= bytes.count - position else { throw SerializationError("the text ends early", at: position) }
        position += length
        try expect("}")
        if !isSurvey { try fixed("object", name, UInt8(ascii: "C"), start, &tree) }
    }

    private mutating func members(
        _ count: Int, of list: Int?, isList: Bool, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        guard depth < SerializedTree.depthLimit else {
            throw SerializationError(
                "values stand more than \(SerializedTree.depthLimit) levels inside one another", at: position)
        }
        depth += 1
        defer { depth -= 1 }
        for number in 0..<count {
            let start = position
            guard position < bytes.count else { throw SerializationError("the text ends early", at: position) }
            let letter = bytes[position]
            position += 1
            switch letter {
            case UInt8(ascii: "i"):
                try expect(":")
                let text = try token()
                if isSurvey, let list, !text.elementsEqual(String(number).utf8) { lists[list] = false }
                if isList, !isSurvey {
                    tree.elementKey(at: start..<position)
                } else {
                    try key(text.indices, from: start, &tree)
                }
            case UInt8(ascii: "s"):
                let content = try counted()
                try expect(";")
                if isSurvey, let list { lists[list] = false }
                try key(content, from: start, &tree)
            default: throw SerializationError("expected a key", at: start)
            }
            try value(&tree)
        }
        try expect("}")
    }

    // MARK: Pieces

    private mutating func expect(_ character: Unicode.Scalar) throws(SerializationError) {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else {
            throw SerializationError("expected \(character)", at: position)
        }
        position += 1
    }

    /// What stands before the next `;`: a number or its like, so never long.
    private mutating func token() throws(SerializationError) -> ArraySlice<UInt8> {
        guard let end = bytes[position...].prefix(400).firstIndex(of: UInt8(ascii: ";")), end > position else {
            throw SerializationError("expected a number and ;", at: position)
        }
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    private mutating func count(until character: Unicode.Scalar) throws(SerializationError) -> Int {
        var count = 0
        let start = position
        while position < bytes.count, (48...57).contains(bytes[position]), position - start < 10 {
            count = count * 10 + Int(bytes[position] - 48)
            position += 1
        }
        guard position > start, count <= bytes.count else { throw SerializationError("expected a count", at: start) }
        try expect(character)
        return count
    }

    /// `:length:"content"`.
    private mutating func counted() throws(SerializationError) -> Range<Int> {
        try expect(":")
        let length = try count(until: ":")
        try expect("\"")
        guard length < bytes.count - position else { throw SerializationError("the text ends early", at: position) }
        position += length
        try expect("\"")
        return (position - 1 - length)..<(position - 1)
    }

    /// `O:3:"Foo":` of an object's text.
    static func className(in text: ArraySlice<UInt8>) -> [UInt8]? {
        var reader = PHPReader(Array(text), .value, lists: nil)
        reader.position = 1
        guard (try? reader.counted()) != nil, (try? reader.expect(":")) != nil else { return nil }
        return Array(reader.bytes[..<reader.position])
    }
}
