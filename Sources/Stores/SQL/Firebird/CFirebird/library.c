#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

struct cfirebird_table cfirebird_library;
static int is_loaded;
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

static int load(const char *name) {
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library) return -1;
#define FIND(result, name, parameters)                         \
    *(void **)&cfirebird_library.name = dlsym(library, #name); \
    if (!cfirebird_library.name) return -1;
    CFIREBIRD_FUNCTIONS(FIND)
    return 0;
}

int cfirebird_load(const char *name, char *message, size_t size) {
    pthread_mutex_lock(&loading);
    if (!is_loaded && load(name) == 0) is_loaded = 1;
    if (!is_loaded) {
        const char *words = dlerror();
        snprintf(message, size, "%s", words ? words : "it has not the functions of Firebird's client library");
    }
    int outcome = is_loaded ? 0 : -1;
    pthread_mutex_unlock(&loading);
    return outcome;
}
