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
            _Static_assert(PGRES_COPY_OUT == 3, "");
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

    @Test(.enabled(if: has("/usr/include/sybdb.h"), "not installed: freetds-dev, or clang"))
    func `are FreeTDS's own`() async throws {
        try await check(
            """
            #include <sybdb.h>
            #include "functions.h"
            #define SAME(result, name, parameters) _Static_assert(\(Self.types), #name);
            CFREETDS_FUNCTIONS(SAME)
            #include "numbers.h"
            _Static_assert(succeed == SUCCEED && no_more_results == NO_MORE_RESULTS, "");
            _Static_assert(no_more_rows == NO_MORE_ROWS && regular_row == REG_ROW && stop_waiting == INT_CANCEL, "");
            _Static_assert(login_user == DBSETUSER && login_password == DBSETPWD && login_application == DBSETAPP, "");
            _Static_assert(login_charset == DBSETCHARSET && login_database == DBSETDBNAME, "");
            _Static_assert(login_read_only == DBSETREADONLY && version_7_4 == DBVERSION_74, "");
            #ifdef DBSETENCRYPTION
            _Static_assert(login_encryption == DBSETENCRYPTION, "");
            #endif
            _Static_assert(option_time == DBSETTIME && general_error == SYBESMSG && unexpected_end == SYBESEOF, "");
            _Static_assert(type_image == SYBIMAGE && type_text == SYBTEXT && type_varbinary == SYBVARBINARY, "");
            _Static_assert(type_varchar == SYBVARCHAR && type_char == SYBCHAR && type_binary == SYBBINARY, "");
            _Static_assert(type_byte == SYBINT1 && type_bit == SYBBIT && type_short == SYBINT2, "");
            _Static_assert(type_int == SYBINT4 && type_bigint == SYBINT8 && type_single == SYBREAL, "");
            _Static_assert(type_double == SYBFLT8 && type_ntext == SYBNTEXT, "");
            #include "types.h"
            """, in: "SQLServer/CFreeTDS/include", "SQLServer/CFreeTDS")
    }

    @Test(.enabled(if: has("/usr/include/ibase.h"), "not installed: firebird-dev, or clang"))
    func `are Firebird's own`() async throws {
        try await check(
            """
            #include <stddef.h>
            #include <ibase.h>
            #include "functions.h"
            #if FB_API_VER >= 40
            // From 4 on the size of a list of events is unsigned; ours is far below 32 KiB, which is passed alike.
            #define EVENTS(size) \
                ISC_STATUS(ISC_STATUS *, isc_db_handle *, ISC_LONG *, size, const ISC_UCHAR *, ISC_EVENT_CALLBACK, void *)
            _Static_assert(__builtin_types_compatible_p(typeof(isc_que_events), EVENTS(unsigned short)), "events");
            typeof(EVENTS(short)) events_of_3;
            #define isc_que_events events_of_3
            #endif
            #define SAME(result, name, parameters) _Static_assert(\(Self.types), #name);
            CFIREBIRD_FUNCTIONS(SAME)
            enum { list_size = sizeof(XSQLDA), list_first = offsetof(XSQLDA, sqlvar), list_room = offsetof(XSQLDA, sqln) };
            enum { cell_size = sizeof(XSQLVAR), cell_data = offsetof(XSQLVAR, sqldata) };
            enum { cell_mark = offsetof(XSQLVAR, sqlind), handle_size = sizeof(isc_stmt_handle), id_size = sizeof(ISC_QUAD) };
            enum { status_size = sizeof(ISC_STATUS_ARRAY) };
            _Static_assert(SQL_VARYING == 448 && SQL_TEXT == 452 && SQL_BLOB == 520 && SQL_INT64 == 580, "types");
            _Static_assert(SQL_DOUBLE == 480 && SQL_FLOAT == 482 && SQL_SHORT == 500 && SQL_LONG == 496, "types");
            _Static_assert(SQLDA_VERSION1 == 1 && SQL_DIALECT_CURRENT == 3 && DSQL_drop == 2, "numbers");
            _Static_assert(isc_tpb_version3 == 3 && isc_tpb_read_committed == 15 && isc_tpb_rec_version == 17, "transactions");
            _Static_assert(isc_tpb_wait == 6 && isc_tpb_nowait == 7 && isc_tpb_lock_timeout == 21, "transactions");
            _Static_assert(isc_tpb_read == 8 && isc_tpb_write == 9, "transactions");
            _Static_assert(isc_dpb_user_name == 28 && isc_dpb_password == 29 && isc_dpb_lc_ctype == 48, "connecting");
            _Static_assert(isc_dpb_connect_timeout == 57 && isc_dpb_sql_role_name == 60, "connecting");
            _Static_assert(isc_dpb_process_name == 74 && isc_dpb_utf8_filename == 77, "connecting");
            _Static_assert(isc_info_sql_records == 23 && isc_info_req_insert_count == 14, "counts");
            _Static_assert(isc_info_req_update_count == 15 && isc_info_req_delete_count == 16, "counts");
            _Static_assert(isc_segment == 335544366 && isc_segstr_eof == 335544367, "blobs");
            _Static_assert(fb_cancel_raise == 3 && fb_cancel_abort == 4, "cancelling");
            #define ISC_STATUS our_status
            #define isc_db_handle our_database
            #define isc_tr_handle our_transaction
            #define isc_stmt_handle our_statement
            #define isc_blob_handle our_blob
            #define ISC_QUAD our_id
            #define XSQLVAR our_cell
            #define XSQLDA our_list
            #include "structures.h"
            _Static_assert(sizeof(our_list) == list_size && offsetof(our_list, sqlvar) == list_first, "list");
            _Static_assert(offsetof(our_list, sqln) == list_room && sizeof(our_status) * 20 == status_size, "list");
            _Static_assert(sizeof(our_cell) == cell_size && offsetof(our_cell, sqldata) == cell_data, "cell");
            _Static_assert(offsetof(our_cell, sqlind) == cell_mark && sizeof(our_statement) == handle_size, "cell");
            _Static_assert(sizeof(our_id) == id_size, "id");
            """, in: "Firebird/CFirebird/include", "Firebird/CFirebird")
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
