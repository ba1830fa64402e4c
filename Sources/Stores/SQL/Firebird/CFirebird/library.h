#define _GNU_SOURCE
#include "cfirebird.h"
#include "functions.h"
#include "structures.h"

#define CFIREBIRD_MEMBER(result, name, parameters) result(*name) parameters;
struct cfirebird_table { CFIREBIRD_FUNCTIONS(CFIREBIRD_MEMBER) };
/// The library's functions, once it is loaded.
extern struct cfirebird_table cfirebird_library;

enum {
    status_length = 20,
    codes_length = 10,
    argument_end = 0,
    argument_code = 1,
    argument_counted = 3,
    argument_system = 7,
    cancel_raise = 3,
    cancel_abort = 4,
    /// Our own code: nothing came in time.
    code_late = 1,
};

struct cfirebird_connection {
    isc_db_handle database;
    isc_tr_handle transaction;
    int may_write;
    ISC_STATUS status[status_length];
    long codes[codes_length];
    char words[640];
    /// What the watch knows of it: when it is late, in monotonic nanoseconds, and whether it was.
    long long limit;
    int is_late;
    cfirebird_connection *next;
};

/// Keeps a failure's codes and words. -1.
int cfirebird_note(cfirebird_connection *connection);
/// Starts a transaction. 0, or -1.
int cfirebird_start(cfirebird_connection *connection, int may_write, unsigned char seconds);
/// Nanoseconds since some moment, never set back.
long long cfirebird_now(void);
