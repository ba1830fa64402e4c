#ifndef CFREETDS_H
#define CFREETDS_H

#include "csqlvalue.h"

#include <stddef.h>

// FreeTDS's db-lib, loaded when the first database is opened: a program that needs none starts without it.
// Values and rows cross in plain structures, so that Swift never holds the library's own. A connection is used by one
// thread at a time; db-lib's handlers of errors are the process's, and find the connection of the thread they run on.

typedef struct cfreetds_connection cfreetds_connection;

/// How a connection is to be made; texts may be NULL. Only used during the call.
typedef struct {
    /// "host:port".
    const char *server;
    const char *user;
    const char *password;
    const char *database;
    /// FreeTDS's word for how much is encrypted; NULL is its own choice.
    const char *encryption;
    /// Whether a copy of the database that can't be written to will do.
    int read_only;
    /// How long connecting, and each answer, may take, in seconds.
    int seconds;
} cfreetds_options;

/// Whose number an error has.
enum cfreetds_origin {
    cfreetds_nobody = 0,
    cfreetds_server = 1,
    cfreetds_library = 2,
    /// The library can't encrypt in the way it was asked to.
    cfreetds_encryption = 3,
};

/// What went wrong last; words as long as the connection is left alone.
typedef struct {
    int origin;
    int number;
    /// The system's own number behind it, or 0.
    int system;
    const char *words;
} cfreetds_error;

/// Loads the library and finds all functions, once. 0, or -1 with the loader's words in `message`.
int cfreetds_load(const char *name, char *message, size_t size);

/// Connects. The connection is NULL only without memory; `cfreetds_is_open` tells whether it came about.
cfreetds_connection *cfreetds_connect(const cfreetds_options *options);
void cfreetds_close(cfreetds_connection *connection);
int cfreetds_is_open(cfreetds_connection *connection);
int cfreetds_socket(cfreetds_connection *connection);
cfreetds_error cfreetds_last_error(cfreetds_connection *connection);

/// Sends a batch that has no values. 0, or -1.
int cfreetds_run(cfreetds_connection *connection, const char *text);
/// Sends a statement with its values, which are called @p1, @p2 and so on and declared so; text or a blob has at least a
/// byte. 0, or -1.
int cfreetds_query(
    cfreetds_connection *connection, const char *text, const char *declarations, const csql_value *values,
    size_t count);
/// 1 for a row, 0 for none left, -1 for a failure. Called until one of these, or `cfreetds_finish` instead.
int cfreetds_next(cfreetds_connection *connection);
int cfreetds_columns(cfreetds_connection *connection);
/// A cell of the row at hand, good until the next row.
csql_value cfreetds_cell(cfreetds_connection *connection, int column);
/// Gives up what is left of an answer.
void cfreetds_finish(cfreetds_connection *connection);

#endif
