#define _GNU_SOURCE
#include "cpostgresql.h"
#include "cclientlibrary.h"

#include <dlfcn.h>

#define MEMBER(result, name, parameters, arguments) result(*name) parameters;
static struct { CPOSTGRESQL_FUNCTIONS(MEMBER) } table;

static int find(void *library) {
#define FIND(result, name, parameters, arguments)      \
    *(void **)&table.name = dlsym(library, #name);     \
    if (!table.name) return -1;
    CPOSTGRESQL_FUNCTIONS(FIND)
    return 0;
}

static cclient_library client = CCLIENT_LIBRARY("the functions of libpq", find);

int cpostgresql_load(const char *name, char *message, size_t size) {
    return cclient_load(&client, name, message, size);
}

#define CALL(result, name, parameters, arguments) \
    result c##name parameters { return table.name arguments; }
CPOSTGRESQL_FUNCTIONS(CALL)

static void ignore(void *context, const char *message) { (void)context, (void)message; }

void cpostgresql_be_quiet(PGconn *connection) { table.PQsetNoticeProcessor(connection, ignore, NULL); }
