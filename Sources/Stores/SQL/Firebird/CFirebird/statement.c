#include "library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    dialect = 3,
    description_version = 1,
    no_more = 100,
    drop = 2,
    type_text = 452,
    type_varying = 448,
    type_short = 500,
    type_long = 496,
    type_float = 482,
    type_double = 480,
    type_d_float = 530,
    type_blob = 520,
    type_int64 = 580,
    type_boolean = 32764,
    charset_octets = 1,
    charset_utf8 = 4,
    longest = 32765,
    piece = 65535,
    tpb_version = 3,
    tpb_wait = 6,
    tpb_nowait = 7,
    tpb_read = 8,
    tpb_write = 9,
    tpb_read_committed = 15,
    tpb_record_version = 17,
    tpb_lock_timeout = 21,
    info_records = 23,
    info_insert = 14,
    info_update = 15,
    info_delete = 16,
    info_end = 1,
    status_part = 335544366,
    status_end = 335544367,
};

typedef struct {
    int kind;
    short is_null;
    char *bytes;
    size_t size;
    size_t capacity;
} cell;

struct cfirebird_statement {
    cfirebird_connection *connection;
    isc_stmt_handle handle;
    /// Whether the transaction is this statement's alone.
    int is_alone;
    XSQLDA *description;
    cell *cells;
    unsigned int count;
};

// MARK: Transactions

typedef struct {
    isc_db_handle *database;
    int size;
    const char *parameters;
} part;

int cfirebird_start(cfirebird_connection *connection, int may_write, unsigned char seconds) {
    // Read committed with versions: no old state is kept for us, and nobody waits for a reader.
    char parameters[16] = {tpb_version, may_write ? tpb_write : tpb_read, tpb_read_committed, tpb_record_version};
    int size = 4;
    if (may_write && seconds) {
        parameters[size++] = tpb_wait;
        parameters[size++] = tpb_lock_timeout;
        parameters[size++] = 1;
        parameters[size++] = (char)seconds;
    } else {
        parameters[size++] = tpb_nowait;
    }
    part part = {&connection->database, size, parameters};
    if (cfirebird_library.isc_start_multiple(connection->status, &connection->transaction, 1, &part))
        return cfirebird_note(connection);
    return 0;
}

int cfirebird_begin(cfirebird_connection *connection, unsigned char seconds) {
    return cfirebird_start(connection, 1, seconds);
}

int cfirebird_commit(cfirebird_connection *connection) {
    if (!connection->transaction) return 0;
    if (cfirebird_library.isc_commit_transaction(connection->status, &connection->transaction))
        return cfirebird_note(connection);
    return 0;
}

int cfirebird_rollback(cfirebird_connection *connection) {
    if (!connection->transaction) return 0;
    if (cfirebird_library.isc_rollback_transaction(connection->status, &connection->transaction))
        return cfirebird_note(connection);
    return 0;
}

// MARK: Blobs

static int write_blob(cfirebird_connection *connection, const csql_value *value, ISC_QUAD *id) {
    isc_blob_handle blob = 0;
    memset(id, 0, sizeof *id);
    if (cfirebird_library.isc_create_blob2(
            connection->status, &connection->database, &connection->transaction, &blob, id, 0, NULL))
        return cfirebird_note(connection);
    for (size_t done = 0; done < value->size;) {
        size_t size = value->size - done < piece ? value->size - done : piece;
        if (cfirebird_library.isc_put_segment(
                connection->status, &blob, (unsigned short)size, (const char *)value->bytes + done))
            return cfirebird_note(connection);
        done += size;
    }
    if (cfirebird_library.isc_close_blob(connection->status, &blob)) return cfirebird_note(connection);
    return 0;
}

static int make_room(cell *cell, size_t size) {
    if (size <= cell->capacity) return 0;
    size_t capacity = size * 2;
    char *bytes = realloc(cell->bytes, capacity);
    if (!bytes) return -1;
    cell->bytes = bytes;
    cell->capacity = capacity;
    return 0;
}

static int read_blob(cfirebird_connection *connection, ISC_QUAD *id, cell *cell) {
    isc_blob_handle blob = 0;
    cell->size = 0;
    if (cfirebird_library.isc_open_blob2(
            connection->status, &connection->database, &connection->transaction, &blob, id, 0, NULL))
        return cfirebird_note(connection);
    while (1) {
        unsigned short size = 0;
        if (make_room(cell, cell->size + piece)) return -1;
        ISC_STATUS outcome = cfirebird_library.isc_get_segment(
            connection->status, &blob, &size, piece, cell->bytes + cell->size);
        if (outcome == status_end) break;
        if (outcome && outcome != status_part) return cfirebird_note(connection);
        cell->size += size;
    }
    if (cfirebird_library.isc_close_blob(connection->status, &blob)) return cfirebird_note(connection);
    return 0;
}

// MARK: Values

