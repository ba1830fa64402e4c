internal import SessionModel
internal import TextCodings

/// Reads a gob into a tree, its types on the way.
///
/// Bounded: how deep values stand, how many types and fields there are, and every length by the bytes that are left.
struct GobReader {
    /// Where scs' deadline stands, as Go writes a time.
    private(set) var deadline: Range<Int>?

    private let bytes: [UInt8]
    var position = 0
    var types = GobType.known
    var fieldCount = 0
    private var depth = 0
    /// How many bytes of names may still be shown: a few bytes could name one long field over and over.
    private var budget: Int

    static let firstOwnType = 64

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        budget = max(65_536, bytes.count * 2)
    }

    /// Whether the first message fits, and is of a type's definition or of a value of a known type.
    var beginsWell: Bool {
        mutating get {
            guard let length = try? natural(), length > 1, length <= bytes.count - position else { return false }
            guard let type = try? whole() else { return false }
            return type < -Self.firstOwnType || types[type] != nil
        }
    }

    mutating func run(_ form: Gob.Form, into tree: inout SerializedTree) throws(SerializationError) {
        while true {
            let length = try count()
            let end = position + length
            let type = try whole()
            if type >= 0 {
                switch form {
                case .value: try value(type, alone: true, &tree)
                case .scs: try scs(type, &tree)
                }
                break
            }
            try definition(of: type)
            guard position == end else { throw SerializationError("a type's length is wrong", at: position) }
        }
        guard position == bytes.count else { throw SerializationError("something follows the value", at: position) }
    }

    // MARK: scs

    /// `struct { Deadline time.Time; Values map[string]interface{} }`; a field that is nothing is left out.
    private mutating func scs(_ type: Int, _ tree: inout SerializedTree) throws(SerializationError) {
        let start = position
        guard case .structure(_, let fields) = types[type], fields.map({ text($0.name) }) == ["Deadline", "Values"]
        else { throw SerializationError("expected a deadline and values", at: start) }
        var number = 0
        var hasValues = false
        while let field = try field(after: &number, of: fields) {
            if number == 1 {
                deadline = try take(try count())
            } else {
                hasValues = true
                try value(field.type, alone: false, &tree)
            }
        }
        guard !hasValues else { return }
        try tree.open(.object, tag: 0, from: position)
        tree.close(at: position)
    }

    // MARK: Values

    /// - Parameter alone: Whether it stands by itself, and a 0 in front of what is no struct.
    private mutating func value(
        _ type: Int, alone: Bool, _ tree: inout SerializedTree
    ) throws(SerializationError) {
        guard let described = types[type] else { throw SerializationError("there is no such type", at: position) }
        guard depth < SerializedTree.depthLimit else {
            throw SerializationError(
                "values stand more than \(SerializedTree.depthLimit) levels inside one another", at: position)
        }
        depth += 1
        defer { depth -= 1 }
        if case .structure(let name, let fields) = described { return try structure(name, fields, &tree) }
        if alone {
            guard try natural() == 0 else { throw SerializationError("expected a value by itself", at: position) }
        }
        let start = position
        switch described {
        case .boolean: try tree.word(try natural() == 0 ? "false" : "true", tag: 0, at: start..<position)
        case .whole: try tree.number("\(try whole())".utf8, tag: 0, at: start..<position)
        case .natural: try tree.number("\(try natural())".utf8, tag: 0, at: start..<position)
        case .float: try tree.number(Self.text(try float()).utf8, tag: 0, at: start..<position)
        case .complex:
            let (real, imaginary) = (try float(), try float())
            try tree.fixed("complex", "\(real) \(imaginary)", tag: 0, at: start..<position)
        case .bytes:
            let content = try take(try count())
            try tree.fixed("bytes", Base64.encode(bytes[content]), tag: 0, at: start..<position)
        case .text:
            let content = try take(try count())
            try tree.text(bytes[content], tag: 0, at: start..<position)
        case .any: try any(&tree)
        case .list(let element): try list(element, &tree)
        case .map(let key, let element): try map(key, element, &tree)
        case .opaque(let name): try opaque(name, &tree)
        case .structure: break
        }
    }

    /// The name of a type, the types that are new with it, its number, a length, and the value.
    private mutating func any(_ tree: inout SerializedTree) throws(SerializationError) {
        let start = position
        let name = try take(try count())
        guard !name.isEmpty else { return try tree.word("null", tag: 0, at: start..<position) }
        while true {
            let type = try whole()
            let isValue = type >= 0
            if !isValue { try definition(of: type) }
            _ = try natural()
            if isValue { return try value(type, alone: true, &tree) }
        }
    }

    private mutating func list(_ element: Int, _ tree: inout SerializedTree) throws(SerializationError) {
        let start = position
        let length = try count()
        try tree.open(.array, tag: 0, from: start)
        for _ in 0..<length { try value(element, alone: false, &tree) }
        tree.close(at: position)
    }

    private mutating func map(_ key: Int, _ element: Int, _ tree: inout SerializedTree) throws(SerializationError) {
        let start = position
        let length = try count()
        try tree.open(.object, tag: 0, from: start)
        for _ in 0..<length {
            let place = position
            let name = try name(key)
            tree.key(name, at: place..<position)
            try value(element, alone: false, &tree)
        }
        tree.close(at: position)
    }

    private mutating func structure(
        _ name: Range<Int>, _ fields: [GobType.Field], _ tree: inout SerializedTree
    ) throws(SerializationError) {
        try tree.open(.object, tag: 0, from: position)
        if !name.isEmpty { try tree.note("class", try shown(name)) }
        var number = 0
        while let field = try field(after: &number, of: fields) {
            tree.key(try shown(field.name), at: position..<position)
            try value(field.type, alone: false, &tree)
        }
        tree.close(at: position)
    }

    /// Fields are numbered by how many they are behind the last one; 0 ends them.
    private mutating func field(
        after number: inout Int, of fields: [GobType.Field]
    ) throws(SerializationError) -> GobType.Field? {
        let start = position
        let step = try natural()
        guard step > 0 else { return nil }
        guard step <= fields.count - number else { throw SerializationError("there is no such field", at: start) }
        number += Int(step)
        return fields[number - 1]
    }

    private mutating func opaque(_ name: Range<Int>, _ tree: inout SerializedTree) throws(SerializationError) {
        let start = position
        let content = try take(try count())
        if text(name) == "Time", let moment = GobTime(bytes[content]) {
            return try tree.fixed("time", moment.timestamp.iso8601, tag: 0, at: start..<position)
        }
        try tree.fixed("object", try shown(name), tag: 0, at: start..<position)
    }

    /// The key of a map: its text, or a text for what is none.
    private mutating func name(_ type: Int) throws(SerializationError) -> String {
        switch types[type] {
        case .text:
            let content = try take(try count())
            return String(decoding: bytes[content], as: UTF8.self)
        case .whole: return "\(try whole())"
        case .natural: return "\(try natural())"
        case .boolean: return try natural() == 0 ? "false" : "true"
        case .float: return Self.text(try float())
        case .any:
            let name = try take(try count())
            guard !name.isEmpty else { return "nil" }
            let inner = try whole()
            guard (1...6).contains(inner), inner != 5 else {
                throw SerializationError("expected a key of a plain type", at: position)
            }
            _ = try natural()
            guard try natural() == 0 else { throw SerializationError("expected a value by itself", at: position) }
            return try self.name(inner)
        default: throw SerializationError("expected a key of a plain type", at: position)
        }
    }

    // MARK: Pieces

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private mutating func shown(_ range: Range<Int>) throws(SerializationError) -> String {
        budget -= range.count
        guard budget >= 0 else { throw SerializationError("names are repeated too often", at: position) }
        return text(range)
    }

    private static func text(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return "\(number)"
    }

    private var endsEarly: SerializationError { SerializationError("the bytes end early", at: position) }

    private mutating func byte() throws(SerializationError) -> UInt8 {
        guard position < bytes.count else { throw endsEarly }
        defer { position += 1 }
        return bytes[position]
    }

    /// A number below 128 is a byte; a larger one has the count of its bytes in front, negated.
    mutating func natural() throws(SerializationError) -> UInt64 {
        let first = try byte()
        guard first >= 128 else { return UInt64(first) }
        let width = 256 - Int(first)
        guard width <= 8 else { throw SerializationError("expected a number", at: position - 1) }
        var number: UInt64 = 0
        for _ in 0..<width { number = number << 8 | UInt64(try byte()) }
        return number
    }

    /// The lowest bit says that the others are complemented.
    mutating func whole() throws(SerializationError) -> Int {
        let bits = try natural()
        let magnitude = Int(bits >> 1)
        return bits & 1 == 0 ? magnitude : ~magnitude
    }

    private mutating func float() throws(SerializationError) -> Double {
        Double(bitPattern: try natural().byteSwapped)
    }

    /// A count of bytes, or of values of a byte at least.
    mutating func count() throws(SerializationError) -> Int {
        let number = try natural()
        guard number <= UInt64(bytes.count - position) else { throw endsEarly }
        return Int(number)
    }

    mutating func take(_ length: Int) throws(SerializationError) -> Range<Int> {
        guard length <= bytes.count - position else { throw endsEarly }
        position += length
        return (position - length)..<position
    }
}
