#ifndef CSQLITE_H
#define CSQLITE_H

#include "csqlvalue.h"

#include <stddef.h>
#include <stdint.h>

// SQLite 3, loaded when the first database is opened: a program that needs none starts without it.

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
typedef struct sqlite3_value sqlite3_value;
typedef long long sqlite3_int64;

#include "functions.h"

/// Each function under its own name with a c in front; only after csqlite_load has succeeded.
#define CSQLITE_DECLARE(result, name, parameters, arguments) result c##name parameters;
CSQLITE_FUNCTIONS(CSQLITE_DECLARE)
#undef CSQLITE_DECLARE

/// What sqlite3.h spells as macros.
enum csqlite_numbers {
    csqlite_ok = 0,
    csqlite_row = 100,
    csqlite_done = 101,
    csqlite_open_readonly = 0x1,
    csqlite_open_readwrite = 0x2,
    csqlite_open_nomutex = 0x8000,
    csqlite_integer = 1,
    csqlite_float = 2,
    csqlite_text = 3,
    csqlite_blob = 4,
    csqlite_null = 5,
    csqlite_no_checkpoint_on_close = 1006,
};

/// Loads the library and finds all functions, once. 0, or -1 with the loader's words in `message`.
int csqlite_load(const char *name, char *message, size_t size);

/// Binds a copy of text or bytes.
int csqlite_bind_bytes(sqlite3_stmt *statement, int index, const void *bytes, int size, int is_text);

/// Steps to the next row and reads all of its cells, which are good until the next step. What sqlite3_step gives.
int csqlite_next(sqlite3_stmt *statement, csql_value *cells, int count);

/// Leaves the write-ahead log alone when the connection closes: looking changes nothing.
void csqlite_keep_log(sqlite3 *database);

/// Ends statements once the monotonic clock, in nanoseconds, is past `*limit`, which must live as long as the database.
void csqlite_limit_time(sqlite3 *database, int64_t *limit);

#endif
