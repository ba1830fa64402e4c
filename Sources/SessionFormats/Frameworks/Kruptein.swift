internal import Crypto
internal import SessionModel

/// What kruptein makes of a session, for connect-mongo's `crypto` and session-file-store's `secret`: ciphertext with what
/// is needed to check and to open it.
///
/// Until version 3 and without `use_asn1` an object in JSON, else six texts in a sequence of ASN.1, in base64. The key is
/// made of the secret and a salt of each record's own. (jas-/kruptein 2 to 3.4, `lib/kruptein.js`, and
/// jdesboeufs/connect-mongo 3 to 6.)
enum Kruptein {
    private static let closed =
        "It is encrypted by kruptein; give the store's secret to look into it. It can be given more time and ended."
    private static let scrypt =
        "It is encrypted by kruptein with a key that takes scrypt and its 16 MiB of memory for every record anew, so it is not"
        + " opened here, and its data can't be shown; it can be ended."
    /// Said of a session that was opened.
    static let lock =
        "It is encrypted by kruptein, by a key of this record's own, so it is shown and kept as it is; it can be given more"
        + " time and ended."

    /// The coding of such an envelope: JSON that may be looked at where one of the secrets opens it.
    static func coding(_ bytes: [UInt8], _ context: FormatContext) -> PayloadCoding {
        guard let envelope = KrupteinEnvelope(bytes) else { return .sealed(scrypt) }
        // A listing has very many of them.
        guard !context.secrets.isEmpty, !context.isGlancing else { return .sealed(closed) }
        do throws(FormatError) {
            let content = try envelope.open(context.secrets)
            return PayloadCoding.json.inside(
                "kruptein's encryption", open: { _ throws(FormatError) in content },
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
    private static func isSequence(_ text: [UInt8]) -> Bool { sequence(text) != nil }

    /// The six parts of a sequence.
    fileprivate static func sequence(_ text: [UInt8]) -> [[UInt8]]? {
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

/// What stands in an envelope of kruptein's, with AES-256-GCM: the cipher that connect-mongo and session-file-store ask it
/// for.
private struct KrupteinEnvelope {
    private let ciphertext: [UInt8]
    private let vector: [UInt8]
    private let salt: [UInt8]
    private let tag: [UInt8]
    private let additional: [UInt8]

    /// Reads an envelope; nil for one whose ciphertext is written otherwise than connect-mongo has it.
    init?(_ bytes: [UInt8]) {
        if let parts = Kruptein.sequence(bytes) {
            // Until 3.0 two of the parts are base64 once more.
            let (text, data) = (Self.base64(parts[0]), Self.base64(parts[5]))
            let isText = text != nil && data?.count == 64
            ciphertext = isText ? text ?? [] : parts[0]
            additional = isText ? data ?? [] : parts[5]
            (vector, salt, tag) = (parts[2], parts[3], parts[4])
        } else {
            guard let payload = try? Payload(parsing: bytes) else { return nil }
            func part(_ name: String) -> [UInt8]? { payload.root.child(.key(name)).flatMap(Self.bytes) }
            guard let ciphertext = part("ct"), let vector = part("iv"), let salt = part("salt"), let tag = part("at"),
                let additional = part("aad")
            else { return nil }
            (self.ciphertext, self.vector, self.salt) = (ciphertext, vector, salt)
            (self.tag, self.additional) = (tag, additional)
        }
        guard tag.count == 16, vector.count >= 12, salt.count >= 16 else { return nil }
    }

    private static func base64(_ text: [UInt8]) -> [UInt8]? {
        text.count.isMultiple(of: 4) ? Base64.decode(text) : nil
    }

    /// Base64, or what JSON makes of a buffer.
    private static func bytes(_ node: PayloadNode) -> [UInt8]? {
        if let text = node.string { return base64(Array(text.utf8)) }
        guard node.child(.key("type"))?.string == "Buffer", let data = node.child(.key("data")) else { return nil }
        let bytes = data.children.map { UInt8($0.rawText) }
        return bytes.contains(nil) ? nil : bytes.compactMap(\.self)
    }

    /// How many rounds make a key: 15,000 until 3.0, and 20,000 since.
    private static let rounds: [Int32] = [15_000, 20_000]
    /// How many secrets are tried: each takes about twenty milliseconds.
    private static let secrets = 4

    /// The JSON that was encrypted.
    ///
    /// - Throws: `FormatError` where none of the secrets opens it, or the library with the cipher is missing.
    func open(_ secrets: [Secret]) throws(FormatError) -> [UInt8] {
        try OpenSSLCipher.load(for: "kruptein's key")
        for secret in secrets.prefix(Self.secrets) {
            for rounds in Self.rounds {
                guard
                    let key = OpenSSLCipher.key(
                        of: Array(secret.revealed.utf8), salt: salt, rounds: rounds, size: 32),
                    let content = content(key)
                else { continue }
                return try Self.session(in: content)
            }
        }
        let why = secrets.count == 1 ? "the secret does not fit" : "none of the secrets fits"
        throw FormatError("It is encrypted by kruptein, and \(why); it can be given more time and ended.")
    }

    private func content(_ key: [UInt8]) -> [UInt8]? {
        guard let nonce = try? AES.GCM.Nonce(data: vector),
            let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: ciphertext, tag: tag),
            let content = try? AES.GCM.open(box, using: SymmetricKey(data: key), authenticating: additional)
        else { return nil }
        return Array(content)
    }

    /// A session's JSON is a text in JSON to kruptein; since 3.1 there is a word of its type beside it.
    private static func session(in content: [UInt8]) throws(FormatError) -> [UInt8] {
        guard let payload = try? Payload(parsing: content) else { throw FormatError("What was encrypted is no JSON.") }
        let isWrapped = ["string", "json"].contains(payload.root.child(.key("type"))?.string)
        let root = isWrapped ? payload.root.child(.key("value")) ?? payload.root : payload.root
        return root.string.map { Array($0.utf8) } ?? Array(root.raw)
    }
}
