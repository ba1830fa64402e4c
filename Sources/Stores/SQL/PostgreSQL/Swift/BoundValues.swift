internal import CPostgreSQL
internal import SQLStore

/// The values of a statement as libpq takes them: all in the binary format, one behind the other.
struct BoundValues {
    /// The numbers of the types that are used; they are fixed in every server.
    enum TypeID {
        static let boolean: Oid = 16, bytes: Oid = 17, integer: Oid = 20, shortInteger: Oid = 23, text: Oid = 25
        static let fraction: Oid = 701
    }

    private var types: [Oid] = []
    private var arena: [UInt8] = []
    private var starts: [Int?] = []
    private var lengths: [Int32] = []

    init(_ values: [SQLValue]) {
        for value in values {
            switch value {
            case .null: add(TypeID.text, nil)
            case .integer(let number): add(TypeID.integer, withUnsafeBytes(of: number.bigEndian, Array.init))
            case .real(let number): add(TypeID.fraction, withUnsafeBytes(of: number.bitPattern.bigEndian, Array.init))
            case .text(let bytes): add(TypeID.text, bytes)
            case .blob(let bytes): add(TypeID.bytes, bytes)
            }
        }
        // So that there is an address for what is empty.
        arena.append(0)
    }

    private mutating func add(_ type: Oid, _ bytes: [UInt8]?) {
        types.append(type)
        starts.append(bytes.map { _ in arena.count })
        lengths.append(Int32(bytes?.count ?? 0))
        arena += bytes ?? []
    }

    /// Sends a statement with these values; the answer comes in binary as well.
    func send(_ text: String, _ connection: OpaquePointer) -> Bool {
        arena.withUnsafeBufferPointer { arena in
            let base = arena.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
            let pointers = starts.map { start in start.flatMap { offset in base.map { $0 + offset } } }
            let formats = [Int32](repeating: 1, count: types.count)
            return cPQsendQueryParams(
                connection, text, Int32(types.count), types, pointers, lengths, formats, 1) == 1
        }
    }
}
