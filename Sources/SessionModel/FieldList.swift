/// Named fields as one record's content: what a Redis hash holds, in the order of the names' bytes.
///
/// A record's content is bytes for every store, so that comparing, archiving and writing are the same for all; this is
/// the one way fields are put into bytes: of each, name and value with their lengths in front, 4 bytes little-endian.
public struct FieldList: Hashable, Sendable {
    /// One field.
    public struct Field: Hashable, Sendable {
        /// Its name.
        public var name: [UInt8]
        /// Its value.
        public var value: [UInt8]

        /// Creates a field.
        public init(name: [UInt8], value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    /// The fields, in the order of their names.
    public private(set) var fields: [Field]

    /// Creates a list of fields, put in order.
    public init(_ fields: [Field]) {
        self.fields = fields.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    /// Reads a list from its bytes; nil when they are none, or not in order.
    public init?(_ bytes: [UInt8]) {
        var fields: [Field] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let name = Self.take(&rest), let value = Self.take(&rest) else { return nil }
            if let last = fields.last, name.lexicographicallyPrecedes(last.name) { return nil }
            fields.append(Field(name: name, value: value))
        }
        self.fields = fields
    }

    /// The list as bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(fields.reduce(0) { $0 + 8 + $1.name.count + $1.value.count })
        for field in fields {
            bytes += Self.head(name: field.name, valueCount: field.value.count)
            bytes += field.value
        }
        return bytes
    }

    /// What goes before a field's value.
    public static func head(name: [UInt8], valueCount: Int) -> [UInt8] {
        count(name.count) + name + count(valueCount)
    }

    private static func count(_ count: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
    }

    /// The value of a field; nil when there is none of that name.
    public subscript(_ name: String) -> [UInt8]? {
        get { fields.first { $0.name.elementsEqual(name.utf8) }?.value }
        set {
            let place = fields.firstIndex { $0.name.elementsEqual(name.utf8) }
            switch (place, newValue) {
            case (let place?, let value?): fields[place].value = value
            case (let place?, nil): fields.remove(at: place)
            case (nil, let value?): self = FieldList(fields + [Field(name: Array(name.utf8), value: value)])
            case (nil, nil): break
            }
        }
    }

    private static func take(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard rest.count >= 4 else { return nil }
        let count = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(4)
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
}
