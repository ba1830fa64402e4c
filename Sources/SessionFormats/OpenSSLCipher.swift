internal import CCipher

/// What OpenSSL is asked for: ciphers and keys that swift-crypto has not. Its library is loaded at the first use.
enum OpenSSLCipher {
    /// Loads it.
    ///
    /// - Parameter purpose: What for, as the beginning of a sentence: "Laravel's AES-CBC".
    /// - Throws: `FormatError` where it is missing, with the package to install.
    static func load(for purpose: String, name: String = "libcrypto.so.3") throws(FormatError) {
        var message = [CChar](repeating: 0, count: 400)
        guard ccipher_load(name, &message, message.count) != 0 else { return }
        let words = message.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        throw FormatError("\(purpose) takes OpenSSL 3 (\(words)); install the package libssl3.")
    }

    /// Content that was encrypted by AES-CBC with the padding of PKCS #7; nil where key and vector don't fit it.
    static func openCBC(_ bytes: [UInt8], key: [UInt8], iv: [UInt8]) -> [UInt8]? { cbc(bytes, key, iv, encrypts: 0) }

    /// Content encrypted so; nil where key and vector have another size.
    static func sealCBC(_ bytes: [UInt8], key: [UInt8], iv: [UInt8]) -> [UInt8]? { cbc(bytes, key, iv, encrypts: 1) }

    private static func cbc(_ bytes: [UInt8], _ key: [UInt8], _ iv: [UInt8], encrypts: Int32) -> [UInt8]? {
        guard iv.count == 16 else { return nil }
        var count = -1
        let output = [UInt8](unsafeUninitializedCapacity: bytes.count + 16) { output, initialized in
            guard let place = output.baseAddress else { return }
            count = ccipher_cbc(encrypts, key, key.count, iv, bytes, bytes.count, place)
            initialized = max(0, count)
        }
        return count < 0 ? nil : output
    }

    /// A key made of a password by PBKDF2 with HMAC-SHA-512.
    static func key(of password: [UInt8], salt: [UInt8], rounds: Int32, size: Int) -> [UInt8]? {
        var key = [UInt8](repeating: 0, count: size)
        let outcome = ccipher_pbkdf2_sha512(password, password.count, salt, salt.count, rounds, &key, size)
        return outcome == 0 ? key : nil
    }
}
