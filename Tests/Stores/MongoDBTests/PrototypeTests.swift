import Glibc
import TestSupport
import Testing

/// Our prototypes beside the real headers, where those are installed.
@Suite struct `Prototypes of MongoDB's client` {
    private static let headers = "/usr/include/libmongoc-1.0"

    private static var hasHeaders: Bool {
        access("\(headers)/mongoc/mongoc.h", R_OK) == 0 && Executable.find("clang") != nil
    }

    @Test(.enabled(if: hasHeaders, "not installed: libmongoc-dev, or clang")) func `are its own`() async throws {
        let directory = try TemporaryDirectory()
        let source = try directory.write(
            """
            #include <stddef.h>
            #include <mongoc/mongoc.h>
            #include "functions.h"
            #define SAME(result, name, parameters, arguments) \\
                _Static_assert(__builtin_types_compatible_p(typeof(name), result parameters), #name);
            CMONGO_FUNCTIONS(SAME)
            _Static_assert(sizeof(bson_t) == 128 && offsetof(bson_t, len) == 4, "document");
            _Static_assert(_Alignof(bson_t) <= 128, "alignment");
            _Static_assert(sizeof(bson_error_t) == 512 && offsetof(bson_error_t, message) == 8, "error");
            _Static_assert(MONGOC_ERROR_CLIENT == 1 && MONGOC_ERROR_STREAM == 2 && MONGOC_ERROR_SASL == 7, "domains");
            _Static_assert(MONGOC_ERROR_COMMAND == 11 && MONGOC_ERROR_SCRAM == 14, "domains");
            _Static_assert(MONGOC_ERROR_SERVER_SELECTION == 15 && MONGOC_ERROR_SERVER == 17, "domains");
            _Static_assert(MONGOC_ERROR_CLIENT_AUTHENTICATE == 11 && MONGOC_READ_PRIMARY == 1, "numbers");
            """, to: "prototypes.c")
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let compiler = try #require(Executable.find("clang"))

        let run = try ChildProcess(
            compiler,
            [
                "-fsyntax-only", "-I", Self.headers, "-I", "/usr/include/libbson-1.0", "-I",
                "/\(root)/Sources/Stores/MongoDB/CMongo/include", source,
            ], environment: ProcessEnvironment.isolated(home: directory))

        let end = await run.ends()
        let words = try run.errorText
        #expect(end == .code(0), "\(words)")
    }
}
