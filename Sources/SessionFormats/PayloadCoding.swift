internal import SessionModel

/// How a payload stands in a record's bytes: read out of them, and put back over them.
struct PayloadCoding: Sendable {
    /// What came out of a record's bytes.
    struct Reading: Sendable {
        /// The payload.
        var payload: Payload
        /// Why it may not be edited; nil when it may.
        var lock: String?
    }

    /// Its name for people.
    var name: String
    /// Reads a payload out of a record's bytes.
    var read: @Sendable ([UInt8]) throws(FormatError) -> Reading
    /// The record's bytes with an edited payload in them; bytes the edit left alone stay.
    var write: @Sendable (Payload, [UInt8]) throws(FormatError) -> [UInt8]
    /// Whether nobody else writes such bytes, though they can't be looked into.
    var isSealed = false

    /// JSON text, all of the bytes.
    static let json = PayloadCoding(
        name: "JSON",
        read: { bytes throws(FormatError) in
            if bytes.isEmpty { throw FormatError("The record is empty.") }
            do throws(PayloadSyntaxError) {
                return Reading(payload: try Payload(parsing: bytes))
            } catch {
                throw FormatError("The record is no JSON: \(error.explanation) at byte \(error.offset).")
            }
        },
        write: { payload, bytes throws(FormatError) in
            try payload.requireNumbers(beside: try? Payload(parsing: bytes))
            return payload.source
        })

    /// A serialization, all of the bytes.
    static func serialized(_ serialization: some Serialization) -> PayloadCoding {
        PayloadCoding(
            name: serialization.name,
            read: { bytes throws(FormatError) in
                let (payload, lock) = try serialization.reading(bytes)
                return Reading(payload: payload, lock: lock)
            },
            write: { payload, bytes throws(FormatError) in try serialization.writing(payload, over: bytes) })
    }

    /// Bytes that can't be looked into, and why.
    static func opaque(_ reason: String) -> PayloadCoding {
        PayloadCoding(
            name: "opaque bytes", read: { _ throws(FormatError) in throw FormatError(reason) },
            write: { _, _ throws(FormatError) in throw FormatError(reason) })
    }

    /// Bytes that can't be looked into, of a make that tells whose they are: an envelope of ciphertext.
    static func sealed(_ reason: String) -> PayloadCoding {
        var coding = opaque(reason)
        coding.name = "ciphertext"
        coding.isSealed = true
        return coding
    }

    /// This coding within an envelope.
    ///
    /// - Parameters:
    ///   - open: What is in a record's bytes.
    ///   - close: The record's bytes with other content in them, given what they were.
    func inside(
        _ name: String, open: @escaping @Sendable ([UInt8]) throws(FormatError) -> [UInt8],
        close: @escaping @Sendable ([UInt8], [UInt8]) throws(FormatError) -> [UInt8]
    ) -> PayloadCoding {
        let inner = self
        return PayloadCoding(
            name: "\(inner.name) in \(name)",
            read: { bytes throws(FormatError) in try inner.read(try open(bytes)) },
            write: { payload, bytes throws(FormatError) in
                try close(try inner.write(payload, try open(bytes)), bytes)
            },
            isSealed: inner.isSealed)
    }

    /// This coding, to be looked at only.
    func locked(_ reason: String) -> PayloadCoding {
        let inner = self
        return PayloadCoding(
            name: inner.name,
            read: { bytes throws(FormatError) in Reading(payload: try inner.read(bytes).payload, lock: reason) },
            write: { _, _ throws(FormatError) in throw FormatError(reason) })
    }
}
