#include "library.h"

#include "cclientlibrary.h"

#include <dlfcn.h>

struct cfirebird_table cfirebird_library;

static int find(void *library) {
#define FIND(result, name, parameters)                         \
    *(void **)&cfirebird_library.name = dlsym(library, #name); \
    if (!cfirebird_library.name) return -1;
    CFIREBIRD_FUNCTIONS(FIND)
    return 0;
}

static cclient_library client = CCLIENT_LIBRARY("the functions of Firebird's client library", find);

int cfirebird_load(const char *name, char *message, size_t size) {
    return cclient_load(&client, name, message, size);
}
