#ifndef CCIPHER_FUNCTIONS_H
#define CCIPHER_FUNCTIONS_H

// The functions of OpenSSL's libcrypto that are used: result, name, parameters. A test compares them with the real headers.
#define FUNCTIONS(X)                                                                                                  \
    X(const EVP_CIPHER *, EVP_aes_128_cbc, (void))                                                                    \
    X(const EVP_CIPHER *, EVP_aes_256_cbc, (void))                                                                    \
    X(const EVP_MD *, EVP_sha512, (void))                                                                             \
    X(EVP_CIPHER_CTX *, EVP_CIPHER_CTX_new, (void))                                                                   \
    X(void, EVP_CIPHER_CTX_free, (EVP_CIPHER_CTX *context))                                                           \
    X(int, EVP_CipherInit_ex, (EVP_CIPHER_CTX *context, const EVP_CIPHER *cipher, ENGINE *engine,                     \
                               const unsigned char *key, const unsigned char *iv, int encrypts))                      \
    X(int, EVP_CipherUpdate, (EVP_CIPHER_CTX *context, unsigned char *output, int *count,                             \
                              const unsigned char *input, int size))                                                  \
    X(int, EVP_CipherFinal_ex, (EVP_CIPHER_CTX *context, unsigned char *output, int *count))                          \
    X(int, PKCS5_PBKDF2_HMAC, (const char *password, int password_size, const unsigned char *salt, int salt_size,     \
                               int rounds, const EVP_MD *digest, int key_size, unsigned char *key))

#endif
