#define _GNU_SOURCE
#include "cfreetds.h"
#include "cclientlibrary.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "functions.h"
#include "numbers.h"
#include "types.h"

#define MEMBER(result, name, parameters) result(*name) parameters;
static struct { CFREETDS_FUNCTIONS(MEMBER) } table;
static int login_seconds;
static pthread_mutex_t logging_in = PTHREAD_MUTEX_INITIALIZER;

struct cfreetds_connection {
    DBPROCESS *process;
    cfreetds_error error;
    char words[512];
    int is_answering;
    int has_rows;
};

/// The connection that this thread is inside the library for: its handlers are given none while logging in.
static _Thread_local cfreetds_connection *at_hand;

static void note(cfreetds_connection *connection, int origin, int number, int system, const char *words) {
    connection->error = (cfreetds_error){origin, number, system, connection->words};
    snprintf(connection->words, sizeof connection->words, "%s", words ? words : "no reason given");
}

/// The server's first word is the cause; what the library says after it is not.
static int take_error(DBPROCESS *process, int severity, int number, int system, char *words, char *systemWords) {
    (void)process, (void)severity, (void)systemWords;
    if (at_hand && !at_hand->error.origin && number != general_error)
        note(at_hand, cfreetds_library, number, system > 0 ? system : 0, words);
    return stop_waiting;
}

static int take_message(
    DBPROCESS *process, DBINT number, int state, int severity, char *words, char *server, char *procedure, int line) {
    (void)process, (void)state, (void)server, (void)procedure, (void)line;
    if (at_hand && severity > 10 && at_hand->error.origin != cfreetds_server)
        note(at_hand, cfreetds_server, number, 0, words);
    return 0;
}

