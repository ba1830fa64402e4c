#define _GNU_SOURCE
#include "cpostgresql.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#define MEMBER(result, name, parameters, arguments) result(*name) parameters;
static struct { CPOSTGRESQL_FUNCTIONS(MEMBER) } table;
static int is_loaded;
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

static int load(const char *name) {
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library) return -1;
#define FIND(result, name, parameters, arguments)      \
    *(void **)&table.name = dlsym(library, #name);     \
    if (!table.name) return -1;
    CPOSTGRESQL_FUNCTIONS(FIND)
    return 0;
}

int cpostgresql_load(const char *name, char *message, size_t size) {
    pthread_mutex_lock(&loading);
    if (!is_loaded && load(name) == 0) is_loaded = 1;
    if (!is_loaded) {
        const char *words = dlerror();
        snprintf(message, size, "%s", words ? words : "it has not the functions of libpq");
    }
    int outcome = is_loaded ? 0 : -1;
    pthread_mutex_unlock(&loading);
    return outcome;
}

#define CALL(result, name, parameters, arguments) \
    result c##name parameters { return table.name arguments; }
CPOSTGRESQL_FUNCTIONS(CALL)

static void ignore(void *context, const char *message) { (void)context, (void)message; }

void cpostgresql_be_quiet(PGconn *connection) { table.PQsetNoticeProcessor(connection, ignore, NULL); }