static XSQLDA *describe(unsigned int count) {
    XSQLDA *description = calloc(1, sizeof *description + count * sizeof(XSQLVAR));
    if (!description) return NULL;
    description->version = description_version;
    description->sqln = (short)count;
    return description;
}

static void forget(XSQLDA *description, unsigned int count) {
    for (unsigned int index = 0; description && index < count; index++) free(description->sqlvar[index].sqldata);
    free(description);
}

static int bind_bytes(cfirebird_connection *connection, XSQLVAR *place, const csql_value *value) {
    if ((place->sqltype & ~1) == type_blob) {
        place->sqldata = malloc(sizeof(ISC_QUAD));
        return place->sqldata ? write_blob(connection, value, (ISC_QUAD *)place->sqldata) : -1;
    }
    if (value->size > longest) {
        connection->codes[0] = 0;
        snprintf(connection->words, sizeof connection->words, "no text of it holds %zu bytes", value->size);
        return -1;
    }
    unsigned short size = (unsigned short)value->size;
    place->sqltype = type_varying + 1;
    place->sqlsubtype = value->kind == csql_text ? charset_utf8 : charset_octets;
    place->sqllen = (short)(size ? size : 1);
    place->sqldata = malloc(size + sizeof size + 1);
    if (!place->sqldata) return -1;
    memcpy(place->sqldata, &size, sizeof size);
    if (size) memcpy(place->sqldata + sizeof size, value->bytes, size);
    return 0;
}

static int bind_number(XSQLVAR *place, short type, const void *number, size_t size) {
    place->sqltype = type + 1;
    place->sqllen = (short)size;
    place->sqlscale = 0;
    place->sqldata = malloc(size);
    if (!place->sqldata) return -1;
    memcpy(place->sqldata, number, size);
    return 0;
}

static short null_mark = -1, no_null_mark = 0;

static int bind_value(cfirebird_connection *connection, XSQLVAR *place, const csql_value *value) {
    place->sqlind = &no_null_mark;
    switch (value->kind) {
    case csql_integer: return bind_number(place, type_int64, &value->integer, sizeof value->integer);
    case csql_fraction: return bind_number(place, type_double, &value->fraction, sizeof value->fraction);
    case csql_text:
    case csql_blob: return bind_bytes(connection, place, value);
    default: break;
    }
    place->sqlind = &null_mark;
    long long nothing = 0;
    return bind_number(place, type_int64, &nothing, sizeof nothing);
}

static int execute(cfirebird_statement *statement, const csql_value *values, size_t count) {
    cfirebird_connection *connection = statement->connection;
    XSQLDA *bound = count ? describe((unsigned int)count) : NULL;
    if (count && !bound) return -1;
    int failed = count
        && cfirebird_library.isc_dsql_describe_bind(
            connection->status, &statement->handle, description_version, bound);
    if (failed) cfirebird_note(connection);
    // More values than marks would be a mistake of ours; the library reads as many as there are marks.
    for (size_t index = 0; !failed && index < count; index++)
        failed = bind_value(connection, &bound->sqlvar[index], &values[index]);
    if (!failed
        && cfirebird_library.isc_dsql_execute(
            connection->status, &connection->transaction, &statement->handle, description_version, bound))
        failed = cfirebird_note(connection);
    forget(bound, (unsigned int)count);
    return failed ? -1 : 0;
}

// MARK: Rows

/// Says in which shape a cell is to come, and gives it room.
static int make_cell(cell *cell, XSQLVAR *place) {
    size_t size = sizeof(ISC_QUAD);
    short type = place->sqltype & ~1;
    switch (type) {
    case type_blob: cell->kind = csql_blob; break;
    case type_float:
    case type_d_float:
    case type_double: cell->kind = csql_fraction; break;
    case type_short:
    case type_long:
    case type_int64: cell->kind = place->sqlscale ? csql_fraction : csql_integer; break;
    default: cell->kind = place->sqlsubtype == charset_octets ? csql_blob : csql_text; break;
    }
    if (cell->kind == csql_fraction || cell->kind == csql_integer) {
        place->sqltype = (cell->kind == csql_fraction ? type_double : type_int64) + 1;
        place->sqllen = sizeof(long long);
        place->sqlscale = 0;
    } else if (type != type_blob) {
        if (type != type_text && type != type_varying) {
            place->sqllen = 64;
            place->sqlsubtype = charset_utf8;
        }
        place->sqltype = type_varying + 1;
        size = (size_t)(unsigned short)place->sqllen + sizeof(short);
    }
    place->sqldata = calloc(1, size);
    place->sqlind = &cell->is_null;
    return place->sqldata ? 0 : -1;
}

