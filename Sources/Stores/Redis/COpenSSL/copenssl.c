#define _GNU_SOURCE
#include "copenssl.h"
#include "functions.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The prototypes are ours, so that building needs no header of OpenSSL. All names are of its 3.0 interface.
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_st SSL;
typedef struct ssl_method_st SSL_METHOD;
typedef struct bio_st BIO;
typedef struct bio_method_st BIO_METHOD;
typedef struct X509_VERIFY_PARAM_st X509_VERIFY_PARAM;
typedef struct x509_store_ctx_st X509_STORE_CTX;
typedef int (*password_callback)(char *buffer, int size, int writing, void *context);
typedef int (*verify_callback)(int accepted, X509_STORE_CTX *context);

// What ssl.h and its kind spell as macros.
enum {
    ctrl_set_min_protocol = 123,
    ctrl_set_host_name = 55,
    name_type_host = 0,
    version_tls_1_2 = 0x0303,
    file_type_pem = 1,
    verify_none = 0,
    verify_peer = 1,
    error_ssl = 1,
    error_want_read = 2,
    error_want_write = 3,
    error_zero_return = 6,
    verified = 0,
};

#define MEMBER(library, result, name, parameters) result(*name) parameters;
static struct { FUNCTIONS(MEMBER) } table;
static int is_loaded;
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

struct openssl_session {
    SSL_CTX *context;
    SSL *ssl;
    BIO *input;
    BIO *output;
    unsigned long error;
};

