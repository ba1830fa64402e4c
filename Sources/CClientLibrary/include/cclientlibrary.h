#ifndef CCLIENTLIBRARY_H
#define CCLIENTLIBRARY_H

#include <pthread.h>
#include <stddef.h>

/// A client library that is loaded when it is first used, once for the process.
typedef struct {
    /// What it must have, for a message: "the functions of libpq".
    const char *need;
    /// Finds the functions in the library that was opened, and prepares it. 0, or -1 where one is missing.
    int (*find)(void *library);
    pthread_mutex_t lock;
    int is_loaded;
} cclient_library;

#define CCLIENT_LIBRARY(need, find) {need, find, PTHREAD_MUTEX_INITIALIZER, 0}

/// Loads a library by its file's name, unless it is loaded. 0, or -1 with the loader's words in `message`, which has room
/// for `size` bytes. From any thread.
int cclient_load(cclient_library *library, const char *name, char *message, size_t size);

#endif
