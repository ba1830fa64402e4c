#define _GNU_SOURCE
#include "cmariadb.h"
#include "cclientlibrary.h"
#include "functions.h"
#include "structures.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct st_mysql MYSQL;
typedef struct st_mysql_stmt MYSQL_STMT;
typedef struct st_mysql_res MYSQL_RES;
typedef struct st_mariadb_rpl MARIADB_RPL;

enum {
    found_rows = 2, // An UPDATE then counts the rows it found, not those it made different.
    protocol_tcp = 1,
    charset_of_bytes = 63,
    no_data = 100,
    truncated = 101,
    inline_size = 256,
};

#define MEMBER(result, name, parameters) result(*name) parameters;
static struct { CMARIADB_FUNCTIONS(MEMBER) } table;
static struct { CMARIADB_LOG_FUNCTIONS(MEMBER) } log_table;
static int reads_logs;

struct cmariadb_connection {
    MYSQL *handle;
    unsigned int number;
    char words[512];
};

typedef struct {
    int kind;
    unsigned long length;
    my_bool is_null;
    long long integer;
    double fraction;
    char *bytes;
    size_t capacity;
} cell;

struct cmariadb_statement {
    cmariadb_connection *connection;
    MYSQL_STMT *handle;
    unsigned int count;
    cell *cells;
    MYSQL_BIND *binds;
};