static int fill(void *crypto, void *ssl) {
    void *libraries[] = {crypto, ssl};
    enum { crypto_index, ssl_index };
#define FIND(library, result, name, parameters)                        \
    *(void **)&table.name = dlsym(libraries[library##_index], #name);  \
    if (!table.name) return -1;
    FUNCTIONS(FIND)
    return 0;
}

static int load(const char *crypto_name, const char *ssl_name) {
    void *crypto = dlopen(crypto_name, RTLD_NOW | RTLD_LOCAL);
    if (!crypto) return -1;
    void *ssl = dlopen(ssl_name, RTLD_NOW | RTLD_LOCAL);
    if (!ssl) return -1;
    return fill(crypto, ssl);
}

int openssl_load(const char *crypto_name, const char *ssl_name, char *message, size_t size) {
    pthread_mutex_lock(&loading);
    if (!is_loaded && load(crypto_name, ssl_name) == 0) is_loaded = 1;
    if (!is_loaded) {
        const char *words = dlerror();
        snprintf(message, size, "%s", words ? words : "it has not the functions of OpenSSL 3");
    }
    int outcome = is_loaded ? 0 : -1;
    pthread_mutex_unlock(&loading);
    return outcome;
}

/// Without this, OpenSSL asks the terminal for the password of a key, in the middle of a screen.
static int no_password(char *buffer, int size, int writing, void *context) {
    (void)buffer, (void)size, (void)writing, (void)context;
    return 0;
}

static const char *reason(unsigned long error) {
    const char *words = error ? table.ERR_reason_error_string(error) : NULL;
    return words ? words : "no reason given";
}

static const char *prepare_context(SSL_CTX *context, const openssl_options *options) {
    table.SSL_CTX_ctrl(context, ctrl_set_min_protocol, version_tls_1_2, NULL);
    table.SSL_CTX_set_default_passwd_cb(context, no_password);
    table.SSL_CTX_set_verify(context, options->verifies ? verify_peer : verify_none, NULL);
    if (options->ca_file) {
        if (table.SSL_CTX_load_verify_locations(context, options->ca_file, NULL) != 1) return "ca";
    } else if (options->verifies) {
        table.SSL_CTX_set_default_verify_paths(context);
    }
    if (options->certificate_file) {
        const char *key = options->key_file ? options->key_file : options->certificate_file;
        if (table.SSL_CTX_use_certificate_chain_file(context, options->certificate_file) != 1) return "cert";
        if (table.SSL_CTX_use_PrivateKey_file(context, key, file_type_pem) != 1) return "key";
        if (table.SSL_CTX_check_private_key(context) != 1) return "key";
    }
    return NULL;
}

static int prepare_peer(SSL *ssl, const openssl_options *options) {
    if (options->host_is_address)
        return table.X509_VERIFY_PARAM_set1_ip_asc(table.SSL_get0_param(ssl), options->host);
    table.SSL_ctrl(ssl, ctrl_set_host_name, name_type_host, (void *)options->host);
    return table.SSL_set1_host(ssl, options->host);
}

openssl_session *openssl_session_create(const openssl_options *options, char *message, size_t size) {
    openssl_session *session = calloc(1, sizeof *session);
    if (!session) return NULL;
    table.ERR_clear_error();
    session->context = table.SSL_CTX_new(table.TLS_client_method());
    const char *culprit = session->context ? prepare_context(session->context, options) : "context";
    if (!culprit) {
        session->ssl = table.SSL_new(session->context);
        session->input = table.BIO_new(table.BIO_s_mem());
        session->output = table.BIO_new(table.BIO_s_mem());
        if (!session->ssl || !session->input || !session->output) culprit = "memory";
    }
    if (!culprit) {
        table.SSL_set_bio(session->ssl, session->input, session->output);
        table.SSL_set_connect_state(session->ssl);
        if (prepare_peer(session->ssl, options) != 1) culprit = "host";
    }
    if (culprit) {
        snprintf(message, size, "%s=: %s", culprit, reason(table.ERR_get_error()));
        openssl_session_free(session);
        return NULL;
    }
    return session;
}

void openssl_session_free(openssl_session *session) {
    if (!session) return;
    // SSL_set_bio makes the two BIOs SSL's own.
    if (session->ssl) table.SSL_free(session->ssl);
    if (session->context) table.SSL_CTX_free(session->context);
    free(session);
}

static int outcome(openssl_session *session, int result) {
    if (result > 0) return openssl_done;
    switch (table.SSL_get_error(session->ssl, result)) {
    case error_want_read:
    case error_want_write: return openssl_wants_input;
    case error_zero_return: return openssl_closed;
    default: session->error = table.ERR_get_error(); return openssl_failed;
    }
}

int openssl_handshake(openssl_session *session) {
    table.ERR_clear_error();
    return outcome(session, table.SSL_do_handshake(session->ssl));
}

int openssl_read(openssl_session *session, void *bytes, size_t size, size_t *count) {
    table.ERR_clear_error();
    int result = table.SSL_read(session->ssl, bytes, size > 1 << 30 ? 1 << 30 : (int)size);
    *count = result > 0 ? (size_t)result : 0;
    return outcome(session, result);
}

int openssl_write(openssl_session *session, const void *bytes, size_t size) {
    table.ERR_clear_error();
    return outcome(session, table.SSL_write(session->ssl, bytes, (int)size));
}

size_t openssl_take_output(openssl_session *session, void *bytes, size_t size) {
    int count = table.BIO_read(session->output, bytes, (int)size);
    return count > 0 ? (size_t)count : 0;
}

int openssl_feed(openssl_session *session, const void *bytes, size_t size) {
    return table.BIO_write(session->input, bytes, (int)size) == (int)size ? 0 : -1;
}

int openssl_describe(openssl_session *session, char *message, size_t size) {
    long result = table.SSL_get_verify_result(session->ssl);
    const char *words = reason(session->error);
    if (strstr(words, "certificate verify failed") && result != verified) {
        snprintf(message, size, "%s", table.X509_verify_cert_error_string(result));
        return openssl_fault_certificate;
    }
    snprintf(message, size, "%s", words);
    // An alert is the peer's answer: it did not like what we showed, or that we showed nothing.
    if (strstr(words, "alert")) return openssl_fault_refused;
    if (strstr(words, "wrong version number") || strstr(words, "packet length too long")) return openssl_fault_plain;
    return openssl_fault_other;
}
