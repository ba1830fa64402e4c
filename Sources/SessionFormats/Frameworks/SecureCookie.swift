internal import Crypto
internal import SessionModel
internal import TextCodings

/// What gorilla/securecookie makes of a value: base64 of a date, the value in base64, and a signature.
struct SecureCookie {
    /// When it was made, to the second.
    let date: Timestamp
    /// The value, which may be encrypted.
    let value: [UInt8]
    private let signed: [UInt8]
    private let signature: [UInt8]

    /// nil where the bytes are none.
    init?(_ text: [UInt8]) {
        guard text.count <= 1 << 20, let content = Base64.decode(text.filter { $0 != 10 }) else { return nil }
        let bar = UInt8(ascii: "|")
        guard let first = content.firstIndex(of: bar), first <= 12,
            let second = content[(first + 1)...].firstIndex(of: bar),
            let seconds = Int64(String(decoding: content[..<first], as: UTF8.self)),
            (0..<100_000_000_000).contains(seconds), content.count - second == 33,
            let value = Base64.decode(content[(first + 1)..<second])
        else { return nil }
        date = Timestamp(milliseconds: seconds * 1000)
        self.value = value
        signed = Array(content[..<second])
        signature = Array(content[(second + 1)...])
    }

    /// Whether one of the secrets made the signature, which covers the cookie's name.
    func isSigned(by secrets: [Secret], name: String) -> Bool {
        secrets.contains { secret in
            let key = SymmetricKey(data: Array(secret.revealed.utf8))
            return HMAC<SHA256>.isValidAuthenticationCode(
                signature, authenticating: Array("\(name)|".utf8) + signed, using: key)
        }
    }
}