static int bind_rows(cfirebird_statement *statement) {
    cfirebird_connection *connection = statement->connection;
    unsigned int count = (unsigned int)statement->description->sqld;
    if (count > (unsigned int)statement->description->sqln) {
        free(statement->description);
        statement->description = describe(count);
        if (!statement->description) return -1;
        if (cfirebird_library.isc_dsql_describe(
                connection->status, &statement->handle, description_version, statement->description))
            return cfirebird_note(connection);
    }
    statement->cells = calloc(count + 1, sizeof *statement->cells);
    if (!statement->cells) return -1;
    for (unsigned int index = 0; index < count; index++) statement->description->sqlvar[index].sqldata = NULL;
    statement->count = count;
    for (unsigned int index = 0; index < count; index++)
        if (make_cell(&statement->cells[index], &statement->description->sqlvar[index])) return -1;
    return 0;
}

static int prepare(cfirebird_statement *statement, const char *text) {
    cfirebird_connection *connection = statement->connection;
    statement->description = describe(8);
    if (!statement->description) return -1;
    if (cfirebird_library.isc_dsql_allocate_statement(
            connection->status, &connection->database, &statement->handle)
        || cfirebird_library.isc_dsql_prepare(
            connection->status, &connection->transaction, &statement->handle, 0, text, dialect,
            statement->description))
        return cfirebird_note(connection);
    return bind_rows(statement);
}

cfirebird_statement *cfirebird_query(
    cfirebird_connection *connection, const char *text, const csql_value *values, size_t count) {
    cfirebird_statement *statement = calloc(1, sizeof *statement);
    if (!statement) return NULL;
    statement->connection = connection;
    connection->codes[0] = 0;
    if (!connection->transaction) {
        if (cfirebird_start(connection, connection->may_write, connection->may_write ? 10 : 0)) {
            free(statement);
            return NULL;
        }
        statement->is_alone = 1;
    }
    if (prepare(statement, text) == 0 && execute(statement, values, count) == 0) return statement;
    cfirebird_finish(statement, 0);
    return NULL;
}

int cfirebird_next(cfirebird_statement *statement) {
    cfirebird_connection *connection = statement->connection;
    if (!statement->count) return 0;
    ISC_STATUS outcome = cfirebird_library.isc_dsql_fetch(
        connection->status, &statement->handle, description_version, statement->description);
    if (outcome == no_more) return 0;
    if (outcome) return cfirebird_note(connection);
    for (unsigned int index = 0; index < statement->count; index++) {
        XSQLVAR *place = &statement->description->sqlvar[index];
        cell *cell = &statement->cells[index];
        if (cell->is_null || (place->sqltype & ~1) != type_blob) continue;
        if (read_blob(connection, (ISC_QUAD *)place->sqldata, cell)) return -1;
    }
    return 1;
}

unsigned int cfirebird_columns(cfirebird_statement *statement) { return statement->count; }

csql_value cfirebird_cell(cfirebird_statement *statement, unsigned int column) {
    const cell *cell = &statement->cells[column];
    const XSQLVAR *place = &statement->description->sqlvar[column];
    csql_value value = {.kind = cell->is_null ? csql_null : cell->kind};
    unsigned short size;
    switch (value.kind) {
    case csql_integer: memcpy(&value.integer, place->sqldata, sizeof value.integer); break;
    case csql_fraction: memcpy(&value.fraction, place->sqldata, sizeof value.fraction); break;
    case csql_text:
    case csql_blob:
        if ((place->sqltype & ~1) == type_blob) {
            value.bytes = cell->bytes;
            value.size = cell->size;
        } else {
            memcpy(&size, place->sqldata, sizeof size);
            value.bytes = place->sqldata + sizeof size;
            value.size = size;
        }
        break;
    default: break;
    }
    return value;
}

long long cfirebird_affected(cfirebird_statement *statement) {
    static const char items[] = {info_records, info_end};
    unsigned char answer[64] = {0};
    cfirebird_connection *connection = statement->connection;
    if (statement->count
        || cfirebird_library.isc_dsql_sql_info(
            connection->status, &statement->handle, sizeof items, items, sizeof answer, (char *)answer)
        || answer[0] != info_records)
        return 0;
    long long sum = 0;
    // An item, two bytes of length, the number, the lowest byte first; the list is an item itself.
    for (size_t at = 3; at + 7 <= sizeof answer && answer[at] != info_end; at += 7) {
        if (answer[at] != info_insert && answer[at] != info_update && answer[at] != info_delete) continue;
        sum += answer[at + 3] | answer[at + 4] << 8 | answer[at + 5] << 16 | (long long)answer[at + 6] << 24;
    }
    return sum;
}

int cfirebird_finish(cfirebird_statement *statement, int succeeded) {
    cfirebird_connection *connection = statement->connection;
    ISC_STATUS ignored[status_length];
    if (statement->handle) cfirebird_library.isc_dsql_free_statement(ignored, &statement->handle, drop);
    for (unsigned int index = 0; index < statement->count; index++) free(statement->cells[index].bytes);
    free(statement->cells);
    forget(statement->description, statement->count);
    int is_alone = statement->is_alone;
    free(statement);
    if (!is_alone || !connection->transaction) return 0;
    if (succeeded) return cfirebird_commit(connection);
    return cfirebird_library.isc_rollback_transaction(ignored, &connection->transaction) ? -1 : 0;
}
