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
    static func coding(_ record: StoredRecord) -> PayloadCoding? {
        guard let bytes = record.content.bytes else { return .json }
        guard let value = (try? BSONDocument(bytes))?[field] else { return nil }
        switch value.type {
        case .string:
            return value.textBytes.map(Array.init).map(Kruptein.isLikely) == true ? .sealed(Kruptein.reason) : text
        case .document: return PayloadCoding.bson.inDocument(field: field)
        default: return nil
        }
    }

    private static let text = PayloadCoding.json.inText(field: field)
}
