#include "cclientlibrary.h"

#include <dlfcn.h>
#include <stdio.h>

static int load(cclient_library *library, const char *name) {
    void *handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    return handle ? library->find(handle) : -1;
}

int cclient_load(cclient_library *library, const char *name, char *message, size_t size) {
    pthread_mutex_lock(&library->lock);
    if (!library->is_loaded && load(library, name) == 0) library->is_loaded = 1;
    if (!library->is_loaded) {
        const char *words = dlerror();
        if (words) snprintf(message, size, "%s", words);
        else snprintf(message, size, "it has not %s", library->need);
    }
    int outcome = library->is_loaded ? 0 : -1;
    pthread_mutex_unlock(&library->lock);
    return outcome;
}
