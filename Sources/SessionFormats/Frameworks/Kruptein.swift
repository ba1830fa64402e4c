internal import SessionModel

/// What kruptein makes of a session, for connect-mongo's `crypto` and session-file-store's `secret`: ciphertext with what
/// is needed to check and to open it.
///
/// Until version 3 and without `use_asn1` an object in JSON, else six texts in a sequence of ASN.1, in base64. The key is
/// made of the secret and a salt of each record's own. (jas-/kruptein 2 to 3.4, `lib/kruptein.js`, and
/// jdesboeufs/connect-mongo 3 to 6.)
enum Kruptein {
    static let reason =
        "It is encrypted by kruptein, whose key takes 20,000 rounds of PBKDF2 for every record anew, so it is not opened"
        + " here, and its data can't be shown; it can be given more time and ended."

    /// Whether bytes are such an envelope.
    static func isLikely(_ bytes: [UInt8]) -> Bool {
        switch bytes.first {
        case UInt8(ascii: "{"): isObject(bytes)
        case UInt8(ascii: "M"): isSequence(bytes)
        default: false
        }
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
    private static func isSequence(_ text: [UInt8]) -> Bool {
        guard text.count >= 200, let bytes = Base64.decode(text), bytes.first == 0x30 else { return false }
        var place = 1
        guard let whole = length(bytes, &place), place + whole == bytes.count else { return false }
        var count = 0
        while place < bytes.count {
            guard bytes[place] == 0x04 else { return false }
            place += 1
            guard let part = length(bytes, &place), part <= bytes.count - place else { return false }
            place += part
            count += 1
        }
        return count == 6
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
