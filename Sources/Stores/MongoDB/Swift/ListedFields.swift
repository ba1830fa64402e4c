internal import BSON
internal import Glibc
internal import SessionModel

/// Picks out of a document what a listing needs, without making a copy of it.
struct ListedFields: Sendable {
    private let id: [UInt8]
    private let isMark: Bool
    private let place: DocumentPlace
    private let expiries: [(name: [UInt8], field: DocumentLayout.Expiry)]

    /// What a listing needs of a document.
    struct Row {
        /// Its `_id`, by which the collection is paged.
        var mark: BSONElement
        /// The field of the key; nil where there is none.
        var id: BSONElement?
        /// Its deadline.
        var expiry: ExpiryReading
    }

    init(_ place: DocumentPlace) {
        self.place = place
        id = Array(place.id.utf8)
        isMark = place.id == "_id"
        expiries = place.expiries.map { (Array($0.field.utf8), $0) }
    }

    /// The row of a document; nil for one without an `_id`.
    func row(_ document: UnsafeRawBufferPointer) throws(MongoFailure) -> Row? {
        do throws(BSONError) {
            var cursor = try BSONCursor(document)
            var mark: BSONElement?
            var key: BSONElement?
            var found: (rank: Int, reading: ExpiryReading)?
            while let element = try cursor.next() {
                let name = UnsafeRawBufferPointer(rebasing: document[element.name])
                if mark == nil, Self.isSame(name, Self.markName) {
                    mark = element
                } else if key == nil, !isMark, Self.isSame(name, id) {
                    key = element
                } else if let rank = rank(of: name) {
                    let reading = ExpiryReading(document, element, expiries[rank].field)
                    if Self.isBetter(reading, rank, than: found) { found = (rank, reading) }
                }
            }
            guard let mark else { return nil }
            return Row(mark: mark, id: isMark ? mark : key, expiry: found?.reading ?? place.missingExpiry)
        } catch {
            throw ReplyBatch.fault(error)
        }
    }

    private static let markName = Array("_id".utf8)

    @inline(__always)
    private static func isSame(_ name: UnsafeRawBufferPointer, _ wanted: [UInt8]) -> Bool {
        name.count == wanted.count
            && wanted.withUnsafeBytes { wanted in
                guard let first = name.baseAddress, let second = wanted.baseAddress else { return true }
                return memcmp(first, second, wanted.count) == 0
            }
    }

    private func rank(of name: UnsafeRawBufferPointer) -> Int? {
        for place in expiries.indices where Self.isSame(name, expiries[place].name) { return place }
        return nil
    }

    /// The first field that can be read counts; else the first there is.
    private static func isBetter(
        _ reading: ExpiryReading, _ rank: Int, than found: (rank: Int, reading: ExpiryReading)?
    ) -> Bool {
        guard let found else { return true }
        return switch (reading, found.reading) {
        case (.unreadable, .unreadable): rank < found.rank
        case (.unreadable, _): false
        case (_, .unreadable): true
        default: rank < found.rank
        }
    }
}

extension ExpiryReading {
    /// Reads a field in place: the usual types without a copy.
    init(_ document: UnsafeRawBufferPointer, _ element: BSONElement, _ field: DocumentLayout.Expiry) {
        let place = element.value.lowerBound
        switch (field.unit, element.type) {
        case (.date, .date):
            let moment = Int64(littleEndian: document.loadUnaligned(fromByteOffset: place, as: Int64.self))
            self = .deadline(.at(Timestamp(milliseconds: moment)))
        case (.seconds, .double):
            let bits = UInt64(littleEndian: document.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            self.init(seconds: Double(bitPattern: bits), field)
        default:
            guard let value = try? BSONValue(element.type, bytes: Array(document[element.value])) else {
                self = .unreadable("broken")
                return
            }
            self.init(value, field)
        }
    }
}

extension BSONValue {
    /// The value of an element of a document that is read in place.
    init(_ element: BSONElement, in document: UnsafeRawBufferPointer) throws(MongoFailure) {
        do throws(BSONError) {
            self = try BSONValue(element.type, bytes: Array(document[element.value]))
        } catch {
            throw ReplyBatch.fault(error)
        }
    }

    /// Whether an element has just this type and these bytes.
    func isSame(_ document: UnsafeRawBufferPointer, _ element: BSONElement) -> Bool {
        element.type == type && document[element.value].elementsEqual(bytes)
    }
}
