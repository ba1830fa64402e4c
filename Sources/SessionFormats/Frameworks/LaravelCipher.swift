internal import Crypto
internal import CryptoExtras
internal import SessionModel

/// What Laravel encrypts with the application's APP_KEY: cookies, and payloads where `session.encrypt` is on.
///
/// Base64 of a JSON object with `iv`, `value` and either a `mac` (AES-CBC and HMAC-SHA-256, the default) or a `tag`
/// (AES-GCM).
struct LaravelCipher {
    private let keys: [SymmetricKey]

    /// Creates a cipher of the keys among an application's secrets: `base64:` and 16 or 32 bytes, or as many letters.
    init(_ secrets: [Secret]) {
        keys = secrets.compactMap { secret in
            let text = secret.revealed
            let bytes = text.hasPrefix("base64:") ? Base64.decode(text.dropFirst(7).utf8) : Array(text.utf8)
            guard let bytes, bytes.count == 32 || bytes.count == 16 else { return nil }
            return SymmetricKey(data: bytes)
        }
    }

    /// Whether no key is known.
    var isEmpty: Bool { keys.isEmpty }

    /// Whether bytes begin as Laravel's ciphertext does: base64 of `{"iv":`.
    static func begins(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: "eyJpdiI6".utf8) }

    /// What stands in a ciphertext.
    func decrypt(_ text: some Sequence<UInt8>) throws(FormatError) -> [UInt8] { try opened(text).content }

    /// A content encrypted as `example` is, by the key that fits it; the example itself where that is its content.
    func encrypt(_ content: [UInt8], like example: [UInt8]) throws(FormatError) -> [UInt8] {
        let found = try opened(example)
        if found.content == content { return example }
        return try Self.sealed(content, found.key, isGCM: found.isGCM)
    }

    /// A cookie's value for an id, encrypted by the first key; nil where none is known.
    func cookieValue(_ id: String, named name: String) -> String? {
        guard let key = keys.first else { return nil }
        let content = Array((Self.mark(of: name, key) + id).utf8)
        guard let value = try? Self.sealed(content, key, isGCM: false) else { return nil }
        return String(decoding: value, as: UTF8.self).replacing("+", with: "%2B").replacing("/", with: "%2F")
            .replacing("=", with: "%3D")
    }

    /// The id in a cookie's value. Since Laravel 8 a MAC of the cookie's name stands in front of it.
    func id(inCookie value: String, named name: String) throws(FormatError) -> String {
        let found = try opened(value.utf8)
        let text = String(decoding: found.content, as: UTF8.self)
        guard let bar = text.firstIndex(of: "|") else { return text }
        guard text[...bar] == Self.mark(of: name, found.key) else {
            throw FormatError(
                "The cookie could be decrypted, but was made for a cookie of another name than \"\(name)\";"
                    + " name the session's cookie.")
        }
        return String(text[text.index(after: bar)...])
    }

    private static func mark(of name: String, _ key: SymmetricKey) -> String {
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: Array("\(name)v2".utf8), using: key)
        return HexText.encode(Array(code)) + "|"
    }

    // MARK: Opening

    private func opened(
        _ text: some Sequence<UInt8>
    ) throws(FormatError) -> (content: [UInt8], key: SymmetricKey, isGCM: Bool) {
        guard let bytes = Base64.decode(text), let parts = try? Payload(parsing: bytes),
            let iv = Self.field("iv", parts), let value = Self.field("value", parts),
            let ivBytes = Base64.decode(iv.utf8), let valueBytes = Base64.decode(value.utf8)
        else {
            throw FormatError("That is nothing Laravel has encrypted: base64 of a JSON object with iv, value and mac.")
        }
        let tag = Self.field("tag", parts).flatMap { Base64.decode($0.utf8) } ?? []
        let mac = Self.field("mac", parts) ?? ""
        for key in keys {
            let content =
                tag.isEmpty
                ? Self.openCBC(ivBytes, valueBytes, key, signed: iv + value, mac: mac)
                : Self.openGCM(ivBytes, valueBytes, tag, key)
            if let content { return (content, key, !tag.isEmpty) }
        }
        let why = keys.count == 1 ? "the APP_KEY that is given does not fit" : "none of the \(keys.count) keys fits"
        throw FormatError(
            isEmpty
                ? "It is encrypted with the application's APP_KEY; give that as a secret (base64:…) to look into it."
                : "It can't be decrypted: \(why), or it was changed on the way.")
    }

    private static func field(_ name: String, _ payload: Payload) -> String? {
        payload.node(at: PayloadPath([.key(name)]))?.string
    }

    private static func openCBC(
        _ iv: [UInt8], _ value: [UInt8], _ key: SymmetricKey, signed: String, mac: String
    ) -> [UInt8]? {
        let code = HMAC<SHA256>.authenticationCode(for: Array(signed.utf8), using: key)
        guard HexText.encode(Array(code)) == mac, let iv = try? AES._CBC.IV(ivBytes: iv),
            let content = try? AES._CBC.decrypt(value, using: key, iv: iv)
        else { return nil }
        return Array(content)
    }

    private static func openGCM(_ iv: [UInt8], _ value: [UInt8], _ tag: [UInt8], _ key: SymmetricKey) -> [UInt8]? {
        guard let nonce = try? AES.GCM.Nonce(data: iv),
            let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: value, tag: tag),
            let content = try? AES.GCM.open(box, using: key)
        else { return nil }
        return Array(content)
    }

    // MARK: Sealing

    private static func sealed(
        _ content: [UInt8], _ key: SymmetricKey, isGCM: Bool
    ) throws(FormatError) -> [UInt8] {
        do {
            let json = isGCM ? try sealedGCM(content, key) : try sealedCBC(content, key)
            return Array(Base64.encode(Array(json.utf8)).utf8)
        } catch {
            throw FormatError("It can't be encrypted with the APP_KEY that is given.")
        }
    }

    private static func sealedCBC(_ content: [UInt8], _ key: SymmetricKey) throws -> String {
        let vector = AES._CBC.IV()
        let iv = Base64.encode(Array(vector))
        let value = Base64.encode(Array(try AES._CBC.encrypt(content, using: key, iv: vector)))
        let code = HMAC<SHA256>.authenticationCode(for: Array((iv + value).utf8), using: key)
        return json(iv: iv, value: value, mac: HexText.encode(Array(code)), tag: "")
    }

    private static func sealedGCM(_ content: [UInt8], _ key: SymmetricKey) throws -> String {
        let box = try AES.GCM.seal(content, using: key)
        return json(
            iv: Base64.encode(Array(box.nonce)), value: Base64.encode(Array(box.ciphertext)), mac: "",
            tag: Base64.encode(Array(box.tag)))
    }

    private static func json(iv: String, value: String, mac: String, tag: String) -> String {
        "{\"iv\":\"\(iv)\",\"value\":\"\(value)\",\"mac\":\"\(mac)\",\"tag\":\"\(tag)\"}"
    }
}
