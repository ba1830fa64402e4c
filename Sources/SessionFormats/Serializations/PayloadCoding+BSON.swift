internal import BSON

extension PayloadCoding {
    /// A document in BSON, all of the bytes.
    static let bson = PayloadCoding.serialized(BSONSerialization()).inside(
        "a document",
        open: { bytes throws(FormatError) in
            do throws(BSONError) {
                return BSONTransposition.open(try BSONDocument(bytes))
            } catch {
                throw FormatError("The record is no BSON: \(error).")
            }
        },
        close: { content, _ throws(FormatError) in
            guard let document = BSONTransposition.close(content) else {
                throw FormatError("The session can't be written as BSON.")
            }
            return document.bytes
        })

    /// This coding in a field of a document that holds a document: all else in it stays.
    func inDocument(field: String) -> PayloadCoding {
        inside(
            "the field \(field)",
            open: { bytes throws(FormatError) in
                guard let value = try Self.document(bytes)[field] else {
                    throw FormatError("Its \(field) is missing.")
                }
                guard value.type == .document else { throw FormatError("Its \(field) is no document.") }
                return value.bytes
            },
            close: { content, bytes throws(FormatError) in
                let document = try Self.document(bytes)
                var writer = BSONWriter()
                for element in document.elements {
                    if document.name(element) == field {
                        writer.append(field, .document(try Self.document(content)))
                    } else {
                        writer.append(element, of: document)
                    }
                }
                return writer.bytes
            })
    }

    private static func document(_ bytes: [UInt8]) throws(FormatError) -> BSONDocument {
        do throws(BSONError) {
            return try BSONDocument(bytes)
        } catch {
            throw FormatError("The record is no BSON: \(error).")
        }
    }
}
