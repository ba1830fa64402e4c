internal import Crypto
internal import SessionModel
internal import TextCodings

/// What stands in an envelope of kruptein's, with AES-256-GCM: the cipher that connect-mongo, connect-redis-crypto and
/// session-file-store ask it for; or in one that connect-mongo 3 makes by itself, by the same cipher.
struct KrupteinEnvelope {
    /// What a secret becomes a key by.
    private enum KeyRule {
        /// PBKDF2 with the record's own salt.
        case salted([UInt8])
        /// PBKDF2 with a salt that is made of the secret too; the key is the text of its digits.
        case ofSecretAlone
    }

    private let ciphertext: [UInt8]
    private let vector: [UInt8]
    private let tag: [UInt8]
    private let additional: [UInt8]
    private let rule: KeyRule

    /// Who encrypted it, for people.
    let maker: Kruptein.Maker

    /// Reads an envelope; nil for one whose ciphertext is written otherwise than these stores have it.
    init?(_ bytes: [UInt8]) {
        if let parts = Kruptein.sequence(bytes) {
            // Until 3.3 two of the parts are base64 once more.
            let (text, data) = (Self.base64(parts[0]), Self.base64(parts[5]))
            let isText = text != nil && data?.count == 64
            ciphertext = isText ? text ?? [] : parts[0]
            additional = isText ? data ?? [] : parts[5]
            (vector, tag) = (parts[2], parts[4])
            rule = .salted(parts[3])
        } else {
            guard let payload = try? Payload(parsing: bytes), let read = Self.reading(payload.root) else { return nil }
            (ciphertext, vector, tag, additional, rule) = read
        }
        guard tag.count == 16, vector.count >= 12 else { return nil }
        switch rule {
        case .salted(let salt):
            guard salt.count >= 16 else { return nil }
            maker = .kruptein
        case .ofSecretAlone: maker = .connectMongo
        }
    }

    private typealias Parts = (
        ciphertext: [UInt8], vector: [UInt8], tag: [UInt8], additional: [UInt8], rule: KeyRule
    )

    /// The parts in an object; without a salt they are connect-mongo's own, where texts of digits stand for themselves.
    private static func reading(_ root: PayloadNode) -> Parts? {
        func text(_ name: String) -> String? { root.child(.key(name))?.string }
        guard let form = text("hmac").flatMap(TextForm.init(ofCode:)), let ciphertext = text("ct").flatMap(form.bytes)
        else { return nil }
        func part(_ name: String) -> [UInt8]? {
            root.child(.key(name)).flatMap { $0.string.map(form.bytes) ?? buffer($0) }
        }
        guard let tag = part("at") else { return nil }
        if root.child(.key("salt")) == nil, form == .hex {
            guard let vector = text("iv"), let additional = text("aad") else { return nil }
            return (ciphertext, Array(vector.utf8), tag, Array(additional.utf8), .ofSecretAlone)
        }
        guard let vector = part("iv"), let additional = part("aad"), let salt = part("salt") else { return nil }
        return (ciphertext, vector, tag, additional, .salted(salt))
    }

    /// How bytes are written as text, by what an HMAC with SHA-512 looks like.
    private enum TextForm {
        case base64, hex
        /// A character a byte, as Node's `binary`.
        case characters

        init?(ofCode code: String) {
            switch code.unicodeScalars.count {
            case 64: self = .characters
            case 88: self = .base64
            case 128: self = .hex
            default: return nil
            }
        }

        func bytes(_ text: String) -> [UInt8]? {
            switch self {
            case .base64: return KrupteinEnvelope.base64(Array(text.utf8))
            case .hex: return HexText.decode(text.utf8)
            case .characters:
                let bytes = text.unicodeScalars.map { UInt8(exactly: $0.value) }
                return bytes.contains(nil) ? nil : bytes.compactMap(\.self)
            }
        }
    }

    private static func base64(_ text: [UInt8]) -> [UInt8]? {
        text.count.isMultiple(of: 4) ? Base64.decode(text) : nil
    }

    /// What JSON makes of a buffer.
    private static func buffer(_ node: PayloadNode) -> [UInt8]? {
        guard node.child(.key("type"))?.string == "Buffer", let data = node.child(.key("data")) else { return nil }
        let bytes = data.children.map { UInt8($0.rawText) }
        return bytes.contains(nil) ? nil : bytes.compactMap(\.self)
    }

    /// How many rounds make a key of kruptein's: 15,000 until 3.0, and 20,000 since.
    private static let rounds: [Int32] = [15_000, 20_000]
    /// How many secrets are tried: each takes about twenty milliseconds.
    private static let secrets = 4

    /// The JSON that was encrypted.
    ///
    /// - Throws: `FormatError` where none of the secrets opens it, or the library with the cipher is missing.
    func open(_ secrets: [Secret]) throws(FormatError) -> [UInt8] {
        try OpenSSLCipher.load(for: "\(maker.rawValue)'s key")
        for secret in secrets.prefix(Self.secrets) {
            for key in keys(of: Array(secret.revealed.utf8)) {
                guard let content = content(key) else { continue }
                return try Self.session(in: content)
            }
        }
        let why = secrets.count == 1 ? "the secret does not fit" : "none of the secrets fits"
        throw FormatError("It is encrypted by \(maker.rawValue), and \(why); it can be given more time and ended.")
    }

    /// The keys that a secret may become, each made when it is asked for.
    private func keys(of secret: [UInt8]) -> some Sequence<[UInt8]> {
        let rounds: [Int32] =
            switch rule {
            case .salted: Self.rounds
            case .ofSecretAlone: [10_000]
            }
        return rounds.lazy.compactMap { rounds -> [UInt8]? in
            switch rule {
            case .salted(let salt): return OpenSSLCipher.key(of: secret, salt: salt, rounds: rounds, size: 32)
            case .ofSecretAlone:
                let salt = HexText.encode(SHA512.hash(data: secret)).utf8.prefix(16)
                let key = OpenSSLCipher.key(of: secret, salt: Array(salt), rounds: rounds, size: 16)
                return key.map { Array(HexText.encode($0).utf8) }
            }
        }
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
