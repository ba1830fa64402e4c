#ifndef COPENSSL_FUNCTIONS_H
#define COPENSSL_FUNCTIONS_H

#include <stddef.h>

// The functions of OpenSSL that are used: library, result, name, parameters. A test compares them with the real headers.
#define FUNCTIONS(X)                                                                                        \
    X(crypto, unsigned long, ERR_get_error, (void))                                                         \
    X(crypto, void, ERR_clear_error, (void))                                                                \
    X(crypto, void, ERR_error_string_n, (unsigned long error, char *buffer, size_t size))                   \
    X(crypto, const char *, ERR_reason_error_string, (unsigned long error))                                 \
    X(crypto, const BIO_METHOD *, BIO_s_mem, (void))                                                        \
    X(crypto, BIO *, BIO_new, (const BIO_METHOD *method))                                                   \
    X(crypto, int, BIO_free, (BIO *bio))                                                                    \
    X(crypto, int, BIO_read, (BIO *bio, void *bytes, int size))                                             \
    X(crypto, int, BIO_write, (BIO *bio, const void *bytes, int size))                                      \
    X(crypto, int, X509_VERIFY_PARAM_set1_ip_asc, (X509_VERIFY_PARAM *parameters, const char *address))     \
    X(crypto, const char *, X509_verify_cert_error_string, (long result))                                   \
    X(ssl, const SSL_METHOD *, TLS_client_method, (void))                                                   \
    X(ssl, SSL_CTX *, SSL_CTX_new, (const SSL_METHOD *method))                                              \
    X(ssl, void, SSL_CTX_free, (SSL_CTX *context))                                                          \
    X(ssl, long, SSL_CTX_ctrl, (SSL_CTX *context, int command, long number, void *pointer))                 \
    X(ssl, void, SSL_CTX_set_verify, (SSL_CTX *context, int mode, verify_callback callback))                          \
    X(ssl, int, SSL_CTX_set_default_verify_paths, (SSL_CTX *context))                                       \
    X(ssl, int, SSL_CTX_load_verify_locations, (SSL_CTX *context, const char *file, const char *directory)) \
    X(ssl, void, SSL_CTX_set_default_passwd_cb, (SSL_CTX *context, password_callback callback))             \
    X(ssl, int, SSL_CTX_use_certificate_chain_file, (SSL_CTX *context, const char *file))                   \
    X(ssl, int, SSL_CTX_use_PrivateKey_file, (SSL_CTX *context, const char *file, int type))                \
    X(ssl, int, SSL_CTX_check_private_key, (const SSL_CTX *context))                                        \
    X(ssl, SSL *, SSL_new, (SSL_CTX *context))                                                              \
    X(ssl, void, SSL_free, (SSL *ssl))                                                                      \
    X(ssl, long, SSL_ctrl, (SSL *ssl, int command, long number, void *pointer))                             \
    X(ssl, int, SSL_set1_host, (SSL *ssl, const char *name))                                                \
    X(ssl, X509_VERIFY_PARAM *, SSL_get0_param, (SSL *ssl))                                                 \
    X(ssl, void, SSL_set_bio, (SSL *ssl, BIO *input, BIO *output))                                          \
    X(ssl, void, SSL_set_connect_state, (SSL *ssl))                                                         \
    X(ssl, int, SSL_do_handshake, (SSL *ssl))                                                               \
    X(ssl, int, SSL_read, (SSL *ssl, void *bytes, int size))                                                \
    X(ssl, int, SSL_write, (SSL *ssl, const void *bytes, int size))                                         \
    X(ssl, int, SSL_get_error, (const SSL *ssl, int result))                                                \
    X(ssl, long, SSL_get_verify_result, (const SSL *ssl))

#endif
