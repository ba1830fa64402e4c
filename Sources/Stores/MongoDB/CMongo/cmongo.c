#define _GNU_SOURCE
#include "cmongo.h"
#include "cclientlibrary.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The library's own struct: room for it, aligned as it wants it. A test compares size and alignment.
typedef struct {
    _Alignas(128) uint32_t flags;
    uint32_t length;
    uint8_t rest[120];
} bson_t;
typedef cmongo_error bson_error_t;
typedef struct _mongoc_uri_t mongoc_uri_t;
typedef struct _mongoc_read_prefs_t mongoc_read_prefs_t;
typedef struct _mongoc_collection_t mongoc_collection_t;
typedef struct _mongoc_server_description_t mongoc_server_description_t;
typedef struct _mongoc_session_opt_t mongoc_session_opt_t;
typedef struct _mongoc_transaction_opts_t mongoc_transaction_opt_t;
typedef unsigned int mongoc_read_mode_t;
typedef unsigned int mongoc_log_level_t;
typedef void (*mongoc_log_func_t)(mongoc_log_level_t level, const char *domain, const char *message, void *context);

#include "functions.h"

#define MEMBER(result, name, parameters, arguments) result(*name) parameters;
static struct { CMONGO_FUNCTIONS(MEMBER) } table;

enum { primary_only = 1, error_api = 2 };

