internal import SessionModel

/// What Java's `ObjectOutputStream` writes: to be looked at only.
///
/// Nothing of it is ever made or run: objects are shown by their classes' names and by the fields that the stream itself
/// describes, the collections and boxes of Java's own library as what they hold. (Java Object Serialization
/// Specification, version 6, chapter 6, and what OpenJDK 17 wrote.)
struct JavaSerialization: Serialization {
    static let lock =
        "Java's serialization is read by the classes that wrote it, so it is shown and kept as it is;"
        + " the session can be given more time and ended."

    let name = "Java serialization"

    /// Whether bytes begin as a stream does: the magic number, and version 5.
    static func begins(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: [0xAC, 0xED, 0, 5]) }

    func read(into tree: inout SerializedTree) throws(SerializationError) {
        var reader = JavaReader(tree.bytes)
        let root = try reader.run()
        var writer = JavaWriter(reader.heap)
        try writer.write(root, into: &tree)
        tree.lock = Self.lock
    }

    func scalar(_ value: PayloadNode, like tag: UInt8?) throws(FormatError) -> [UInt8] { throw FormatError(Self.lock) }

    func key(_ step: PayloadPath.Step, in container: UInt8?) throws(FormatError) -> [UInt8] {
        throw FormatError(Self.lock)
    }

    func container(
        _ kind: Payload.Kind, of members: [[UInt8]], like old: (tag: UInt8, bytes: ArraySlice<UInt8>)?
    ) throws(FormatError) -> [UInt8] {
        throw FormatError(Self.lock)
    }
}

/// A whole number as `java.lang.Long` or `java.lang.Integer`, alone in a stream: the value is the last of its bytes.
struct JavaInteger {
    /// The number.
    let value: Int64
    private let bytes: [UInt8]
    private let width: Int

    /// Reads a number; nil where the bytes are no stream with just one of these.
    init?(_ bytes: [UInt8]) {
        guard JavaSerialization.begins(bytes) else { return nil }
        var reader = JavaReader(bytes)
        guard let root = try? reader.run(), case .object(let number) = root else { return nil }
        switch reader.heap.className(of: number) {
        case "java.lang.Long": width = 8
        case "java.lang.Integer": width = 4
        default: return nil
        }
        guard case .integer(let value) = reader.heap.field("value", of: number) else { return nil }
        self.value = value
        self.bytes = bytes
    }

    /// The bytes with another number in them; nil where it is too large.
    func bytes(with value: Int64) -> [UInt8]? {
        if width == 4, Int32(exactly: value) == nil { return nil }
        return bytes.dropLast(width) + (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> Int64($0 * 8)) }
    }

    /// A text alone in a stream.
    static func stream(ofText text: String) -> [UInt8] {
        let count = text.utf8.count
        return [0xAC, 0xED, 0, 5, 0x74, UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
            + Array(text.utf8)
    }
}
