import Glibc
import TestSupport
import Testing
import TextCodings

@testable import SessionFormats

@Suite struct `Ciphers of OpenSSL` {
    private static func bytes(_ hex: String) -> [UInt8]? {
        let digits = Array(hex)
        let pairs = stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0..<($0 + 2)]), radix: 16) }
        return pairs.contains(nil) ? nil : pairs.compactMap(\.self)
    }

    /// NIST SP 800-38A, F.2.1 and F.2.5: the first block of each, without the padding's.
    @Test(arguments: [
        ("2b7e151628aed2a6abf7158809cf4f3c", "7649abac8119b246cee98e9b12e9197d"),
        (
            "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
            "f58c4c04d6e5f1ba779eabfb5f7bfbd6"
        ),
    ]) func `are those of the standard`(key: String, first: String) throws {
        try OpenSSLCipher.load(for: "This")
        let key = try #require(Self.bytes(key))
        let iv = Array(UInt8(0)..<16)
        let text = try #require(Self.bytes("6bc1bee22e409f96e93d7e117393172a"))

        let sealed = try #require(OpenSSLCipher.sealCBC(text, key: key, iv: iv))

        #expect(HexText.encode(Array(sealed.prefix(16))) == first)
        #expect(sealed.count == 32)
        #expect(OpenSSLCipher.openCBC(sealed, key: key, iv: iv) == text)
        #expect(OpenSSLCipher.openCBC(Array(sealed.dropLast()), key: key, iv: iv) == nil)
        #expect(OpenSSLCipher.openCBC([], key: key, iv: iv) == nil)
        #expect(OpenSSLCipher.openCBC(sealed, key: Array(key.dropLast()), iv: iv) == nil)
        #expect(OpenSSLCipher.openCBC(sealed, key: key, iv: []) == nil)
    }

    private static let program = """
        #include <openssl/evp.h>
        #include "functions.h"
        #define SAME(result, name, parameters) \\
            _Static_assert(__builtin_types_compatible_p(typeof(name), result parameters), #name);
        FUNCTIONS(SAME)
        """

    private static var hasHeaders: Bool {
        access("/usr/include/openssl/evp.h", R_OK) == 0 && Executable.find("clang") != nil
    }

    @Test(.enabled(if: hasHeaders, "not installed: libssl-dev, or clang"))
    func `have the prototypes of its own headers`() async throws {
        let directory = try TemporaryDirectory()
        let source = try directory.write(Self.program, to: "prototypes.c")
        let compiler = try #require(Executable.find("clang"))

        let run = try ChildProcess(
            compiler, ["-fsyntax-only", "-I", Repository.path("Sources/SessionFormats/CCipher"), source],
            environment: ProcessEnvironment.isolated(home: directory))

        let end = await run.ends()
        let words = try run.errorText
        #expect(end == .code(0), "\(words)")
    }
}
