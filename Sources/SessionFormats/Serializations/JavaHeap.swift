/// What a stream of Java's serialization holds. Objects name one another by number, so that nothing here nests.
struct JavaHeap {
    /// One value.
    enum Value {
        case null
        case boolean(Bool)
        case integer(Int64)
        case single(Float)
        case double(Double)
        case text(String)
        /// An array of bytes.
        case bytes(Range<Int>)
        /// Bytes that an object wrote of its own.
        case block(Range<Int>)
        case object(Int)
        case array(Int)
        case constant(class: Int, name: String)
        case type(Int)
    }

    /// What a stream says of a class.
    struct Class {
        /// Its name, as in `java.util.HashMap`; the names of its interfaces for a proxy.
        var name: String
        var isProxy = false
        var flags: UInt8 = 0
        var fields: [(type: UInt8, name: String)] = []
        var parent: Int?

        /// The object writes data of its own behind its fields.
        var writesData: Bool { flags & 0x01 != 0 }
        var isSerializable: Bool { flags & 0x02 != 0 }
        /// The object writes all of itself.
        var isExternalizable: Bool { flags & 0x04 != 0 }
        /// What it writes itself is in blocks whose lengths are told.
        var writesBlocks: Bool { flags & 0x08 != 0 }
    }

    /// Something an object holds.
    struct Member {
        /// Whose field it is, or whose own data.
        var owner: Int
        /// Which of the class's fields; nil for its own data.
        var field: Int?
        var value: Value
    }

    /// An object.
    struct Object {
        var type: Int
        var members: [Member] = []
    }

    var classes: [Class] = []
    var objects: [Object] = []
    var arrays: [[Value]] = []
    /// The stream.
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The name of an object's class.
    func className(of object: Int) -> String { classes[objects[object].type].name }

    /// The value of an object's field; nil where it has none of that name.
    func field(_ name: String, of object: Int) -> Value? {
        objects[object].members.first { member in
            member.field.map { classes[member.owner].fields[$0].name == name } == true
        }?.value
    }

    /// What an object wrote of its own, in order.
    func data(of object: Int) -> [Value] { objects[object].members.filter { $0.field == nil }.map(\.value) }

    /// The values that stand behind the last bytes of an object's own data: counts come first, then elements.
    func elements(of object: Int) -> [Value] {
        let data = data(of: object)
        let last = data.lastIndex { if case .block = $0 { true } else { false } }
        return Array(data[(last.map { $0 + 1 } ?? 0)...])
    }
}
