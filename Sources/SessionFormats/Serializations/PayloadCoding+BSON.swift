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
                try Self.replacing(field, of: bytes, with: .document(try Self.document(content)))
            })
    }

    /// This coding in a field of a document that holds a text: all else in it stays.
    func inText(field: String) -> PayloadCoding {
        inside(
            "the field \(field)",
            open: { bytes throws(FormatError) in
                guard let text = try Self.document(bytes)[field]?.textBytes else {
                    throw FormatError("Its \(field) is no text.")
                }
                return Array(text)
            },
            close: { content, bytes throws(FormatError) in
                try Self.replacing(field, of: bytes, with: .string(utf8: content))
            })
    }

    /// This coding in a field of a document that holds binary data: all else in it stays.
    func inBinary(field: String) -> PayloadCoding {
        inside(
            "the field \(field)",
            open: { bytes throws(FormatError) in
                guard let data = try Self.document(bytes)[field]?.binary else {
                    throw FormatError("Its \(field) is no binary data.")
                }
                return Array(data.bytes)
            },
            close: { content, bytes throws(FormatError) in
                let subtype = try Self.document(bytes)[field]?.binary?.subtype ?? 0
                return try Self.replacing(field, of: bytes, with: .binary(content, subtype: subtype))
            })
    }

    /// A document with another value in a field: all else in it stays.
    static func replacing(
        _ field: String, of bytes: [UInt8], with value: BSONValue
    ) throws(FormatError) -> [UInt8] {
        let document = try document(bytes)
        var writer = BSONWriter()
        for element in document.elements {
            if document.name(element) == field {
                writer.append(field, value)
            } else {
                writer.append(element, of: document)
            }
        }
        return writer.bytes
    }

    private static func document(_ bytes: [UInt8]) throws(FormatError) -> BSONDocument {
        do throws(BSONError) {
            return try BSONDocument(bytes)
        } catch {
            throw FormatError("The record is no BSON: \(error).")
        }
    }
}
