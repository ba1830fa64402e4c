/// Follows a stream of Java's serialization from its first byte to its last.
struct JavaReader {
    /// What was found.
    private(set) var heap: JavaHeap
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    /// What later parts of the stream may name: by number from 0x7E0000 on.
    private var handles: [Handle] = []
    /// How many values and objects there may still be.
    private var room: Int

    private enum Handle {
        case value(JavaHeap.Value)
        case type(Int)
    }

    private enum Tag {
        static let null: UInt8 = 0x70, reference: UInt8 = 0x71, type: UInt8 = 0x72, object: UInt8 = 0x73
        static let text: UInt8 = 0x74, array: UInt8 = 0x75, classObject: UInt8 = 0x76, block: UInt8 = 0x77
        static let end: UInt8 = 0x78, reset: UInt8 = 0x79, longBlock: UInt8 = 0x7A, exception: UInt8 = 0x7B
        static let longText: UInt8 = 0x7C, proxy: UInt8 = 0x7D, constant: UInt8 = 0x7E
    }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        heap = JavaHeap(bytes)
        room = max(4096, bytes.count / 4)
    }

    /// The one value in the stream.
    mutating func run() throws(SerializationError) -> JavaHeap.Value {
        guard JavaSerialization.begins(bytes) else { throw SerializationError("expected a stream of version 5", at: 0) }
        position = 4
        while position < bytes.count, bytes[position] == Tag.reset { position += 1 }
        let value = try value()
        if position < bytes.count { throw SerializationError("something follows the value", at: position) }
        return value
    }

    // MARK: Values

    private mutating func value() throws(SerializationError) -> JavaHeap.Value {
        let start = position
        try descend()
        defer { depth -= 1 }
        let tag = try byte()
        switch tag {
        case Tag.null: return .null
        case Tag.reference:
            guard case .value(let value) = try handle() else {
                throw SerializationError("a class stands where a value should", at: start)
            }
            return value
        case Tag.object: return try object()
        case Tag.array: return try array()
        case Tag.text, Tag.longText:
            let text = JavaHeap.Value.text(try text(try count(tag == Tag.text ? 2 : 8)))
            handles.append(.value(text))
            return text
        case Tag.constant:
            let type = try type(at: start)
            let place = handles.count
            handles.append(.value(.null))
            guard case .text(let name) = try value() else { throw SerializationError("expected a name", at: start) }
            handles[place] = .value(.constant(class: type, name: name))
            return .constant(class: type, name: name)
        case Tag.classObject:
            let value = JavaHeap.Value.type(try type(at: start))
            handles.append(.value(value))
            return value
        case Tag.type, Tag.proxy:
            position = start
            return .type(try type(at: start))
        case Tag.exception: throw SerializationError("an exception broke the writing off", at: start)
        default: throw SerializationError("expected a value's type", at: start)
        }
    }

    private mutating func object() throws(SerializationError) -> JavaHeap.Value {
        let start = position
        let type = try type(at: start)
        let number = heap.objects.count
        try take(1)
        heap.objects.append(JavaHeap.Object(type: type))
        handles.append(.value(.object(number)))
        var members: [JavaHeap.Member] = []
        for owner in lineage(of: type) {
            let description = heap.classes[owner]
            if description.isSerializable {
                try take(description.fields.count)
                for (place, field) in description.fields.enumerated() {
                    members.append(.init(owner: owner, field: place, value: try fieldValue(field.type)))
                }
                if description.writesData { try data(of: owner, &members) }
            } else if description.isExternalizable {
                guard description.writesBlocks else {
                    throw SerializationError(
                        "\(description.name) wrote itself without telling how long it is", at: start)
                }
                try data(of: owner, &members)
            }
        }
        heap.objects[number].members = members
        return .object(number)
    }

    /// An object's class and those above it, the topmost first: the order in which their fields are written.
    private mutating func lineage(of type: Int) -> [Int] {
        var lineage: [Int] = []
        var next: Int? = type
        while let type = next, lineage.count < SerializedTree.depthLimit {
            lineage.append(type)
            next = heap.classes[type].parent
        }
        room -= lineage.count - 1
        return lineage.reversed()
    }

    private mutating func data(
        of owner: Int, _ members: inout [JavaHeap.Member]
    ) throws(SerializationError) {
        while let value = try annotation() {
            try take(1)
            members.append(.init(owner: owner, field: nil, value: value))
        }
    }

    /// A value or a block of bytes of an object's own; nil at the end of them.
    private mutating func annotation() throws(SerializationError) -> JavaHeap.Value? {
        let tag = try byte()
        switch tag {
        case Tag.end: return nil
        case Tag.block: return .block(try range(try count(1)))
        case Tag.longBlock: return .block(try range(try count(4)))
        default:
            position -= 1
            return try value()
        }
    }

    private mutating func array() throws(SerializationError) -> JavaHeap.Value {
        let start = position
        let type = try type(at: start)
        let name = heap.classes[type].name
        guard name.utf8.first == UInt8(ascii: "["), let element = name.utf8.dropFirst().first else {
            throw SerializationError("an array's class is called \"\(name.prefix(80))\"", at: start)
        }
        let number = heap.arrays.count
        heap.arrays.append([])
        let place = handles.count
        handles.append(.value(.array(number)))
        let count = try count(4)
        if element == UInt8(ascii: "B") {
            let bytes = JavaHeap.Value.bytes(try range(count))
            handles[place] = .value(bytes)
            return bytes
        }
        guard count <= bytes.count - position else { throw early }
        try take(count)
        var values: [JavaHeap.Value] = []
        for _ in 0..<count { values.append(try fieldValue(element)) }
        heap.arrays[number] = values
        return .array(number)
    }

    /// A field's or an element's value, by the letter of its type.
    private mutating func fieldValue(_ type: UInt8) throws(SerializationError) -> JavaHeap.Value {
        switch type {
        case UInt8(ascii: "B"): return .integer(Int64(Int8(truncatingIfNeeded: try bits(1))))
        case UInt8(ascii: "S"): return .integer(Int64(Int16(truncatingIfNeeded: try bits(2))))
        case UInt8(ascii: "I"): return .integer(Int64(Int32(truncatingIfNeeded: try bits(4))))
        case UInt8(ascii: "J"): return .integer(Int64(bitPattern: try bits(8)))
        case UInt8(ascii: "Z"): return .boolean(try bits(1) != 0)
        case UInt8(ascii: "F"): return .single(Float(bitPattern: UInt32(truncatingIfNeeded: try bits(4))))
        case UInt8(ascii: "D"): return .double(Double(bitPattern: try bits(8)))
        case UInt8(ascii: "C"):
            return .text(String(decoding: [UInt16(truncatingIfNeeded: try bits(2))], as: UTF16.self))
        case UInt8(ascii: "L"), UInt8(ascii: "["): return try value()
        default: throw SerializationError("there is no type of that letter", at: position)
        }
    }

    // MARK: Classes

    /// The class that is described or named here, which must be one.
    private mutating func type(at start: Int) throws(SerializationError) -> Int {
        guard let type = try typeIfAny() else { throw SerializationError("expected a class", at: start) }
        return type
    }

    private mutating func typeIfAny() throws(SerializationError) -> Int? {
        let start = position
        try descend()
        defer { depth -= 1 }
        switch try byte() {
        case Tag.null: return nil
        case Tag.reference:
            guard case .type(let type) = try handle() else {
                throw SerializationError("a value stands where a class should", at: start)
            }
            return type
        case Tag.type: return try described()
        case Tag.proxy: return try proxy()
        default: throw SerializationError("expected a class", at: start)
        }
    }

    private mutating func described() throws(SerializationError) -> Int {
        let name = try text(try count(2))
        _ = try bits(8)
        let number = try newClass(JavaHeap.Class(name: name))
        heap.classes[number].flags = try byte()
        let count = try count(2)
        try take(count)
        for _ in 0..<count {
            let type = try byte()
            let name = try text(try self.count(2))
            if type == UInt8(ascii: "L") || type == UInt8(ascii: "[") { _ = try value() }
            heap.classes[number].fields.append((type, name))
        }
        return try finished(number)
    }

    private mutating func proxy() throws(SerializationError) -> Int {
        let number = try newClass(JavaHeap.Class(name: "", isProxy: true, flags: 0x02))
        let count = try count(4)
        guard count <= bytes.count - position else { throw early }
        try take(count)
        var names: [String] = []
        for _ in 0..<count { names.append(try text(try self.count(2))) }
        heap.classes[number].name = names.joined(separator: ", ")
        return try finished(number)
    }

    private mutating func newClass(_ description: JavaHeap.Class) throws(SerializationError) -> Int {
        try take(1)
        heap.classes.append(description)
        handles.append(.type(heap.classes.count - 1))
        return heap.classes.count - 1
    }

    private mutating func finished(_ number: Int) throws(SerializationError) -> Int {
        while try annotation() != nil {}
        let start = position
        let parent = try typeIfAny()
        // Only what stands before it can be above it: so the line of classes has an end.
        if let parent, lineage(of: parent).contains(number) {
            throw SerializationError("a class is said to be above itself", at: start)
        }
        heap.classes[number].parent = parent
        return number
    }

    // MARK: Pieces

    private var early: SerializationError { SerializationError("the bytes end early", at: position) }

    private mutating func descend() throws(SerializationError) {
        guard depth < SerializedTree.depthLimit else {
            throw SerializationError(
                "values stand more than \(SerializedTree.depthLimit) levels inside one another", at: position)
        }
        depth += 1
    }

    private mutating func take(_ count: Int) throws(SerializationError) {
        room -= count
        guard room >= 0 else { throw SerializationError("there are too many values", at: position) }
    }

    private mutating func handle() throws(SerializationError) -> Handle {
        let start = position
        let number = Int(try bits(4)) - 0x7E_0000
        guard handles.indices.contains(number) else { throw SerializationError("there is no such object", at: start) }
        return handles[number]
    }

    private mutating func byte() throws(SerializationError) -> UInt8 {
        guard position < bytes.count else { throw early }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func bits(_ width: Int) throws(SerializationError) -> UInt64 {
        guard bytes.count - position >= width else { throw early }
        defer { position += width }
        return bytes[position..<(position + width)].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func count(_ width: Int) throws(SerializationError) -> Int {
        let start = position
        guard let count = Int(exactly: try bits(width)) else { throw SerializationError("expected a count", at: start) }
        return count
    }

    private mutating func range(_ count: Int) throws(SerializationError) -> Range<Int> {
        guard count <= bytes.count - position else { throw early }
        defer { position += count }
        return position..<(position + count)
    }

    private mutating func text(_ count: Int) throws(SerializationError) -> String {
        let range = try range(count)
        guard let text = JavaText.decode(bytes[range]) else {
            throw SerializationError("a text is not written as Java writes one", at: range.lowerBound)
        }
        return text
    }
}

/// Text in Java's modified UTF-8: NUL in two bytes, and what is beyond the first plane as two halves of three bytes.
enum JavaText {
    static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
        let isPlain = bytes.allSatisfy { $0 > 0 && $0 < 0x80 }
        if isPlain { return String(decoding: bytes, as: UTF8.self) }
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count)
        var place = bytes.startIndex
        func trailing(_ offset: Int) -> UInt16? {
            guard place + offset < bytes.endIndex, bytes[place + offset] & 0xC0 == 0x80 else { return nil }
            return UInt16(bytes[place + offset] & 0x3F)
        }
        while place < bytes.endIndex {
            let byte = bytes[place]
            switch byte {
            case 0..<0x80:
                units.append(UInt16(byte))
                place += 1
            case 0xC0..<0xE0:
                guard let low = trailing(1) else { return nil }
                units.append(UInt16(byte & 0x1F) << 6 | low)
                place += 2
            case 0xE0..<0xF0:
                guard let middle = trailing(1), let low = trailing(2) else { return nil }
                units.append(UInt16(byte & 0x0F) << 12 | middle << 6 | low)
                place += 3
            default: return nil
            }
        }
        return String(decoding: units, as: UTF16.self)
    }
}
