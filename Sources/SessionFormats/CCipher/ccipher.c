#define _GNU_SOURCE
#include "ccipher.h"
#include "cclientlibrary.h"

#include <dlfcn.h>

// The prototypes are ours, so that building needs no header of OpenSSL. All names are of its 3.0 interface.
typedef struct evp_cipher_st EVP_CIPHER;
typedef struct evp_cipher_ctx_st EVP_CIPHER_CTX;
typedef struct evp_md_st EVP_MD;
typedef struct engine_st ENGINE;

#include "functions.h"

#define MEMBER(result, name, parameters) result(*name) parameters;
static struct { FUNCTIONS(MEMBER) } table;

static int find(void *library) {
#define FIND(result, name, parameters)             \
    *(void **)&table.name = dlsym(library, #name); \
    if (!table.name) return -1;
    FUNCTIONS(FIND)
    return 0;
}

static cclient_library client = CCLIENT_LIBRARY("the functions of OpenSSL 3", find);

int ccipher_load(const char *name, char *message, size_t size) { return cclient_load(&client, name, message, size); }

enum { block = 16, largest = 1 << 30 };

static long run(EVP_CIPHER_CTX *context, const EVP_CIPHER *cipher, int encrypts, const uint8_t *key, const uint8_t *iv,
                const uint8_t *input, size_t size, uint8_t *output) {
    int first = 0, last = 0;
    if (table.EVP_CipherInit_ex(context, cipher, NULL, key, iv, encrypts) != 1) return -1;
    if (table.EVP_CipherUpdate(context, output, &first, input, (int)size) != 1) return -1;
    if (table.EVP_CipherFinal_ex(context, output + first, &last) != 1) return -1;
    return first + last;
}

long ccipher_cbc(int encrypts, const uint8_t *key, size_t key_size, const uint8_t *iv, const uint8_t *input,
                 size_t size, uint8_t *output) {
    if (size > largest - block || (key_size != 16 && key_size != 32)) return -1;
    const EVP_CIPHER *cipher = key_size == 16 ? table.EVP_aes_128_cbc() : table.EVP_aes_256_cbc();
    EVP_CIPHER_CTX *context = table.EVP_CIPHER_CTX_new();
    if (!context) return -1;
    long count = run(context, cipher, encrypts, key, iv, input, size, output);
    table.EVP_CIPHER_CTX_free(context);
    return count;
}

int ccipher_pbkdf2_sha512(const uint8_t *password, size_t password_size, const uint8_t *salt, size_t salt_size,
                          int rounds, uint8_t *key, size_t key_size) {
    if (password_size > largest || salt_size > largest || key_size > largest) return -1;
    int made = table.PKCS5_PBKDF2_HMAC((const char *)password, (int)password_size, salt, (int)salt_size, rounds,
                                       table.EVP_sha512(), (int)key_size, key);
    return made == 1 ? 0 : -1;
}
