#ifndef CCIPHER_H
#define CCIPHER_H

#include <stddef.h>
#include <stdint.h>

// Ciphers of OpenSSL 3, loaded when the first is needed: a program that needs none starts without it.

/// Loads libcrypto and finds all functions, once. 0, or -1 with the loader's words in `message`, which has room for `size`
/// bytes. From any thread.
int ccipher_load(const char *name, char *message, size_t size);

/// Encrypts or decrypts by AES-CBC with the padding of PKCS #7. Needs ccipher_load.
///
/// The key has 16 or 32 bytes and the vector 16; `output` has room for `size` bytes and 16 more. How many bytes came out,
/// or -1 where the key does not fit.
long ccipher_cbc(int encrypts, const uint8_t *key, size_t key_size, const uint8_t *iv, const uint8_t *input,
                 size_t size, uint8_t *output);

/// Makes a key of a password by PBKDF2 with HMAC-SHA-512. 0, or -1. Needs ccipher_load.
int ccipher_pbkdf2_sha512(const uint8_t *password, size_t password_size, const uint8_t *salt, size_t salt_size,
                          int rounds, uint8_t *key, size_t key_size);

#endif
