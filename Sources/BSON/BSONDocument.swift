/// A whole document, checked once: its bytes as they came, and what stands in them.
public struct BSONDocument: Hashable, Sendable {
    /// The document as it is sent and stored.
    public let bytes: [UInt8]
    /// Its own elements in order, their ranges counted in `bytes`; those of nested documents are not among them.
    public let elements: [BSONElement]

    /// Reads a document.
    ///
    /// - Throws: `BSONError` when the bytes are not one well-formed document within the limits.
    public init(_ bytes: [UInt8], limits: BSONLimits = .server) throws(BSONError) {
        let checked: Result<[BSONElement], BSONError> = bytes.withUnsafeBytes { buffer in
            do throws(BSONError) {
                try BSONCheck.check(buffer, limits)
                return .success(try Self.elements(buffer))
            } catch {
                return .failure(error)
            }
        }
        elements = try checked.get()
        self.bytes = bytes
    }

    /// An empty one.
    public init() {
        bytes = [5, 0, 0, 0, 0]
        elements = []
    }

    private static func elements(_ buffer: UnsafeRawBufferPointer) throws(BSONError) -> [BSONElement] {
        var cursor = try BSONCursor(buffer)
        var elements: [BSONElement] = []
        while let element = try cursor.next() { elements.append(element) }
        return elements
    }

    /// The name of an element.
    public func name(_ element: BSONElement) -> String { String(decoding: bytes[element.name], as: UTF8.self) }

    /// The value of an element.
    public func value(_ element: BSONElement) -> BSONValue {
        BSONValue(unchecked: element.type, Array(bytes[element.value]))
    }

    /// The first element of a name; nil where there is none.
    public func element(named name: String) -> BSONElement? {
        elements.first { bytes[$0.name].elementsEqual(name.utf8) }
    }

    /// The value of the first element of a name; nil where there is none.
    public subscript(name: String) -> BSONValue? { element(named: name).map(value) }

    /// The value at the end of a path of names, through documents and arrays ("0", "1", …).
    public func value(at path: [String]) -> BSONValue? {
        guard let first = path.first, let value = self[first] else { return nil }
        return path.count == 1 ? value : value.document?.value(at: Array(path.dropFirst()))
    }
}

extension BSONDocument {
    /// A document of names and values.
    public init(_ members: [(String, BSONValue)]) {
        var writer = BSONWriter()
        for (name, value) in members { writer.append(name, value) }
        self = writer.document
    }
}

extension BSONDocument: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral members: (String, BSONValue)...) { self.init(members) }
}
