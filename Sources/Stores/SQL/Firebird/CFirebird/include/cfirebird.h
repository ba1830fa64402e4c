#ifndef CFIREBIRD_H
#define CFIREBIRD_H

#include "csqlvalue.h"

#include <stddef.h>

// Firebird's client library, loaded when the first database is opened: a program that needs none starts without it.
// Values and rows cross in plain structures, so that Swift never holds the library's own.

typedef struct cfirebird_connection cfirebird_connection;
typedef struct cfirebird_statement cfirebird_statement;

/// How a connection is to be made; texts but the name may be NULL. Only used during the call.
typedef struct {
    /// host/port:path.
    const char *name;
    const char *user;
    const char *password;
    const char *role;
    /// How long connecting may take.
    int milliseconds;
    /// Whether a statement outside a transaction may change anything.
    int may_write;
} cfirebird_options;

/// Loads the library and finds all functions, once. 0, or -1 with the loader's words in `message`.
int cfirebird_load(const char *name, char *message, size_t size);

/// Connects. The connection is NULL only without memory; cfirebird_error_code tells whether it came about.
cfirebird_connection *cfirebird_connect(const cfirebird_options *options);
void cfirebird_close(cfirebird_connection *connection);

/// The codes of the last failure, the foremost first; 0 behind the last. 1 is our own, for what came too late; those of
/// the system are below 0.
long cfirebird_error_code(cfirebird_connection *connection, unsigned int index);
/// Its words, a line each.
const char *cfirebird_error_words(cfirebird_connection *connection);

/// Ends what is under way and breaks the connection; from any thread, until it is closed.
void cfirebird_break(cfirebird_connection *connection);
/// Breaks the connection when what is under way takes longer than this; 0 ends the watch. Whether it did so.
int cfirebird_limit(cfirebird_connection *connection, int milliseconds);

/// Begins a transaction that may write and waits for locks so many seconds. 0, or -1.
int cfirebird_begin(cfirebird_connection *connection, unsigned char seconds);
/// Ends it. 0, or -1.
int cfirebird_commit(cfirebird_connection *connection);
int cfirebird_rollback(cfirebird_connection *connection);

/// Runs a statement with its values, in the transaction or in one of its own; NULL when it failed.
cfirebird_statement *cfirebird_query(
    cfirebird_connection *connection, const char *text, const csql_value *values, size_t count);
/// 1 for a row, 0 for none left, -1 for a failure.
int cfirebird_next(cfirebird_statement *statement);
unsigned int cfirebird_columns(cfirebird_statement *statement);
/// A cell of the row at hand, good until the next row.
csql_value cfirebird_cell(cfirebird_statement *statement, unsigned int column);
long long cfirebird_affected(cfirebird_statement *statement);
/// Lets go of a statement, and ends a transaction of its own as it says. 0, or -1 when that failed.
int cfirebird_finish(cfirebird_statement *statement, int succeeded);

/// Two events of a database that are listened to, on a line of the library's own.
typedef struct cfirebird_listener cfirebird_listener;

/// Listens from here on; NULL when that failed, or nothing came in time. The connection must outlive it.
cfirebird_listener *cfirebird_listen(
    cfirebird_connection *connection, const char *first, const char *second, int milliseconds);
/// Waits until one of them is posted. 1 for the first, 2 for the second, 3 for both, 0 when the time was up, -1 when the
/// line broke.
int cfirebird_heard(cfirebird_listener *listener, int milliseconds);
/// Has every wait end as if the line were broken; from any thread, until it is let go of.
void cfirebird_hush(cfirebird_listener *listener);
void cfirebird_stop_listening(cfirebird_listener *listener);

#endif