static int find(void *library) {
#define FIND(result, name, parameters)             \
    *(void **)&table.name = dlsym(library, #name); \
    if (!table.name) return -1;
    CMARIADB_FUNCTIONS(FIND)
    reads_logs = 1;
#define TRY(result, name, parameters)                  \
    *(void **)&log_table.name = dlsym(library, #name); \
    if (!log_table.name) reads_logs = 0;
    CMARIADB_LOG_FUNCTIONS(TRY)
    return 0;
}

static cclient_library client = CCLIENT_LIBRARY("the functions of MariaDB's client library", find);

int cmariadb_load(const char *name, char *message, size_t size) {
    return cclient_load(&client, name, message, size);
}

static void note(cmariadb_connection *connection, unsigned int number, const char *words) {
    connection->number = number;
    snprintf(connection->words, sizeof connection->words, "%s", words ? words : "no reason given");
}

static void prepare(MYSQL *handle, const cmariadb_options *options) {
    my_bool no = 0, yes = 1;
    unsigned int off = 0, tcp = protocol_tcp;
    table.mysql_options(handle, option_connect_timeout, &options->seconds);
    table.mysql_options(handle, option_read_timeout, options->silence ? &options->silence : &options->seconds);
    table.mysql_options(handle, option_write_timeout, &options->seconds);
    table.mysql_options(handle, option_charset, "utf8mb4");
    // A server may else ask for any file of this machine.
    table.mysql_options(handle, option_local_infile, &off);
    // "localhost" would else mean a socket file, whatever the port.
    if (options->port) table.mysql_options(handle, option_protocol, &tcp);
    if (options->authority) table.mysql_options(handle, option_certificate_authority, options->authority);
    table.mysql_options(handle, option_verify_certificate, options->authority ? &yes : &no);
}

cmariadb_connection *cmariadb_connect(const cmariadb_options *options) {
    cmariadb_connection *connection = calloc(1, sizeof *connection);
    if (!connection) return NULL;
    connection->handle = table.mysql_init(NULL);
    if (!connection->handle) {
        free(connection);
        return NULL;
    }
    prepare(connection->handle, options);
    if (!table.mysql_real_connect(
            connection->handle, options->host, options->user, options->password, options->database, options->port,
            NULL, found_rows))
        note(connection, table.mysql_errno(connection->handle), table.mysql_error(connection->handle));
    return connection;
}

void cmariadb_close(cmariadb_connection *connection) {
    table.mysql_close(connection->handle);
    free(connection);
}

int cmariadb_socket(cmariadb_connection *connection) { return table.mysql_get_socket(connection->handle); }
unsigned int cmariadb_error_number(cmariadb_connection *connection) { return connection->number; }
const char *cmariadb_error_words(cmariadb_connection *connection) { return connection->words; }

int cmariadb_run(cmariadb_connection *connection, const char *text, size_t size) {
    if (table.mysql_real_query(connection->handle, text, size) == 0) return 0;
    note(connection, table.mysql_errno(connection->handle), table.mysql_error(connection->handle));
    return -1;
}

static void bind_value(MYSQL_BIND *bind, const csql_value *value) {
    bind->buffer = (void *)value->bytes;
    bind->buffer_length = value->size;
    switch (value->kind) {
    case csql_integer:
        bind->buffer_type = type_longlong;
        bind->buffer = (void *)&value->integer;
        break;
    case csql_fraction:
        bind->buffer_type = type_double;
        bind->buffer = (void *)&value->fraction;
        break;
    case csql_text: bind->buffer_type = type_string; break;
    case csql_blob: bind->buffer_type = type_blob; break;
    default: bind->buffer_type = type_null; break;
    }
    // A null pointer would bind NULL in the place of nothing.
    if (!bind->buffer) bind->buffer = "";
}

static int execute(MYSQL_STMT *handle, const csql_value *values, size_t count) {
    MYSQL_BIND *binds = calloc(count + 1, sizeof *binds);
    if (!binds) return -1;
    for (size_t index = 0; index < count; index++) bind_value(&binds[index], &values[index]);
    int failed = count && table.mysql_stmt_bind_param(handle, binds);
    if (!failed) failed = table.mysql_stmt_execute(handle);
    free(binds);
    return failed ? -1 : 0;
}

static int kind_of(const MYSQL_FIELD *field) {
    switch (field->type) {
    case type_tiny:
    case type_short:
    case type_long:
    case type_longlong:
    case type_int24: return csql_integer;
    case type_float:
    case type_double: return csql_fraction;
    default: return field->charsetnr == charset_of_bytes ? csql_blob : csql_text;
    }
}

static int make_cell(cell *cell, MYSQL_BIND *bind) {
    bind->length = &cell->length;
    bind->is_null = &cell->is_null;
    switch (cell->kind) {
    case csql_integer:
        bind->buffer_type = type_longlong;
        bind->buffer = &cell->integer;
        return 0;
    case csql_fraction:
        bind->buffer_type = type_double;
        bind->buffer = &cell->fraction;
        return 0;
    default:
        cell->bytes = malloc(inline_size);
        cell->capacity = inline_size;
        bind->buffer_type = cell->kind == csql_blob ? type_blob : type_string;
        bind->buffer = cell->bytes;
        bind->buffer_length = inline_size;
        return cell->bytes ? 0 : -1;
    }
}

static int bind_rows(cmariadb_statement *statement, int is_streamed) {
    MYSQL_RES *facts = table.mysql_stmt_result_metadata(statement->handle);
    if (!facts) return 0;
    statement->count = table.mysql_num_fields(facts);
    statement->cells = calloc(statement->count, sizeof *statement->cells);
    statement->binds = calloc(statement->count, sizeof *statement->binds);
    int failed = !statement->cells || !statement->binds;
    for (unsigned int index = 0; !failed && index < statement->count; index++) {
        statement->cells[index].kind = kind_of(table.mysql_fetch_field_direct(facts, index));
        failed = make_cell(&statement->cells[index], &statement->binds[index]);
    }
    table.mysql_free_result(facts);
    if (!failed) failed = table.mysql_stmt_bind_result(statement->handle, statement->binds);
    // Taken whole, so that the connection is free whatever becomes of the rows; but for those that are read as they come.
    if (!failed && !is_streamed) failed = table.mysql_stmt_store_result(statement->handle);
    return failed ? -1 : 0;
}

cmariadb_statement *cmariadb_query(
    cmariadb_connection *connection, const char *text, size_t size, const csql_value *values, size_t count,
    int is_streamed) {
    cmariadb_statement *statement = calloc(1, sizeof *statement);
    if (!statement) return NULL;
    statement->connection = connection;
    statement->handle = table.mysql_stmt_init(connection->handle);
    if (statement->handle && table.mysql_stmt_prepare(statement->handle, text, size) == 0
        && execute(statement->handle, values, count) == 0 && bind_rows(statement, is_streamed) == 0)
        return statement;
    if (statement->handle)
        note(connection, table.mysql_stmt_errno(statement->handle), table.mysql_stmt_error(statement->handle));
    cmariadb_finish(statement);
    return NULL;
}

/// Fetches a cell that did not fit.
static int widen(cmariadb_statement *statement, unsigned int index) {
    cell *cell = &statement->cells[index];
    MYSQL_BIND *bind = &statement->binds[index];
    if (!cell->bytes || cell->is_null || cell->length <= cell->capacity) return 0;
    char *bytes = realloc(cell->bytes, cell->length);
    if (!bytes) return -1;
    cell->bytes = bytes;
    cell->capacity = cell->length;
    bind->buffer = bytes;
    bind->buffer_length = cell->length;
    return table.mysql_stmt_fetch_column(statement->handle, bind, index, 0);
}

int cmariadb_next(cmariadb_statement *statement) {
    if (!statement->count) return 0;
    int outcome = table.mysql_stmt_fetch(statement->handle);
    if (outcome == no_data) return 0;
    int failed = outcome != 0 && outcome != truncated;
    for (unsigned int index = 0; !failed && index < statement->count; index++) failed = widen(statement, index);
    // The library keeps a copy of where the cells are.
    if (!failed && outcome == truncated) failed = table.mysql_stmt_bind_result(statement->handle, statement->binds);
    if (!failed) return 1;
    note(statement->connection, table.mysql_stmt_errno(statement->handle), table.mysql_stmt_error(statement->handle));
    return -1;
}

unsigned int cmariadb_columns(cmariadb_statement *statement) { return statement->count; }

csql_value cmariadb_cell(cmariadb_statement *statement, unsigned int column) {
    const cell *cell = &statement->cells[column];
    csql_value value = {
        .kind = cell->is_null ? csql_null : cell->kind,
        .integer = cell->integer,
        .fraction = cell->fraction,
        .bytes = cell->bytes,
        .size = cell->length,
    };
    return value;
}

long long cmariadb_affected(cmariadb_statement *statement) {
    return statement->count ? 0 : (long long)table.mysql_stmt_affected_rows(statement->handle);
}

void cmariadb_finish(cmariadb_statement *statement) {
    for (unsigned int index = 0; statement->cells && index < statement->count; index++)
        free(statement->cells[index].bytes);
    free(statement->cells);
    free(statement->binds);
    if (statement->handle) table.mysql_stmt_close(statement->handle);
    free(statement);
}

struct cmariadb_log {
    cmariadb_connection *connection;
    MARIADB_RPL *handle;
    MARIADB_RPL_EVENT *event;
};

int cmariadb_reads_logs(void) { return reads_logs; }

static void note_log(cmariadb_log *log) {
    MYSQL *connection = log->connection->handle;
    if (table.mysql_errno(connection))
        note(log->connection, table.mysql_errno(connection), table.mysql_error(connection));
    else if (log->handle && log_table.mariadb_rpl_errno(log->handle))
        note(log->connection, log_table.mariadb_rpl_errno(log->handle), log_table.mariadb_rpl_error(log->handle));
    else
        note(log->connection, 2013, "the server ended its log");
}

cmariadb_log *cmariadb_log_open(
    cmariadb_connection *connection, const char *file, size_t size, unsigned long position, unsigned int number) {
    cmariadb_log *log = calloc(1, sizeof *log);
    if (!log) return NULL;
    log->connection = connection;
    log->handle = log_table.mariadb_rpl_init_ex(connection->handle, log_version);
    if (log->handle) {
        log_table.mariadb_rpl_optionsv(log->handle, log_file, file, size);
        log_table.mariadb_rpl_optionsv(log->handle, log_start, position);
        log_table.mariadb_rpl_optionsv(log->handle, log_server, number);
        if (log_table.mariadb_rpl_open(log->handle) == 0) return log;
    }
    note_log(log);
    cmariadb_log_close(log);
    return NULL;
}

int cmariadb_log_next(cmariadb_log *log, const void **bytes, size_t *size) {
    // An event that failed is freed by the library.
    log->event = log_table.mariadb_rpl_fetch(log->handle, log->event);
    if (!log->event || log->event->raw_data_ofs > log->event->raw_data_size) {
        note_log(log);
        return -1;
    }
    *bytes = log->event->raw_data + log->event->raw_data_ofs;
    *size = log->event->raw_data_size - log->event->raw_data_ofs;
    return 0;
}

void cmariadb_log_close(cmariadb_log *log) {
    if (log->event) log_table.mariadb_free_rpl_event(log->event);
    if (log->handle) log_table.mariadb_rpl_close(log->handle);
    free(log);
}
