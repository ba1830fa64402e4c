#ifndef COPENSSL_H
#define COPENSSL_H

#include <stddef.h>

// OpenSSL 3, loaded when the first encrypted connection is made: a program that needs none starts without it.
// A session reads and writes memory only; the bytes are carried by whoever owns the socket, so that no write here
// can raise SIGPIPE and every wait can be ended from outside.

/// What came of a step.
enum openssl_outcome {
    /// It is done.
    openssl_done = 0,
    /// The peer's next bytes are needed.
    openssl_wants_input = 1,
    /// The peer has said goodbye.
    openssl_closed = 2,
    /// It failed; openssl_describe tells why.
    openssl_failed = 3,
};

/// Why a session failed.
enum openssl_fault {
    /// Anything that is none of the others.
    openssl_fault_other = 0,
    /// The peer's certificate can't be trusted.
    openssl_fault_certificate = 1,
    /// The peer refused ours, or wants one.
    openssl_fault_refused = 2,
    /// The peer speaks no TLS.
    openssl_fault_plain = 3,
};

/// How a session is to be made. Pointers are only used during the call.
typedef struct {
    /// A file of certificate authorities, or NULL for the system's.
    const char *ca_file;
    /// Our certificate with its chain, or NULL.
    const char *certificate_file;
    /// Our private key, or NULL for the one in certificate_file.
    const char *key_file;
    /// The name or address that the peer's certificate must carry.
    const char *host;
    /// Whether host is an address.
    int host_is_address;
    /// Whether the peer's certificate is checked at all.
    int verifies;
} openssl_options;

typedef struct openssl_session openssl_session;

/// Loads both libraries and finds all functions, once. 0, or -1 with the loader's words in `message`.
int openssl_load(const char *crypto_name, const char *ssl_name, char *message, size_t size);

/// Creates a session, or gives NULL with a reason in `message`. Needs openssl_load.
openssl_session *openssl_session_create(const openssl_options *options, char *message, size_t size);
void openssl_session_free(openssl_session *session);

/// Goes on with the handshake: an openssl_outcome.
int openssl_handshake(openssl_session *session);

/// Reads clear bytes; `count` gets how many there are when the outcome is openssl_done.
int openssl_read(openssl_session *session, void *bytes, size_t size, size_t *count);

/// Encrypts all of `bytes` into the session's output.
int openssl_write(openssl_session *session, const void *bytes, size_t size);

/// Takes encrypted bytes that are to be sent to the peer out of the session; 0 when there are none.
size_t openssl_take_output(openssl_session *session, void *bytes, size_t size);

/// Gives the session encrypted bytes that came from the peer. 0, or -1 when there is no memory.
int openssl_feed(openssl_session *session, const void *bytes, size_t size);

/// Puts the reason of the last failure in words and gives its openssl_fault.
int openssl_describe(openssl_session *session, char *message, size_t size);

#endif
