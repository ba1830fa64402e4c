internal import Crypto
internal import SessionModel
internal import TextCodings

/// What Laravel encrypts with the application's APP_KEY: cookies, and payloads where `session.encrypt` is on.
///
/// Base64 of a JSON object with `iv`, `value` and either a `mac` (AES-CBC and HMAC-SHA-256, the default) or a `tag`
/// (AES-GCM).
struct LaravelCipher {
    /// A key, and what the application encrypts with it.
    private struct Key {
        let bytes: [UInt8]
        let isGCM: Bool

        var symmetric: SymmetricKey { SymmetricKey(data: bytes) }

        /// An APP_KEY: `base64:` and 16 or 32 bytes, or as many letters; with the application's cipher in front where that
        /// is not AES-CBC, `aes-256-gcm:base64:…`.
        init?(_ text: String) {
            let mode = ["aes-128-gcm:", "aes-256-gcm:", "aes-128-cbc:", "aes-256-cbc:"]
                .first { text.lowercased().hasPrefix($0) }
            isGCM = mode?.hasSuffix("gcm:") ?? false
            let key = text.dropFirst(mode?.count ?? 0)
            let decoded = key.hasPrefix("base64:") ? Base64.decode(key.dropFirst(7).utf8) : Array(key.utf8)
            guard let decoded, decoded.count == 32 || decoded.count == 16 else { return nil }
            bytes = decoded
        }
    }

    private let keys: [Key]

    /// Creates a cipher of the keys among an application's secrets.
    init(_ secrets: [Secret]) { keys = secrets.compactMap { Key($0.revealed) } }

    /// Whether no key is known.
    var isEmpty: Bool { keys.isEmpty }

    /// Whether bytes begin as Laravel's ciphertext does: base64 of `{"iv":`.
    static func begins(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: "eyJpdiI6".utf8) }

    /// What stands in a ciphertext.
    func decrypt(_ text: some Collection<UInt8>) throws(FormatError) -> [UInt8] { try opened(text).content }

    /// A content encrypted as `example` is, by the key that fits it; the example itself where that is its content.
    func encrypt(_ content: [UInt8], like example: [UInt8]) throws(FormatError) -> [UInt8] {
        let found = try opened(example)
        if found.content == content { return example }
        return try Self.sealed(content, found.key, isGCM: found.isGCM)
    }

    /// A cookie's value for an id, encrypted as the session itself is, where that is; else by the first key. Nil where none
    /// is known.
    func cookieValue(_ id: String, named name: String, like example: [UInt8]? = nil) -> String? {
        let found = example.flatMap { try? opened($0) }.map { (key: $0.key, isGCM: $0.isGCM) }
        guard let (key, isGCM) = found ?? keys.first.map({ ($0, $0.isGCM) }) else { return nil }
        let content = Array((Self.mark(of: name, key) + id).utf8)
        guard let value = try? Self.sealed(content, key, isGCM: isGCM) else { return nil }
        return String(decoding: value, as: UTF8.self).replacing("+", with: "%2B").replacing("/", with: "%2F")
            .replacing("=", with: "%3D")
    }

    /// The id in a cookie's value. Since Laravel 8 a MAC of the cookie's name stands in front of it: one of `names`.
    func id(inCookie value: String, namedOneOf names: [String]) throws(FormatError) -> String {
        let found = try opened(value.utf8)
        let text = String(decoding: found.content, as: UTF8.self)
        guard let bar = text.firstIndex(of: "|") else { return text }
        guard names.contains(where: { text[...bar] == Self.mark(of: $0, found.key) }) else {
            throw FormatError(
                "The cookie could be decrypted, but was made for a cookie of another name than \"\(names[0])\";"
                    + " paste the session's cookie together with its name.")
        }
        return String(text[text.index(after: bar)...])
    }

    private static func mark(of name: String, _ key: Key) -> String {
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: Array("\(name)v2".utf8), using: key.symmetric)
        return HexText.encode(Array(code)) + "|"
    }

    // MARK: Opening

    private func opened(
        _ text: some Collection<UInt8>
    ) throws(FormatError) -> (content: [UInt8], key: Key, isGCM: Bool) {
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
                ? try Self.openCBC(ivBytes, valueBytes, key, signed: iv + value, mac: mac)
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
        _ iv: [UInt8], _ value: [UInt8], _ key: Key, signed: String, mac: String
    ) throws(FormatError) -> [UInt8]? {
        let code = HMAC<SHA256>.authenticationCode(for: Array(signed.utf8), using: key.symmetric)
        guard HexText.encode(Array(code)) == mac else { return nil }
        try OpenSSLCipher.load(for: cbc)
        return OpenSSLCipher.openCBC(value, key: key.bytes, iv: iv)
    }

    private static let cbc = "Laravel's AES-CBC"

    private static func openGCM(_ iv: [UInt8], _ value: [UInt8], _ tag: [UInt8], _ key: Key) -> [UInt8]? {
        guard let nonce = try? AES.GCM.Nonce(data: iv),
            let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: value, tag: tag),
            let content = try? AES.GCM.open(box, using: key.symmetric)
        else { return nil }
        return Array(content)
    }

    // MARK: Sealing

    private static func sealed(_ content: [UInt8], _ key: Key, isGCM: Bool) throws(FormatError) -> [UInt8] {
        guard let json = isGCM ? sealedGCM(content, key) : try sealedCBC(content, key) else {
            throw FormatError("It can't be encrypted with the APP_KEY that is given.")
        }
        return Array(Base64.encode(Array(json.utf8)).utf8)
    }

    private static func sealedCBC(_ content: [UInt8], _ key: Key) throws(FormatError) -> String? {
        try OpenSSLCipher.load(for: cbc)
        var random: any RandomNumberGenerator = SystemRandomNumberGenerator()
        let vector = IDScheme.bytes(16, &random)
        guard let bytes = OpenSSLCipher.sealCBC(content, key: key.bytes, iv: vector) else { return nil }
        let (iv, value) = (Base64.encode(vector), Base64.encode(bytes))
        let code = HMAC<SHA256>.authenticationCode(for: Array((iv + value).utf8), using: key.symmetric)
        return json(iv: iv, value: value, mac: HexText.encode(Array(code)), tag: "")
    }

    private static func sealedGCM(_ content: [UInt8], _ key: Key) -> String? {
        guard let box = try? AES.GCM.seal(content, using: key.symmetric) else { return nil }
        return json(
            iv: Base64.encode(Array(box.nonce)), value: Base64.encode(Array(box.ciphertext)), mac: "",
            tag: Base64.encode(Array(box.tag)))
    }

    private static func json(iv: String, value: String, mac: String, tag: String) -> String {
        "{\"iv\":\"\(iv)\",\"value\":\"\(value)\",\"mac\":\"\(mac)\",\"tag\":\"\(tag)\"}"
    }
}
