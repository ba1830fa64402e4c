import Glibc
import TestSupport
import Testing

/// Our prototypes beside the real headers, where those are installed.
@Suite struct `Prototypes of the database clients` {
    private static func has(_ header: String) -> Bool {
        access(header, R_OK) == 0 && Executable.find("clang") != nil
    }

    private static let types = "__builtin_types_compatible_p(typeof(name), result parameters)"

    @Test(.enabled(if: has("/usr/include/sqlite3.h"), "not installed: libsqlite3-dev, or clang"))
    func `are SQLite's own`() async throws {
        try await check(
            """
            #include <sqlite3.h>
            #include "functions.h"
            #define SAME(result, name, parameters, arguments) _Static_assert(\(Self.types), #name);
            CSQLITE_FUNCTIONS(SAME)
            _Static_assert(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE == 1006 && SQLITE_ROW == 100 && SQLITE_DONE == 101, "");
            _Static_assert(SQLITE_OPEN_NOMUTEX == 0x8000 && SQLITE_OPEN_READWRITE == 2 && SQLITE_NULL == 5, "");
            """, in: "SQLite/CSQLite/include")
    }

    @Test(.enabled(if: has("/usr/include/postgresql/libpq-fe.h"), "not installed: libpq-dev, or clang"))
    func `are PostgreSQL's own`() async throws {
        try await check(
            """
            #include <postgresql/libpq-fe.h>
            #include "functions.h"
            #define SAME(result, name, parameters, arguments) _Static_assert(\(Self.types), #name);
            CPOSTGRESQL_FUNCTIONS(SAME)
            _Static_assert(CONNECTION_OK == 0 && PGRES_COMMAND_OK == 1 && PGRES_TUPLES_OK == 2, "");
            """, in: "PostgreSQL/CPostgreSQL/include")
    }

    @Test(.enabled(if: has("/usr/include/mariadb/mysql.h"), "not installed: libmariadb-dev, or clang"))
    func `are MariaDB's own`() async throws {
        try await check(
            """
            #include <stddef.h>
            #include <mariadb/mysql.h>
            #include "functions.h"
            #define SAME(result, name, parameters) _Static_assert(\(Self.types), #name);
            CMARIADB_FUNCTIONS(SAME)
            #include <mariadb/mariadb_rpl.h>
            CMARIADB_LOG_FUNCTIONS(SAME)
            enum { event_data = offsetof(MARIADB_RPL_EVENT, raw_data), event_size = offsetof(MARIADB_RPL_EVENT, raw_data_size) };
            enum { event_start = offsetof(MARIADB_RPL_EVENT, raw_data_ofs) };
            _Static_assert(MARIADB_RPL_FILENAME == 0 && MARIADB_RPL_START == 1 && MARIADB_RPL_SERVER_ID == 2, "log");
            _Static_assert(MARIADB_RPL_VERSION == 2 && MARIADB_RPL_REQUIRED_VERSION == 2, "log");
            enum { bind_size = sizeof(MYSQL_BIND), bind_type = offsetof(MYSQL_BIND, buffer_type) };
            enum { field_size = sizeof(MYSQL_FIELD), field_type = offsetof(MYSQL_FIELD, type) };
            enum { field_charset = offsetof(MYSQL_FIELD, charsetnr), bind_room = offsetof(MYSQL_BIND, buffer_length) };
            _Static_assert(MYSQL_OPT_SSL_CA == 27 && MYSQL_OPT_SSL_VERIFY_SERVER_CERT == 21, "options");
            _Static_assert(MYSQL_OPT_READ_TIMEOUT == 11 && MYSQL_SET_CHARSET_NAME == 7, "options");
            _Static_assert(MYSQL_TYPE_BLOB == 252 && MYSQL_TYPE_STRING == 254 && MYSQL_TYPE_INT24 == 9, "types");
            _Static_assert(MYSQL_NO_DATA == 100 && MYSQL_DATA_TRUNCATED == 101 && CLIENT_FOUND_ROWS == 2, "numbers");
            #define my_bool our_bool
            #define my_socket our_socket
            #define mysql_option our_option
            #define st_mysql_bind our_bind
            #define MYSQL_BIND OUR_BIND
            #define st_mysql_field our_field
            #define MYSQL_FIELD OUR_FIELD
            #define mariadb_rpl_option our_log_option
            #define st_mariadb_rpl_event our_event
            #define MARIADB_RPL_EVENT OUR_EVENT
            #include "structures.h"
            _Static_assert(sizeof(OUR_BIND) == bind_size && offsetof(OUR_BIND, buffer_type) == bind_type, "bind");
            _Static_assert(offsetof(OUR_BIND, buffer_length) == bind_room, "bind");
            _Static_assert(sizeof(OUR_FIELD) == field_size && offsetof(OUR_FIELD, type) == field_type, "field");
            _Static_assert(offsetof(OUR_EVENT, raw_data) == event_data && offsetof(OUR_EVENT, raw_data_size) == event_size, "event");
            _Static_assert(offsetof(OUR_EVENT, raw_data_ofs) == event_start && log_version == 2, "event");
            _Static_assert(offsetof(OUR_FIELD, charsetnr) == field_charset, "field");
            """, in: "MySQL/CMariaDB/include", "MySQL/CMariaDB")
    }

    private func check(_ program: String, in folders: String...) async throws {
        let directory = try TemporaryDirectory()
        let source = try directory.write(program, to: "prototypes.c")
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let compiler = try #require(Executable.find("clang"))
        let places =
            folders.flatMap { ["-I", "/\(root)/Sources/Stores/SQL/\($0)"] } + ["-isystem", "/usr/include/mariadb"]

        let run = try ChildProcess(
            compiler, ["-fsyntax-only"] + places + [source], environment: ProcessEnvironment.isolated(home: directory))

        let end = await run.ends()
        let words = try run.errorText
        #expect(end == .code(0), "\(words)")
    }
}
