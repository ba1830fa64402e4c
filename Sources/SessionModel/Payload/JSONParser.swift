internal import TextCodings

/// Reads JSON into the flat list of nodes of a `Payload`, without recursion and without changing a byte.
///
/// It takes RFC 8259, and `NaN`, `Infinity` and `-Infinity` as well, which Python's json module writes and reads.
struct JSONParser {
    typealias Failure = PayloadSyntaxError

    private let text: UnsafeBufferPointer<UInt8>
    private let limits: Payload.Limits
    private var position = 0
    private var nodes: [Payload.Node] = []
    private var open: [Int] = []
    private var key: Range<Int32>?

    private init(_ text: UnsafeBufferPointer<UInt8>, limits: Payload.Limits) {
        self.text = text
        self.limits = limits
    }

    static func parse(_ text: [UInt8], limits: Payload.Limits) throws(Failure) -> [Payload.Node] {
        let outcome = text.withUnsafeBufferPointer { buffer -> Result<[Payload.Node], Failure> in
            var parser = JSONParser(buffer, limits: limits)
            do throws(Failure) {
                return .success(try parser.run())
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private mutating func run() throws(Failure) -> [Payload.Node] {
        if let bad = UTF8Check.firstInvalid(text) { throw failure(.invalidUTF8, at: bad) }
        repeat {
            skipBlank()
            try value()
            try closeContainers()
        } while !open.isEmpty
        skipBlank()
        if position < text.count { throw failure(.trailing, at: position) }
        return nodes
    }

    /// Reads one scalar whole, or opens a container.
    private mutating func value() throws(Failure) {
        guard position < text.count else { throw failure(.endsEarly, at: position) }
        let start = position
        switch text[position] {
        case UInt8(ascii: "{"): try openContainer(.object)
        case UInt8(ascii: "["): try openContainer(.array)
        case UInt8(ascii: "\""):
            try string()
            try add(.string, from: start)
        case UInt8(ascii: "t"): try word("true", .boolean)
        case UInt8(ascii: "f"): try word("false", .boolean)
        case UInt8(ascii: "n"): try word("null", .null)
        case UInt8(ascii: "N"): try word("NaN", .number)
        case UInt8(ascii: "I"): try word("Infinity", .number)
        default: try number()
        }
    }

    private mutating func openContainer(_ kind: Payload.Kind) throws(Failure) {
        if open.count >= limits.depth { throw failure(.tooDeep(limits.depth), at: position) }
        try add(kind, from: position, to: position)
        open.append(nodes.count - 1)
        position += 1
        skipBlank()
        guard position < text.count else { throw failure(.endsEarly, at: position) }
        if text[position] == kind.closer {
            close()
        } else if kind == .object {
            try objectKey()
            skipBlank()
            try value()
        } else {
            try value()
        }
    }

    /// After a value: commas go on in the innermost container, closing brackets end it.
    private mutating func closeContainers() throws(Failure) {
        while let innermost = open.last {
            skipBlank()
            guard position < text.count else { throw failure(.endsEarly, at: position) }
            let kind = nodes[innermost].kind
            if text[position] == kind.closer {
                close()
            } else if text[position] == UInt8(ascii: ",") {
                position += 1
                if kind == .object {
                    skipBlank()
                    try objectKey()
                }
                return
            } else {
                throw failure(.expected(kind == .object ? "a comma or }" : "a comma or ]"), at: position)
            }
        }
    }

    private mutating func close() {
        position += 1
        guard let index = open.popLast() else { return }
        nodes[index].value = nodes[index].value.lowerBound..<Int32(position)
        nodes[index].end = Int32(nodes.count)
    }

    private mutating func objectKey() throws(Failure) {
        guard position < text.count else { throw failure(.endsEarly, at: position) }
        guard text[position] == UInt8(ascii: "\"") else {
            throw failure(.expected("a key in double quotes"), at: position)
        }
        let start = position
        try string()
        let range = Int32(start)..<Int32(position)
        skipBlank()
        guard position < text.count else { throw failure(.endsEarly, at: position) }
        guard text[position] == UInt8(ascii: ":") else {
            throw failure(.expected("a colon after the key"), at: position)
        }
        position += 1
        key = range
    }

    private mutating func add(_ kind: Payload.Kind, from start: Int, to end: Int? = nil) throws(Failure) {
        if nodes.count >= limits.nodes { throw failure(.tooMany(limits.nodes), at: start) }
        let parent = open.last
        nodes.append(
            Payload.Node(
                kind: kind, key: key ?? -1 ..< -1, value: Int32(start)..<Int32(end ?? position),
                parent: Int32(parent ?? -1), end: Int32(nodes.count + 1), childCount: 0))
        key = nil
        if let parent { nodes[parent].childCount += 1 }
    }

    private mutating func word(_ word: StaticString, _ kind: Payload.Kind) throws(Failure) {
        let start = position
        let length = word.utf8CodeUnitCount
        let matches =
            position + length <= text.count
            && (0..<length).allSatisfy { text[position + $0] == word.utf8Start[$0] }
        guard matches else { throw failure(.expected("a value"), at: position) }
        position += length
        try add(kind, from: start)
    }

    private mutating func number() throws(Failure) {
        let start = position
        if peek() == UInt8(ascii: "-") { position += 1 }
        if peek() == UInt8(ascii: "I"), position > start {
            let from = position
            try word("Infinity", .number)
            nodes[nodes.count - 1].value = Int32(start)..<Int32(from + 8)
            return
        }
        if peek() == UInt8(ascii: "0") {
            position += 1
        } else if !digits() {
            throw failure(.expected("a value"), at: start)
        }
        if peek() == UInt8(ascii: ".") {
            position += 1
            if !digits() { throw failure(.expected("a digit after the point"), at: position) }
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            if !digits() { throw failure(.expected("a digit in the exponent"), at: position) }
        }
        try add(.number, from: start)
    }

    private mutating func digits() -> Bool {
        let start = position
        while let byte = peek(), (48...57).contains(byte) { position += 1 }
        return position > start
    }

    private mutating func string() throws(Failure) {
        position += 1
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"): try escape()
            case 0..<32: throw failure(.expected("no bare control character in a text"), at: position)
            default: position += 1
            }
        }
        throw failure(.endsEarly, at: position)
    }

    private mutating func escape() throws(Failure) {
        guard position + 1 < text.count else { throw failure(.endsEarly, at: position) }
        switch text[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 2
        case UInt8(ascii: "u"):
            guard position + 6 <= text.count else { throw failure(.endsEarly, at: position) }
            guard (2..<6).allSatisfy({ text[position + $0].hexDigit != nil }) else {
                throw failure(.expected("four hexadecimal digits after \\u"), at: position)
            }
            position += 6
        default: throw failure(.expected("an escape that JSON knows"), at: position)
        }
    }

    private mutating func skipBlank() {
        while let byte = peek(), byte == 32 || byte == 10 || byte == 13 || byte == 9 { position += 1 }
    }

    private func peek() -> UInt8? {
        position < text.count ? text[position] : nil
    }

    private func failure(_ reason: Failure.Reason, at offset: Int) -> Failure {
        Failure(reason, at: offset, in: text)
    }
}

extension Payload.Kind {
    /// The byte that ends a container of this kind; 0 for scalars, which no text outside a string contains.
    fileprivate var closer: UInt8 {
        switch self {
        case .object: UInt8(ascii: "}")
        case .array: UInt8(ascii: "]")
        case .string, .number, .boolean, .null: 0
        }
    }
}