static int find(void *library) {
#define FIND(result, name, parameters)             \
    *(void **)&table.name = dlsym(library, #name); \
    if (!table.name) return -1;
    CFREETDS_FUNCTIONS(FIND)
    if (table.dbinit() != succeed) return -1;
    table.dberrhandle(take_error);
    table.dbmsghandle(take_message);
    return 0;
}

static cclient_library client = CCLIENT_LIBRARY("the functions of FreeTDS's db-lib", find);

int cfreetds_load(const char *name, char *message, size_t size) {
    return cclient_load(&client, name, message, size);
}

/// The time for logging in is the process's; all of a program's stores have the same.
static void set_login_time(int seconds) {
    pthread_mutex_lock(&logging_in);
    if (login_seconds != seconds) table.dbsetlogintime(seconds);
    login_seconds = seconds;
    pthread_mutex_unlock(&logging_in);
}

static void set_name(LOGINREC *login, const char *value, int which) {
    if (value) table.dbsetlname(login, value, which);
}

static int prepare(cfreetds_connection *connection, LOGINREC *login, const cfreetds_options *options) {
    set_name(login, options->user, login_user);
    set_name(login, options->password, login_password);
    set_name(login, options->database, login_database);
    set_name(login, "curfew", login_application);
    set_name(login, "UTF-8", login_charset);
    table.dbsetlversion(login, version_7_4);
    if (options->read_only) table.dbsetlbool(login, 1, login_read_only);
    if (!options->encryption) return 0;
    if (table.dbsetlname(login, options->encryption, login_encryption) == succeed) return 0;
    note(connection, cfreetds_encryption, 0, 0, "");
    return -1;
}

static void open_process(cfreetds_connection *connection, const cfreetds_options *options) {
    LOGINREC *login = table.dblogin();
    if (!login) return;
    set_login_time(options->seconds);
    if (prepare(connection, login, options) == 0) connection->process = table.tdsdbopen(login, options->server, 1);
    table.dbloginfree(login);
    if (!connection->process) return;
    char seconds[16];
    snprintf(seconds, sizeof seconds, "%d", options->seconds);
    table.dbsetopt(connection->process, option_time, seconds, 0);
}

cfreetds_connection *cfreetds_connect(const cfreetds_options *options) {
    cfreetds_connection *connection = calloc(1, sizeof *connection);
    if (!connection) return NULL;
    at_hand = connection;
    open_process(connection, options);
    at_hand = NULL;
    if (!connection->process && !connection->error.origin)
        note(connection, cfreetds_library, 0, 0, "it could not be connected to");
    return connection;
}

void cfreetds_close(cfreetds_connection *connection) {
    at_hand = connection;
    if (connection->process) table.dbclose(connection->process);
    at_hand = NULL;
    free(connection);
}

int cfreetds_is_open(cfreetds_connection *connection) {
    return connection->process && !table.dbdead(connection->process);
}

int cfreetds_socket(cfreetds_connection *connection) { return table.dbiordesc(connection->process); }

cfreetds_error cfreetds_last_error(cfreetds_connection *connection) { return connection->error; }

static void begin(cfreetds_connection *connection) {
    at_hand = connection;
    connection->error = (cfreetds_error){0};
    connection->has_rows = 0;
}

/// Leaves the library: nothing it says later is this connection's.
static int end(int outcome) {
    at_hand = NULL;
    return outcome;
}

static int fail(cfreetds_connection *connection) {
    // Errors of giving up are not the cause. An end of the connection between two packets is told in no words.
    if (!connection->error.origin && table.dbdead(connection->process))
        note(connection, cfreetds_library, unexpected_end, 0, "it closed the connection");
    if (!connection->error.origin) note(connection, cfreetds_library, 0, 0, "it gave no reason");
    if (!table.dbdead(connection->process)) table.dbcancel(connection->process);
    connection->is_answering = 0;
    connection->has_rows = 0;
    return end(-1);
}

static int wait_for_answer(cfreetds_connection *connection, int sent) {
    if (sent != succeed || table.dbsqlok(connection->process) != succeed) return fail(connection);
    connection->is_answering = 1;
    return end(0);
}

int cfreetds_run(cfreetds_connection *connection, const char *text) {
    begin(connection);
    if (table.dbcmd(connection->process, text) != succeed) return fail(connection);
    return wait_for_answer(connection, table.dbsqlsend(connection->process));
}

/// The longest text that the library sends as one of variable length; what is longer it sends in pieces.
enum { short_text = 4000 };

static int add_text(DBPROCESS *process, const char *name, const void *text, size_t size) {
    int type = size <= short_text ? type_varchar : type_ntext;
    return table.dbrpcparam(process, name, 0, type, -1, (DBINT)size, (BYTE *)text);
}

static int add_value(DBPROCESS *process, const char *name, const csql_value *value) {
    switch (value->kind) {
    case csql_integer: return table.dbrpcparam(process, name, 0, type_bigint, -1, -1, (BYTE *)&value->integer);
    case csql_fraction: return table.dbrpcparam(process, name, 0, type_double, -1, -1, (BYTE *)&value->fraction);
    case csql_text: return add_text(process, name, value->bytes, value->size);
    case csql_blob:
        return table.dbrpcparam(process, name, 0, type_image, -1, (DBINT)value->size, (BYTE *)value->bytes);
    default: return table.dbrpcparam(process, name, 0, type_varchar, -1, 0, NULL);
    }
}

int cfreetds_query(
    cfreetds_connection *connection, const char *text, const char *declarations, const csql_value *values,
    size_t count) {
    begin(connection);
    DBPROCESS *process = connection->process;
    int outcome = table.dbrpcinit(process, "sp_executesql", 0);
    if (outcome == succeed) outcome = add_text(process, NULL, text, strlen(text));
    if (outcome == succeed && count) outcome = add_text(process, NULL, declarations, strlen(declarations));
    for (size_t index = 0; outcome == succeed && index < count; index++) {
        char name[24];
        snprintf(name, sizeof name, "@p%zu", index + 1);
        outcome = add_value(process, name, &values[index]);
    }
    if (outcome != succeed) return fail(connection);
    return wait_for_answer(connection, table.dbrpcsend(process));
}

int cfreetds_next(cfreetds_connection *connection) {
    if (!connection->is_answering) return 0;
    at_hand = connection;
    DBPROCESS *process = connection->process;
    while (1) {
        if (connection->has_rows) {
            STATUS status = table.dbnextrow(process);
            if (status == regular_row) return end(1);
            if (status != no_more_rows) return fail(connection);
            connection->has_rows = 0;
        }
        RETCODE outcome = table.dbresults(process);
        // A statement may fail after others of its batch have answered.
        if (connection->error.origin) return fail(connection);
        if (outcome == no_more_results) break;
        if (outcome != succeed) return fail(connection);
        connection->has_rows = table.dbnumcols(process) > 0;
    }
    connection->is_answering = 0;
    return end(0);
}

int cfreetds_columns(cfreetds_connection *connection) { return table.dbnumcols(connection->process); }

static csql_value whole(long long number) {
    return (csql_value){.kind = csql_integer, .integer = number};
}

static csql_value fraction(double number) {
    return (csql_value){.kind = csql_fraction, .fraction = number};
}

/// Copies a number out of bytes that need not be aligned.
#define LOAD(type, bytes) ({ type number; memcpy(&number, bytes, sizeof number); number; })

csql_value cfreetds_cell(cfreetds_connection *connection, int column) {
    const BYTE *bytes = table.dbdata(connection->process, column + 1);
    if (!bytes) return (csql_value){.kind = csql_null};
    size_t size = (size_t)table.dbdatlen(connection->process, column + 1);
    switch (table.dbcoltype(connection->process, column + 1)) {
    case type_bit:
    case type_byte: return whole(*bytes);
    case type_short: return whole(LOAD(short, bytes));
    case type_int: return whole(LOAD(int, bytes));
    case type_bigint: return whole(LOAD(long long, bytes));
    case type_single: return fraction(LOAD(float, bytes));
    case type_double: return fraction(LOAD(double, bytes));
    case type_char:
    case type_varchar:
    case type_text:
    case type_ntext: return (csql_value){.kind = csql_text, .bytes = bytes, .size = size};
    // Types that no statement of ours asks for come as the bytes they are.
    default: return (csql_value){.kind = csql_blob, .bytes = bytes, .size = size};
    }
}

void cfreetds_finish(cfreetds_connection *connection) {
    if (!connection->is_answering) return;
    at_hand = connection;
    if (!table.dbdead(connection->process)) table.dbcancel(connection->process);
    connection->is_answering = 0;
    connection->has_rows = 0;
    at_hand = NULL;
}
