#ifndef CMONGO_H
#define CMONGO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// MongoDB's client library, loaded when the first store is opened: a program that needs none starts without it.
// Documents cross as bytes: a bson_t is over-aligned and is never seen by Swift.

typedef struct _mongoc_client_t mongoc_client_t;
typedef struct _mongoc_change_stream_t mongoc_change_stream_t;
typedef struct _mongoc_client_session_t mongoc_client_session_t;
typedef struct cmongo_reply cmongo_reply;

/// What went wrong, as the library tells it.
typedef struct {
    uint32_t domain;
    uint32_t code;
    char message[504];
} cmongo_error;

/// Domains and codes of errors, as mongoc-error.h numbers them.
enum cmongo_numbers {
    cmongo_domain_client = 1,
    cmongo_domain_stream = 2,
    cmongo_domain_sasl = 7,
    cmongo_domain_command = 11,
    cmongo_domain_scram = 14,
    cmongo_domain_selection = 15,
    cmongo_domain_server = 17,
    cmongo_code_authenticate = 11,
};

/// How a command goes out.
typedef enum {
    /// To a server of the address's read preference.
    cmongo_read = 0,
    /// Also a read, but of the primary.
    cmongo_read_primary = 1,
    /// With the address's write concern.
    cmongo_write = 2,
    /// A write that gives documents back (findAndModify).
    cmongo_read_write = 3,
} cmongo_way;

/// Loads the library and finds all functions, once. 0, or -1 with the loader's words in `message`.
int cmongo_load(const char *name, char *message, size_t size);

/// A client of an address; NULL with an error. Nothing is sent yet. The times are in milliseconds and count only where
/// the address names none.
mongoc_client_t *cmongo_open(const char *uri, int32_t timeout, int32_t answer, bool once, cmongo_error *error);

/// Ends a client and all its connections.
void cmongo_close(mongoc_client_t *client);

/// Runs a command, on the server of a number unless that is 0. The reply, also that of a failure, is the caller's to free;
/// `session` may be NULL.
bool cmongo_command(mongoc_client_t *client, cmongo_way way, const char *database, const uint8_t *command,
                    size_t length, const mongoc_client_session_t *session, uint32_t server, cmongo_reply **reply,
                    cmongo_error *error);

/// The bytes of a reply.
const uint8_t *cmongo_reply_bytes(const cmongo_reply *reply, size_t *length);
void cmongo_reply_free(cmongo_reply *reply);

/// The number of a server of the address's read preference, 0 with an error: what belongs to one cursor is asked of one.
uint32_t cmongo_choose(mongoc_client_t *client, cmongo_error *error);

/// Starts a session without a transaction, ended with cmongo_end; NULL where the servers have none.
mongoc_client_session_t *cmongo_start(mongoc_client_t *client);

/// Begins a transaction; NULL with an error.
mongoc_client_session_t *cmongo_begin(mongoc_client_t *client, cmongo_error *error);
bool cmongo_commit(mongoc_client_session_t *session, cmongo_reply **reply, cmongo_error *error);
/// Ends a session, undoing what was not committed.
void cmongo_end(mongoc_client_session_t *session);

/// Follows a collection's changes; NULL with an error. The stream is ended with cmongo_unwatch, before its client is.
mongoc_change_stream_t *cmongo_watch(mongoc_client_t *client, const char *database, const char *collection,
                                     const uint8_t *pipeline, size_t pipelineLength, const uint8_t *options,
                                     size_t optionsLength, cmongo_error *error);
/// The next change: 1 with its bytes, which are good until the next call; 0 where none came in time; -1 with an error,
/// and the server's own document of it where there is one.
int cmongo_next(mongoc_change_stream_t *stream, const uint8_t **bytes, size_t *length, cmongo_error *error);
/// Where the stream is, to go on from there; NULL where it does not know. Good until the next call.
const uint8_t *cmongo_token(mongoc_change_stream_t *stream, size_t *length);
void cmongo_unwatch(mongoc_change_stream_t *stream);

#endif
