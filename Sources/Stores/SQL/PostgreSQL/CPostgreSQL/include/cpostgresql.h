#ifndef CPOSTGRESQL_H
#define CPOSTGRESQL_H

#include <stddef.h>

// PostgreSQL's client library, loaded when the first database is opened: a program that needs none starts without it.

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
typedef unsigned int Oid;
typedef unsigned int ConnStatusType;
typedef unsigned int ExecStatusType;
typedef struct pgNotify {
    char *relname; // The channel.
    int be_pid;
    char *extra; // What was sent along.
    struct pgNotify *next;
} PGnotify;
typedef void (*PQnoticeProcessor)(void *context, const char *message);

#include "functions.h"

/// Each function under its own name with a c in front; only after cpostgresql_load has succeeded.
#define CPOSTGRESQL_DECLARE(result, name, parameters, arguments) result c##name parameters;
CPOSTGRESQL_FUNCTIONS(CPOSTGRESQL_DECLARE)
#undef CPOSTGRESQL_DECLARE

/// What libpq-fe.h spells as enumerations, and the letters of error fields.
enum cpostgresql_numbers {
    cpostgresql_connection_ok = 0,
    cpostgresql_command_ok = 1,
    cpostgresql_tuples_ok = 2,
    cpostgresql_copy_out = 3,
    cpostgresql_state = 'C',
    cpostgresql_primary = 'M',
};

/// Loads the library and finds all functions, once. 0, or -1 with the loader's words in `message`.
int cpostgresql_load(const char *name, char *message, size_t size);

/// Keeps the server's notices off the terminal.
void cpostgresql_be_quiet(PGconn *connection);

#endif
