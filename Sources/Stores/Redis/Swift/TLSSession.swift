internal import COpenSSL
internal import Glibc
internal import StoreSockets

/// How a connection is to be encrypted.
struct TLSOptions: Hashable, Sendable {
    /// A file of certificate authorities; nil for the system's.
    var authorities: String?
    /// Our certificate with its chain.
    var certificate: String?
    /// Our private key; nil for the one in the certificate's file.
    var key: String?
    /// Whether the server's certificate is checked.
    var verifies = true
}

/// One encrypted conversation: clear bytes on one side, encrypted ones on the other, no socket.
final class TLSSession {
    private let session: OpaquePointer

    private static let library: Result<Void, RedisFailure> = load(crypto: "libcrypto.so.3", ssl: "libssl.so.3")

    /// Loads OpenSSL under these names; nothing happens when it is loaded already.
    static func load(crypto: String, ssl: String) -> Result<Void, RedisFailure> {
        let (outcome, words) = withMessage { openssl_load(crypto, ssl, $0, $1) }
        return outcome == 0 ? .success(()) : .failure(.libraryMissing(words))
    }

    /// Creates a session for a server that must prove to be `host`.
    init(_ options: TLSOptions, host: String) throws(RedisFailure) {
        try Self.library.get()
        let (session, words) = withCStrings([options.authorities, options.certificate, options.key, host]) { texts in
            var settings = openssl_options()
            settings.ca_file = texts[0]
            settings.certificate_file = texts[1]
            settings.key_file = texts[2]
            settings.host = texts[3]
            settings.host_is_address = isAddress(host) ? 1 : 0
            settings.verifies = options.verifies ? 1 : 0
            return withMessage { openssl_session_create(&settings, $0, $1) }
        }
        guard let session else { throw .badCertificate(words) }
        self.session = session
    }

    deinit { openssl_session_free(session) }

    /// Goes on with the handshake; false when the server's bytes are needed for that.
    func shakeHands() throws(RedisFailure) -> Bool {
        try step(openssl_handshake(session)) == openssl_done
    }

    /// Reads clear bytes: nil when encrypted ones are needed for that, 0 when the server has said goodbye.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(RedisFailure) -> Int? {
        var count = 0
        switch try step(openssl_read(session, buffer.baseAddress, buffer.count, &count)) {
        case openssl_done: return count
        case openssl_closed: return 0
        default: return nil
        }
    }

    /// Encrypts bytes into the output.
    func write(_ bytes: UnsafeRawBufferPointer) throws(RedisFailure) {
        guard try step(openssl_write(session, bytes.baseAddress, bytes.count)) == openssl_done else {
            throw .lost("the encrypted connection can't be written to")
        }
    }

    /// Takes encrypted bytes for the server; 0 when there are none.
    func takeOutput(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        openssl_take_output(session, buffer.baseAddress, buffer.count)
    }

    /// Takes encrypted bytes from the server in.
    func feed(_ bytes: UnsafeRawBufferPointer) throws(RedisFailure) {
        guard openssl_feed(session, bytes.baseAddress, bytes.count) == 0 else { throw .exhausted("out of memory") }
    }

    private func step(_ outcome: Int32) throws(RedisFailure) -> openssl_outcome {
        let outcome = openssl_outcome(rawValue: UInt32(outcome))
        guard outcome == openssl_failed else { return outcome }
        let (fault, words) = withMessage { openssl_describe(session, $0, $1) }
        switch openssl_fault(rawValue: UInt32(fault)) {
        case openssl_fault_certificate: throw .untrusted(words)
        case openssl_fault_refused: throw .certificateRefused(words)
        case openssl_fault_plain: throw .noTLS
        default: throw .lost("TLS: \(words)")
        }
    }
}

/// Calls a C function that writes its reason into a buffer, and gives both.
private func withMessage<T>(_ body: (UnsafeMutablePointer<CChar>, Int) -> T) -> (T, String) {
    var buffer = [CChar](repeating: 0, count: 256)
    let result = buffer.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.map { body($0, buffer.count) }
    }
    guard let result else { preconditionFailure("an array of 256 has a first element") }
    return (result, String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
}

/// Lends C strings, nil for nil.
private func withCStrings<T>(_ texts: [String?], _ body: ([UnsafePointer<CChar>?]) -> T) -> T {
    let copies = texts.map { $0.flatMap { strdup($0) } }
    defer { copies.forEach { free($0) } }
    return body(copies.map { $0.map { UnsafePointer($0) } })
}

/// Whether a host is written as a number.
private func isAddress(_ host: String) -> Bool {
    var space = in6_addr()
    return inet_pton(AF_INET, host, &space) == 1 || inet_pton(AF_INET6, host, &space) == 1
}
