#ifndef CMARIADB_H
#define CMARIADB_H

#include "csqlvalue.h"

#include <stddef.h>

// MariaDB's client library, loaded when the first database is opened: a program that needs none starts without it.
// Values and rows cross in plain structures, so that Swift never holds the library's own.

typedef struct cmariadb_connection cmariadb_connection;
typedef struct cmariadb_statement cmariadb_statement;

/// How a connection is to be made; texts may be NULL. Only used during the call.
typedef struct {
    const char *host;
    const char *user;
    const char *password;
    const char *database;
    unsigned int port;
    /// How long connecting, and each answer, may take, in seconds.
    unsigned int seconds;
    /// How long nothing may come on a connection that is told of changes, in seconds; 0 for any other connection.
    unsigned int silence;
    /// A file of certificate authorities; with one the server must prove who it is.
    const char *authority;
} cmariadb_options;

/// Loads the library and finds all functions, once. 0, or -1 with the loader's words in `message`.
int cmariadb_load(const char *name, char *message, size_t size);

/// Connects. The connection is NULL only without memory; cmariadb_error_number tells whether it came about.
cmariadb_connection *cmariadb_connect(const cmariadb_options *options);
void cmariadb_close(cmariadb_connection *connection);
int cmariadb_socket(cmariadb_connection *connection);
unsigned int cmariadb_error_number(cmariadb_connection *connection);
const char *cmariadb_error_words(cmariadb_connection *connection);

/// Runs a statement that has neither values nor rows. 0, or -1.
int cmariadb_run(cmariadb_connection *connection, const char *text, size_t size);

/// Runs a statement with its values; NULL when it failed. Streamed, its rows are read as the server sends them, and the
/// connection does nothing else until it is finished.
cmariadb_statement *cmariadb_query(
    cmariadb_connection *connection, const char *text, size_t size, const csql_value *values, size_t count,
    int is_streamed);
/// 1 for a row, 0 for none left, -1 for a failure.
int cmariadb_next(cmariadb_statement *statement);
unsigned int cmariadb_columns(cmariadb_statement *statement);
/// A cell of the row at hand, good until the next row.
csql_value cmariadb_cell(cmariadb_statement *statement, unsigned int column);
long long cmariadb_affected(cmariadb_statement *statement);
void cmariadb_finish(cmariadb_statement *statement);

/// A server's binary log, read as it is written.
typedef struct cmariadb_log cmariadb_log;

/// Whether the library can read one.
int cmariadb_reads_logs(void);

/// Begins to read a log from a position on, as the replica with a number, over a connection that then does nothing else
/// and must live longer. NULL when it failed, with the error in the connection.
cmariadb_log *cmariadb_log_open(
    cmariadb_connection *connection, const char *file, size_t size, unsigned long position, unsigned int number);
/// Waits for the next event: 0 with its bytes, good until the next call; -1 for a failure.
int cmariadb_log_next(cmariadb_log *log, const void **bytes, size_t *size);
void cmariadb_log_close(cmariadb_log *log);

#endif
