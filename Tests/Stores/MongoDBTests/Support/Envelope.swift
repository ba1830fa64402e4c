import BSON
import SessionModel

@testable import MongoDBStore

/// A document around bytes of any kind: what the contract calls a record's content is the field at its end.
enum Envelope {
    /// What stands between key and content, of types that an application uses and nobody may change.
    static let notes: [(String, BSONValue)] = [("count", .int32(7)), ("rate", .double(7)), ("long", .int64(7))]

    static func wrap(_ content: [UInt8], _ key: SessionKey, _ expiry: (String, BSONValue)?) -> BSONDocument {
        var members: [(String, BSONValue)] = [("_id", KeyText.value(key))]
        members += notes
        if let expiry { members.append(expiry) }
        members.append(("data", .binary(content)))
        return BSONDocument(members)
    }

    /// The content of a document; nil where it is no envelope.
    static func content(_ document: BSONDocument) -> [UInt8]? { document["data"]?.binary.map { Array($0.bytes) } }

    /// The content of a document's bytes.
    static func content(_ bytes: [UInt8]) -> [UInt8]? { (try? BSONDocument(bytes)).flatMap(content) }

    /// How many bytes stand around the content, before it and in all.
    static func frame(_ key: SessionKey, _ expiry: (String, BSONValue)?) -> (before: Int, all: Int) {
        let count = wrap([], key, expiry).bytes.count
        return (count - 1, count)
    }
}
