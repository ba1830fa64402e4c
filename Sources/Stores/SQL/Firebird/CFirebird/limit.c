#include "library.h"

#include <pthread.h>
#include <time.h>

// The library has no limit of time for a statement: a thread watches, and breaks the connection of whoever is late.

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static int is_watching;
static cfirebird_connection *watched;

long long cfirebird_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/// Breaks what is late. When the next one will be; 0 for none.
static long long break_late(long long now) {
    long long next = 0;
    for (cfirebird_connection *connection = watched; connection; connection = connection->next) {
        if (connection->is_late) continue;
        if (connection->limit <= now) {
            connection->is_late = 1;
            cfirebird_break(connection);
        } else if (!next || connection->limit < next) {
            next = connection->limit;
        }
    }
    return next;
}

static void *watch(void *context) {
    (void)context;
    pthread_mutex_lock(&lock);
    while (1) {
        long long next = break_late(cfirebird_now());
        if (next) {
            struct timespec until = {.tv_sec = next / 1000000000, .tv_nsec = next % 1000000000};
            pthread_cond_timedwait(&changed, &lock, &until);
        } else {
            pthread_cond_wait(&changed, &lock);
        }
    }
    return NULL;
}

static void begin_watching(void) {
    if (is_watching) return;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_t thread;
    if (pthread_create(&thread, NULL, watch, NULL) != 0) return;
    pthread_detach(thread);
    is_watching = 1;
}

int cfirebird_limit(cfirebird_connection *connection, int milliseconds) {
    pthread_mutex_lock(&lock);
    cfirebird_connection **place = &watched;
    while (*place && *place != connection) place = &(*place)->next;
    if (*place) *place = connection->next;
    if (milliseconds > 0) {
        begin_watching();
        connection->limit = cfirebird_now() + milliseconds * 1000000LL;
        connection->next = watched;
        watched = connection;
        pthread_cond_signal(&changed);
    }
    int was_late = connection->is_late;
    pthread_mutex_unlock(&lock);
    return was_late;
}
