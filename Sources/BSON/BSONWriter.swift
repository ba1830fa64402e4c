/// Writes a document, element by element.
public struct BSONWriter {
    private var content: [UInt8] = [0, 0, 0, 0]

    /// Begins an empty document.
    public init() {}

    /// Adds an element. A name ends at its first zero byte, since none can hold one.
    public mutating func append(_ name: String, _ value: BSONValue) {
        append(name: name.utf8, value)
    }

    /// Adds an element by the bytes of its name.
    public mutating func append(name: some Sequence<UInt8>, _ value: BSONValue) {
        content.append(value.type.rawValue)
        content.append(contentsOf: name.prefix { $0 != 0 })
        content.append(0)
        content.append(contentsOf: value.bytes)
    }

    /// Adds an element of another document as it stands there.
    public mutating func append(_ element: BSONElement, of document: BSONDocument) {
        content.append(contentsOf: document.bytes[element.whole])
    }

    /// What was written, as a document's bytes.
    public var bytes: [UInt8] {
        var bytes = content
        bytes.append(0)
        withUnsafeBytes(of: Int32(bytes.count).littleEndian) { bytes.replaceSubrange(0..<4, with: $0) }
        return bytes
    }

    /// What was written.
    public var document: BSONDocument {
        // Each element was one of a checked document or made by this module, so this can only fail by depth or size.
        (try? BSONDocument(bytes, limits: BSONLimits(size: .max, depth: 1000))) ?? BSONDocument()
    }
}
