#include "library.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    dpb_version = 1,
    dpb_user = 28,
    dpb_password = 29,
    dpb_charset = 48,
    dpb_connect_timeout = 57,
    dpb_role = 60,
    dpb_process = 74,
    dpb_utf8 = 77,
};

int cfirebird_note(cfirebird_connection *connection) {
    memset(connection->codes, 0, sizeof connection->codes);
    size_t codes = 0, used = 0;
    for (const ISC_STATUS *at = connection->status; at < connection->status + status_length && *at != argument_end;) {
        int is_system = *at == argument_system;
        if ((*at == argument_code || is_system) && at[1] && codes + 1 < codes_length)
            connection->codes[codes++] = is_system ? -at[1] : at[1];
        at += *at == argument_counted ? 3 : 2;
    }
    const ISC_STATUS *rest = connection->status;
    char line[512];
    while (used + 3 < sizeof connection->words
           && cfirebird_library.fb_interpret(line, sizeof line, &rest) > 0) {
        int written = snprintf(
            connection->words + used, sizeof connection->words - used, "%s%s", used ? "\n" : "", line);
        used = used + (size_t)written < sizeof connection->words ? used + (size_t)written : sizeof connection->words;
    }
    if (!used) snprintf(connection->words, sizeof connection->words, "no reason given");
    return -1;
}

long cfirebird_error_code(cfirebird_connection *connection, unsigned int index) {
    return index < codes_length ? connection->codes[index] : 0;
}

const char *cfirebird_error_words(cfirebird_connection *connection) { return connection->words; }

/// An attempt to connect: a call that nothing can end, so that it has a thread of its own, which is left behind when it
/// takes too long. The last of the two lets go of it.
typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t over;
    int is_over;
    int is_given_up;
    char *name;
    char parameters[1100];
    short size;
    isc_db_handle database;
    ISC_STATUS status[status_length];
} attempt;

static void add(attempt *attempt, char item, const char *text) {
    size_t size = text ? strlen(text) : 0;
    if (!text || size > 255 || (size_t)attempt->size + size + 2 > sizeof attempt->parameters) return;
    attempt->parameters[attempt->size++] = item;
    attempt->parameters[attempt->size++] = (char)size;
    memcpy(attempt->parameters + attempt->size, text, size);
    attempt->size += (short)size;
}

static attempt *make_attempt(const cfirebird_options *options) {
    attempt *made = calloc(1, sizeof *made);
    if (!made) return NULL;
    made->name = strdup(options->name);
    if (!made->name) {
        free(made);
        return NULL;
    }
    int seconds = (options->milliseconds + 999) / 1000;
    char timeout[5] = {(char)seconds, (char)(seconds >> 8), 0, 0, 0};
    made->parameters[made->size++] = dpb_version;
    made->parameters[made->size++] = dpb_utf8;
    made->parameters[made->size++] = 0;
    made->parameters[made->size++] = dpb_connect_timeout;
    made->parameters[made->size++] = 4;
    memcpy(made->parameters + made->size, timeout, 4);
    made->size += 4;
    add(made, dpb_charset, "UTF8");
    add(made, dpb_process, "curfew");
    add(made, dpb_user, options->user);
    add(made, dpb_password, options->password);
    add(made, dpb_role, options->role);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&made->over, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&made->lock, NULL);
    return made;
}

static void forget(attempt *attempt) {
    explicit_bzero(attempt->parameters, sizeof attempt->parameters);
    pthread_cond_destroy(&attempt->over);
    pthread_mutex_destroy(&attempt->lock);
    free(attempt->name);
    free(attempt);
}

static void *attach(void *context) {
    attempt *made = context;
    cfirebird_library.isc_attach_database(
        made->status, 0, made->name, &made->database, made->size, made->parameters);
    pthread_mutex_lock(&made->lock);
    made->is_over = 1;
    int is_given_up = made->is_given_up;
    pthread_cond_signal(&made->over);
    pthread_mutex_unlock(&made->lock);
    if (is_given_up) {
        if (made->database) cfirebird_library.isc_detach_database(made->status, &made->database);
        forget(made);
    }
    return NULL;
}

/// Waits until an attempt is over; whether it is.
static int await(attempt *attempt, int milliseconds) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += milliseconds % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) until.tv_sec++, until.tv_nsec -= 1000000000L;
    pthread_mutex_lock(&attempt->lock);
    int late = 0;
    while (!attempt->is_over && !late) late = pthread_cond_timedwait(&attempt->over, &attempt->lock, &until);
    int is_over = attempt->is_over;
    attempt->is_given_up = !is_over;
    pthread_mutex_unlock(&attempt->lock);
    return is_over;
}

cfirebird_connection *cfirebird_connect(const cfirebird_options *options) {
    cfirebird_connection *connection = calloc(1, sizeof *connection);
    attempt *made = make_attempt(options);
    pthread_t thread;
    if (!connection || !made || pthread_create(&thread, NULL, attach, made) != 0) {
        if (made) forget(made);
        free(connection);
        return NULL;
    }
    pthread_detach(thread);
    connection->may_write = options->may_write;
    if (!await(made, options->milliseconds)) {
        connection->codes[0] = code_late;
        return connection;
    }
    connection->database = made->database;
    memcpy(connection->status, made->status, sizeof connection->status);
    if (!connection->database) cfirebird_note(connection);
    // The thread may still hold the lock.
    pthread_mutex_lock(&made->lock);
    pthread_mutex_unlock(&made->lock);
    forget(made);
    return connection;
}

void cfirebird_close(cfirebird_connection *connection) {
    cfirebird_limit(connection, 0);
    if (connection->transaction)
        cfirebird_library.isc_rollback_transaction(connection->status, &connection->transaction);
    if (connection->database) cfirebird_library.isc_detach_database(connection->status, &connection->database);
    free(connection);
}

void cfirebird_break(cfirebird_connection *connection) {
    ISC_STATUS status[status_length];
    isc_db_handle database = connection->database;
    if (!database) return;
    // The server is told first: it would else go on with what nobody waits for.
    cfirebird_library.fb_cancel_operation(status, &database, cancel_raise);
    cfirebird_library.fb_cancel_operation(status, &database, cancel_abort);
}
