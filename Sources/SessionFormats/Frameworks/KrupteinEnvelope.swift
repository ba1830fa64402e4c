internal import Crypto
internal import SessionModel

/// What stands in an envelope of kruptein's, with AES-256-GCM: the cipher that connect-mongo and session-file-store ask it
/// for.
struct KrupteinEnvelope {
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
