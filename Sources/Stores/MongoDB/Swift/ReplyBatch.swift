internal import BSON

/// The documents in the first batch of a cursor's reply, one after the other, in place.
struct ReplyBatch {
    private let bytes: UnsafeRawBufferPointer
    private var cursor: BSONCursor

    init(_ bytes: UnsafeRawBufferPointer) throws(MongoFailure) {
        self.bytes = bytes
        do throws(BSONError) {
            var reply = try BSONCursor(bytes)
            guard let found = try reply.next(named: "cursor"), found.type == .document else {
                throw BSONError(.truncated, at: 0)
            }
            var inner = try BSONCursor(bytes, at: found.value.lowerBound)
            guard let batch = try inner.next(named: "firstBatch"), batch.type == .array else {
                throw BSONError(.truncated, at: found.value.lowerBound)
            }
            cursor = try BSONCursor(bytes, at: batch.value.lowerBound)
        } catch {
            throw Self.fault(error)
        }
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
