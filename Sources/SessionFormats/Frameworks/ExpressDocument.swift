internal import BSON
internal import SessionModel

/// How connect-mongo keeps a session: as a text of JSON in `session` unless it was told otherwise, else as a document
/// there; it ends with the date in `expires`, and never where that is missing.
enum ExpressDocument {
    /// In the collection it takes by itself, of the database that the address names.
    static let layout = Layout.documents(
        DocumentLayout(expiry: .init("expires", unit: .date, never: .missing)))

    private static let field = "session"

    /// How the payload of a record is written; nil for a document of another make.
    static func coding(_ record: StoredRecord, _ context: FormatContext) -> PayloadCoding? {
        guard let bytes = record.content.bytes else { return .json }
        guard let value = (try? BSONDocument(bytes))?[field] else { return nil }
        switch value.type {
        case .string:
            guard let content = value.textBytes.map(Array.init), Kruptein.isLikely(content) else { return text }
            return Kruptein.coding(content, context)
        case .document: return PayloadCoding.bson.inDocument(field: field)
        default: return nil
        }
    }

    /// A record whose session is a document, with another date in its cookie; as it is where none stands there.
    static func moving(_ moment: Timestamp, in record: [UInt8]) -> [UInt8] {
        guard let place = date(in: record, at: [field, "cookie", "expires"][...]) else { return record }
        var moved = record
        moved.replaceSubrange(place, with: withUnsafeBytes(of: moment.milliseconds.littleEndian, Array.init))
        return moved
    }

    /// Where the eight bytes of a date stand; nil where there is none.
    private static func date(in bytes: [UInt8], at path: ArraySlice<String>) -> Range<Int>? {
        guard let name = path.first, let document = try? BSONDocument(bytes),
            let element = document.element(named: name)
        else { return nil }
        let start = element.value.lowerBound
        if path.count == 1 { return element.type == .date ? element.value : nil }
        guard element.type == .document, let inner = date(in: Array(bytes[element.value]), at: path.dropFirst()) else {
            return nil
        }
        return (start + inner.lowerBound)..<(start + inner.upperBound)
    }

    private static let text = PayloadCoding.json.inText(field: field)
}
