internal import SessionModel
internal import TextCodings

/// What kruptein makes of a session, for connect-mongo's `crypto`, connect-redis-crypto and session-file-store's `secret`:
/// ciphertext with what is needed to check and to open it.
///
/// Until version 3 and without `use_asn1` an object in JSON, else six texts in a sequence of ASN.1, in base64. The key is
/// made of the secret and a salt of each record's own. connect-mongo 3 has an encryption of its own: an object of the same
/// members less the salt, as a text in JSON. (jas-/kruptein 2 to 3.4, `lib/kruptein.js`, jas-/connect-redis-crypto 4 and
/// jdesboeufs/connect-mongo 3 to 6, `src/crypto.js`.)
enum Kruptein {
    /// Who encrypted a record, as its name.
    enum Maker: String { case kruptein, connectMongo = "connect-mongo" }

    private static let scrypt =
        "It is encrypted by kruptein with a key that takes scrypt and its 16 MiB of memory for every record anew, so it is not"
        + " opened here, and its data can't be shown; it can be ended."
    private static let unknown =
        "It is encrypted by kruptein with settings that are not opened here, so its data can't be shown; it can be given more"
        + " time and ended."

    private static func closed(_ maker: Maker) -> String {
        "It is encrypted by \(maker.rawValue); give the store's secret to look into it. It can be given more time and ended."
    }

    private static func lock(_ maker: Maker) -> String {
        let key =
            switch maker {
            case .kruptein: "by a key of this record's own"
            case .connectMongo: "by itself"
            }
        return
            "It is encrypted by \(maker.rawValue), \(key), so it is shown and kept as it is; it can be given more time and"
            + " ended."
    }

    /// Whether a reason is what is said of a session that was opened.
    static func isLock(_ reason: String?) -> Bool { reason == lock(.kruptein) || reason == lock(.connectMongo) }

    /// The coding of such an envelope: JSON that may be looked at where one of the secrets opens it.
    ///
    /// - Parameter isFile: whether it is one of session-file-store's, which asks for scrypt.
    static func coding(_ bytes: [UInt8], _ context: FormatContext, isFile: Bool = false) -> PayloadCoding {
        if isFile { return .sealed(scrypt) }
        guard let envelope = KrupteinEnvelope(unwrapped(bytes)) else { return .sealed(unknown) }
        // A listing has very many of them.
        guard !context.secrets.isEmpty, !context.isGlancing else { return .sealed(closed(envelope.maker)) }
        do throws(FormatError) {
            let content = try envelope.open(context.secrets)
            let lock = lock(envelope.maker)
            return PayloadCoding.json.inside(
                "\(envelope.maker.rawValue)'s encryption", open: { _ throws(FormatError) in content },
                close: { _, _ throws(FormatError) in throw FormatError(lock) }
            ).locked(lock)
        } catch {
            return .sealed(error.description)
        }
    }

    /// Whether bytes are such an envelope.
    static func isLikely(_ bytes: [UInt8]) -> Bool {
        switch bytes.first {
        case UInt8(ascii: "{"): isObject(bytes)
        case UInt8(ascii: "M"): isSequence(bytes)
        case UInt8(ascii: "\""): bytes.starts(with: ##""{\"hmac\":"##.utf8) && isObject(unwrapped(bytes))
        default: false
        }
    }

    /// What stands in a text in JSON; bytes that are none stay.
    private static func unwrapped(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.first == UInt8(ascii: "\""), let text = (try? Payload(parsing: bytes))?.root.string else {
            return bytes
        }
        return Array(text.utf8)
    }

    private static func isObject(_ bytes: [UInt8]) -> Bool {
        guard bytes.starts(with: #"{"hmac""#.utf8) || bytes.starts(with: #"{"ct""#.utf8),
            let payload = try? Payload(parsing: bytes)
        else { return false }
        let names = Set(payload.root.children.compactMap { $0.kind == .array ? nil : $0.key })
        return names.isSuperset(of: ["ct", "hmac", "iv"])
            && names.isSubset(of: ["ct", "hmac", "iv", "salt", "at", "aad"])
    }

    /// Ciphertext, HMAC, initialization vector, salt, tag, additional data.
    private static func isSequence(_ text: [UInt8]) -> Bool { sequence(text) != nil }

    /// The six parts of a sequence.
    static func sequence(_ text: [UInt8]) -> [[UInt8]]? {
        guard text.count >= 200, let bytes = Base64.decode(text), bytes.first == 0x30 else { return nil }
        var place = 1
        guard let whole = length(bytes, &place), place + whole == bytes.count else { return nil }
        var parts: [[UInt8]] = []
        while place < bytes.count {
            guard bytes[place] == 0x04 else { return nil }
            place += 1
            guard let part = length(bytes, &place), part <= bytes.count - place, parts.count < 6 else { return nil }
            parts.append(Array(bytes[place..<(place + part)]))
            place += part
        }
        return parts.count == 6 ? parts : nil
    }

    /// A length by the distinguished encoding rules: a byte below 128, or the count of its bytes and those.
    private static func length(_ bytes: [UInt8], _ place: inout Int) -> Int? {
        guard place < bytes.count else { return nil }
        let first = Int(bytes[place])
        place += 1
        guard first >= 0x80 else { return first }
        let width = first & 0x7F
        guard (1...4).contains(width), width <= bytes.count - place else { return nil }
        defer { place += width }
        return bytes[place..<(place + width)].reduce(0) { $0 << 8 | Int($1) }
    }
}
