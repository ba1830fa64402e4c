internal import Crypto
internal import TextCodings

extension HexText {
    /// The SHA-256 of a text's UTF-8, in hexadecimal.
    static func sha256(_ text: String) -> String {
        encode(SHA256.hash(data: Array(text.utf8)))
    }
}
