import Glibc
import TestSupport
import Testing

@Suite struct `Prototypes of OpenSSL` {
    private static let program = """
        #include <openssl/ssl.h>
        #include <openssl/err.h>
        #include <openssl/x509_vfy.h>
        typedef pem_password_cb *password_callback;
        typedef SSL_verify_cb verify_callback;
        #include "functions.h"
        #define SAME(library, result, name, parameters) \\
            _Static_assert(__builtin_types_compatible_p(typeof(name), result parameters), #name);
        FUNCTIONS(SAME)
        _Static_assert(SSL_CTRL_SET_MIN_PROTO_VERSION == 123 && SSL_CTRL_SET_TLSEXT_HOSTNAME == 55, "controls");
        _Static_assert(TLS1_2_VERSION == 0x0303 && SSL_FILETYPE_PEM == 1 && SSL_VERIFY_PEER == 1, "numbers");
        _Static_assert(SSL_ERROR_WANT_READ == 2 && SSL_ERROR_WANT_WRITE == 3 && SSL_ERROR_ZERO_RETURN == 6, "errors");
        """

    private static var hasHeaders: Bool {
        access("/usr/include/openssl/ssl.h", R_OK) == 0 && Executable.find("clang") != nil
    }

    @Test(.enabled(if: hasHeaders, "not installed: libssl-dev, or clang"))
    func `are those of its own headers`() async throws {
        let directory = try TemporaryDirectory()
        let source = try directory.write(Self.program, to: "prototypes.c")
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let compiler = try #require(Executable.find("clang"))

        let run = try ChildProcess(
            compiler, ["-fsyntax-only", "-I", "/\(root)/Sources/Stores/Redis/COpenSSL", source],
            environment: ProcessEnvironment.isolated(home: directory))

        let end = await run.ends()
        let words = try run.errorText
        #expect(end == .code(0), "\(words)")
    }
}
