#include "library.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    event_version = 1,
    count_size = 4,
    longest_name = 127,
    most_bytes = 2 * (1 + longest_name + count_size) + 1,
};

/// What the library's own thread writes to. It is never let go of: a last call may come after the listener has gone.
typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /// Each name with how often it was posted until now.
    unsigned char told[most_bytes];
    unsigned short size;
    int is_told;
    int is_broken;
} ear;

struct cfirebird_listener {
    cfirebird_connection *connection;
    ear *ear;
    int id;
    unsigned char known[most_bytes];
    size_t counts[2];
};

static void hear(void *context, unsigned short size, const unsigned char *events) {
    ear *ear = context;
    pthread_mutex_lock(&ear->lock);
    if (size == ear->size && events) {
        memcpy(ear->told, events, size);
        ear->is_told = 1;
    } else {
        // So it tells that the line is closed.
        ear->is_broken = 1;
    }
    pthread_cond_signal(&ear->changed);
    pthread_mutex_unlock(&ear->lock);
}

static ear *make_ear(void) {
    ear *made = calloc(1, sizeof *made);
    if (!made) return NULL;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&made->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&made->lock, NULL);
    return made;
}

/// Asks to be told once when a count is above the one that is known.
static int arm(cfirebird_listener *listener) {
    cfirebird_connection *connection = listener->connection;
    if (cfirebird_library.isc_que_events(
            connection->status, &connection->database, &listener->id, (short)listener->ear->size, listener->known,
            hear, listener->ear))
        return cfirebird_note(connection);
    return 0;
}

static unsigned int count(const unsigned char *at) {
    return at[0] | (unsigned)at[1] << 8 | (unsigned)at[2] << 16 | (unsigned)at[3] << 24;
}

int cfirebird_heard(cfirebird_listener *listener, int milliseconds) {
    ear *ear = listener->ear;
    unsigned char told[most_bytes];
    long long end = cfirebird_now() + milliseconds * 1000000LL;
    struct timespec until = {.tv_sec = end / 1000000000, .tv_nsec = end % 1000000000};
    pthread_mutex_lock(&ear->lock);
    int late = 0;
    while (!ear->is_told && !ear->is_broken && !late)
        late = pthread_cond_timedwait(&ear->changed, &ear->lock, &until);
    int is_told = ear->is_told, is_broken = ear->is_broken;
    if (is_told) memcpy(told, ear->told, ear->size);
    ear->is_told = 0;
    pthread_mutex_unlock(&ear->lock);
    if (is_broken) return -1;
    if (!is_told) return 0;
    int heard = 0;
    for (int number = 0; number < 2; number++)
        if (count(told + listener->counts[number]) != count(listener->known + listener->counts[number]))
            heard |= 1 << number;
    memcpy(listener->known, told, ear->size);
    return arm(listener) ? -1 : heard;
}

static void add(cfirebird_listener *listener, int number, const char *name) {
    size_t size = strlen(name), at = listener->ear->size;
    if (size > longest_name) size = longest_name;
    listener->known[at++] = (unsigned char)size;
    memcpy(listener->known + at, name, size);
    listener->counts[number] = at + size;
    listener->ear->size = (unsigned short)(at + size + count_size);
}

cfirebird_listener *cfirebird_listen(
    cfirebird_connection *connection, const char *first, const char *second, int milliseconds) {
    cfirebird_listener *listener = calloc(1, sizeof *listener);
    if (!listener) return NULL;
    listener->connection = connection;
    listener->ear = make_ear();
    if (!listener->ear) {
        free(listener);
        return NULL;
    }
    listener->known[0] = event_version;
    listener->ear->size = 1;
    add(listener, 0, first);
    add(listener, 1, second);
    // The first time it only tells how often each was posted before.
    if (arm(listener) == 0 && cfirebird_heard(listener, milliseconds) > 0) return listener;
    cfirebird_stop_listening(listener);
    return NULL;
}

void cfirebird_hush(cfirebird_listener *listener) {
    pthread_mutex_lock(&listener->ear->lock);
    listener->ear->is_broken = 1;
    pthread_cond_signal(&listener->ear->changed);
    pthread_mutex_unlock(&listener->ear->lock);
}

void cfirebird_stop_listening(cfirebird_listener *listener) {
    ISC_STATUS ignored[status_length];
    if (listener->id) cfirebird_library.isc_cancel_events(ignored, &listener->connection->database, &listener->id);
    free(listener);
}
