internal import BSON

/// The documents in a cursor's reply, one after the other, in place.
struct ReplyBatch {
    /// The bytes of the whole reply.
    let bytes: UnsafeRawBufferPointer
    /// The number of the cursor, for asking for more; 0 when there are no more.
    let number: Int64
    private var cursor: BSONCursor

    init(_ bytes: UnsafeRawBufferPointer) throws(MongoFailure) {
        self.bytes = bytes
        do throws(BSONError) {
            var reply = try BSONCursor(bytes)
            guard let found = try reply.next(named: "cursor"), found.type == .document else {
                throw BSONError(.truncated, at: 0)
            }
            (cursor, number) = try Self.parts(bytes, at: found.value.lowerBound)
        } catch {
            throw Self.fault(error)
        }
    }

    private static func parts(
        _ bytes: UnsafeRawBufferPointer, at start: Int
    ) throws(BSONError) -> (BSONCursor, Int64) {
        var inner = try BSONCursor(bytes, at: start)
        var batch: BSONCursor?
        var number: Int64 = 0
        while let element = try inner.next() {
            let name = bytes[element.name]
            if element.type == .array, name.elementsEqual("firstBatch".utf8) || name.elementsEqual("nextBatch".utf8) {
                batch = try BSONCursor(bytes, at: element.value.lowerBound)
            } else if element.type == .int64, name.elementsEqual("id".utf8) {
                let place = element.value.lowerBound
                number = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int64.self))
            }
        }
        guard let batch else { throw BSONError(.truncated, at: start) }
        return (batch, number)
    }

    /// The bytes of the next document; nil behind the last.
    mutating func next() throws(MongoFailure) -> UnsafeRawBufferPointer? {
        do throws(BSONError) {
            guard let element = try cursor.next() else { return nil }
            guard element.type == .document else { throw BSONError(.badLength, at: element.value.lowerBound) }
            return UnsafeRawBufferPointer(rebasing: bytes[element.value])
        } catch {
            throw Self.fault(error)
        }
    }

    static func fault(_ error: BSONError) -> MongoFailure { .lost("its answer makes no sense: \(error)") }
}
