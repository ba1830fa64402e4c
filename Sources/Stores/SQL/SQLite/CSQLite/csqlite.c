#define _GNU_SOURCE
#include "csqlite.h"
#include "cclientlibrary.h"

#include <dlfcn.h>
#include <time.h>

#define MEMBER(result, name, parameters, arguments) result(*name) parameters;
static struct {
    CSQLITE_FUNCTIONS(MEMBER)
    int (*sqlite3_db_config)(sqlite3 *, int, ...);
} table;

static int find(void *library) {
#define FIND(result, name, parameters, arguments)      \
    *(void **)&table.name = dlsym(library, #name);     \
    if (!table.name) return -1;
    CSQLITE_FUNCTIONS(FIND)
    FIND(, sqlite3_db_config, , )
    return 0;
}

static cclient_library client = CCLIENT_LIBRARY("the functions of SQLite 3", find);

int csqlite_load(const char *name, char *message, size_t size) {
    return cclient_load(&client, name, message, size);
}

#define CALL(result, name, parameters, arguments) \
    result c##name parameters { return table.name arguments; }
CSQLITE_FUNCTIONS(CALL)

int csqlite_bind_bytes(sqlite3_stmt *statement, int index, const void *bytes, int size, int is_text) {
    void (*transient)(void *) = (void (*)(void *))-1;
    // A null pointer would bind NULL in the place of nothing.
    const void *there = bytes && size ? bytes : "";
    if (is_text) return table.sqlite3_bind_text(statement, index, there, size, transient);
    return table.sqlite3_bind_blob(statement, index, there, size, transient);
}

/// A value that is asked for itself costs a quarter of asking the statement for a column's, type, bytes and size each.
/// SQLite allows it where nobody else uses the connection.
static void read_cell(sqlite3_value *value, csql_value *cell) {
    switch (table.sqlite3_value_type(value)) {
        case csqlite_integer:
            cell->kind = csql_integer;
            cell->integer = table.sqlite3_value_int64(value);
            break;
        case csqlite_float:
            cell->kind = csql_fraction;
            cell->fraction = table.sqlite3_value_double(value);
            break;
        case csqlite_text:
            cell->kind = csql_text;
            // The pointer first, then the count, as SQLite's manual asks.
            cell->bytes = table.sqlite3_value_blob(value);
            cell->size = (size_t)table.sqlite3_value_bytes(value);
            break;
        case csqlite_blob:
            cell->kind = csql_blob;
            cell->bytes = table.sqlite3_value_blob(value);
            cell->size = (size_t)table.sqlite3_value_bytes(value);
            break;
        default: cell->kind = csql_null; break;
    }
}

int csqlite_next(sqlite3_stmt *statement, csql_value *cells, int count) {
    int code = table.sqlite3_step(statement);
    if (code != csqlite_row) return code;
    for (int column = 0; column < count; column++)
        read_cell(table.sqlite3_column_value(statement, column), &cells[column]);
    return code;
}

void csqlite_keep_log(sqlite3 *database) {
    table.sqlite3_db_config(database, csqlite_no_checkpoint_on_close, 1, (int *)0);
}

static int is_late(void *context) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec > *(int64_t *)context;
}

void csqlite_limit_time(sqlite3 *database, int64_t *limit) {
    table.sqlite3_progress_handler(database, 100000, is_late, limit);
}