static int find(void *library) {
    // libbson, which the library needs itself, is searched with it.
#define FIND(result, name, parameters, arguments)  \
    *(void **)&table.name = dlsym(library, #name); \
    if (!table.name) return -1;
    CMONGO_FUNCTIONS(FIND)
    // Its warnings would be written over the screen.
    table.mongoc_log_set_handler(NULL, NULL);
    table.mongoc_init();
    return 0;
}

static cclient_library client = CCLIENT_LIBRARY("the functions of libmongoc 1", find);

int cmongo_load(const char *name, char *message, size_t size) {
    return cclient_load(&client, name, message, size);
}

static void fail(cmongo_error *error, const char *words) {
    error->domain = cmongo_domain_client;
    error->code = 0;
    snprintf(error->message, sizeof error->message, "%s", words);
}

static void set_unless_named(mongoc_uri_t *uri, const char *name, int32_t value) {
    if (!table.mongoc_uri_has_option(uri, name)) table.mongoc_uri_set_option_as_int32(uri, name, value);
}

mongoc_client_t *cmongo_open(const char *text, int32_t timeout, int32_t answer, bool once, cmongo_error *error) {
    memset(error, 0, sizeof *error);
    mongoc_uri_t *uri = table.mongoc_uri_new_with_error(text, error);
    if (!uri) return NULL;
    set_unless_named(uri, "connecttimeoutms", timeout);
    set_unless_named(uri, "serverselectiontimeoutms", timeout);
    set_unless_named(uri, "sockettimeoutms", answer);
    if (!table.mongoc_uri_has_option(uri, "serverselectiontryonce"))
        table.mongoc_uri_set_option_as_bool(uri, "serverselectiontryonce", once);
    if (!table.mongoc_uri_has_option(uri, "appname")) table.mongoc_uri_set_appname(uri, "curfew");
    mongoc_client_t *client = table.mongoc_client_new_from_uri(uri);
    table.mongoc_uri_destroy(uri);
    if (client)
        table.mongoc_client_set_error_api(client, error_api);
    else
        fail(error, "the client library can't use this address, or can't find the hosts it stands for");
    return client;
}

void cmongo_close(mongoc_client_t *client) { table.mongoc_client_destroy(client); }

// MARK: Commands

struct cmongo_reply {
    bson_t document;
};

static cmongo_reply *new_reply(void) { return aligned_alloc(128, (sizeof(cmongo_reply) + 127) / 128 * 128); }

static bool run(mongoc_client_t *client, cmongo_way way, const char *database, const bson_t *command,
                const bson_t *options, bson_t *reply, cmongo_error *error) {
    switch (way) {
        case cmongo_read:
            return table.mongoc_client_read_command_with_opts(client, database, command, NULL, options, reply, error);
        case cmongo_read_primary: {
            mongoc_read_prefs_t *primary = table.mongoc_read_prefs_new(primary_only);
            bool done =
                table.mongoc_client_read_command_with_opts(client, database, command, primary, options, reply, error);
            table.mongoc_read_prefs_destroy(primary);
            return done;
        }
        case cmongo_write:
            return table.mongoc_client_write_command_with_opts(client, database, command, options, reply, error);
        case cmongo_read_write:
            return table.mongoc_client_read_write_command_with_opts(client, database, command, NULL, options, reply,
                                                                    error);
    }
    table.bson_init(reply);
    fail(error, "no such way");
    return false;
}

bool cmongo_command(mongoc_client_t *client, cmongo_way way, const char *database, const uint8_t *bytes, size_t length,
                    const mongoc_client_session_t *session, uint32_t server, cmongo_reply **result,
                    cmongo_error *error) {
    bson_t command, options;
    memset(error, 0, sizeof *error);
    *result = NULL;
    cmongo_reply *reply = new_reply();
    if (!reply || !table.bson_init_static(&command, bytes, length)) {
        free(reply);
        fail(error, "the command can't be sent");
        return false;
    }
    table.bson_init(&options);
    bool done = (!session || table.mongoc_client_session_append(session, &options, error))
        && (!server || table.bson_append_int32(&options, "serverId", -1, (int32_t)server));
    if (done)
        done = run(client, way, database, &command, &options, &reply->document, error);
    else
        table.bson_init(&reply->document);
    table.bson_destroy(&options);
    *result = reply;
    return done;
}

const uint8_t *cmongo_reply_bytes(const cmongo_reply *reply, size_t *length) {
    *length = reply->document.length;
    return table.bson_get_data(&reply->document);
}

void cmongo_reply_free(cmongo_reply *reply) {
    if (!reply) return;
    table.bson_destroy(&reply->document);
    free(reply);
}

// MARK: Servers and sessions

uint32_t cmongo_choose(mongoc_client_t *client, cmongo_error *error) {
    memset(error, 0, sizeof *error);
    mongoc_server_description_t *server =
        table.mongoc_client_select_server(client, false, table.mongoc_client_get_read_prefs(client), error);
    if (!server) return 0;
    uint32_t number = table.mongoc_server_description_id(server);
    table.mongoc_server_description_destroy(server);
    return number;
}

mongoc_client_session_t *cmongo_start(mongoc_client_t *client) {
    bson_error_t ignored;
    return table.mongoc_client_start_session(client, NULL, &ignored);
}

// MARK: Transactions

mongoc_client_session_t *cmongo_begin(mongoc_client_t *client, cmongo_error *error) {
    memset(error, 0, sizeof *error);
    mongoc_client_session_t *session = table.mongoc_client_start_session(client, NULL, error);
    if (!session) return NULL;
    if (table.mongoc_client_session_start_transaction(session, NULL, error)) return session;
    table.mongoc_client_session_destroy(session);
    return NULL;
}

bool cmongo_commit(mongoc_client_session_t *session, cmongo_reply **result, cmongo_error *error) {
    memset(error, 0, sizeof *error);
    *result = NULL;
    cmongo_reply *reply = new_reply();
    if (!reply) {
        fail(error, "no memory is left");
        return false;
    }
    bool done = table.mongoc_client_session_commit_transaction(session, &reply->document, error);
    *result = reply;
    return done;
}

void cmongo_end(mongoc_client_session_t *session) {
    bson_error_t ignored;
    // Where nothing is open it says so and does nothing.
    (void)table.mongoc_client_session_abort_transaction(session, &ignored);
    table.mongoc_client_session_destroy(session);
}

// MARK: Changes

mongoc_change_stream_t *cmongo_watch(mongoc_client_t *client, const char *database, const char *collection,
                                     const uint8_t *pipelineBytes, size_t pipelineLength, const uint8_t *optionBytes,
                                     size_t optionLength, cmongo_error *error) {
    bson_t pipeline, options;
    const bson_t *reply = NULL;
    memset(error, 0, sizeof *error);
    fail(error, "the question can't be sent");
    if (!table.bson_init_static(&pipeline, pipelineBytes, pipelineLength) ||
        !table.bson_init_static(&options, optionBytes, optionLength))
        return NULL;
    mongoc_collection_t *place = table.mongoc_client_get_collection(client, database, collection);
    mongoc_change_stream_t *stream = table.mongoc_collection_watch(place, &pipeline, &options);
    table.mongoc_collection_destroy(place);
    if (!stream || !table.mongoc_change_stream_error_document(stream, error, &reply)) return stream;
    table.mongoc_change_stream_destroy(stream);
    return NULL;
}

int cmongo_next(mongoc_change_stream_t *stream, const uint8_t **bytes, size_t *length, cmongo_error *error) {
    const bson_t *change = NULL;
    memset(error, 0, sizeof *error);
    *bytes = NULL;
    *length = 0;
    int outcome = table.mongoc_change_stream_next(stream, &change) ? 1 : 0;
    if (!outcome && table.mongoc_change_stream_error_document(stream, error, &change)) outcome = -1;
    if (outcome && change) {
        *bytes = table.bson_get_data(change);
        *length = change->length;
    }
    return outcome;
}

const uint8_t *cmongo_token(mongoc_change_stream_t *stream, size_t *length) {
    const bson_t *token = table.mongoc_change_stream_get_resume_token(stream);
    if (!token) return NULL;
    *length = token->length;
    return table.bson_get_data(token);
}

void cmongo_unwatch(mongoc_change_stream_t *stream) { table.mongoc_change_stream_destroy(stream); }
