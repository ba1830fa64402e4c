// The limit of listing a Redis: SCAN COUNT n and a PTTL for each key, double-buffered, over a bare socket, keeping
// nothing. usage: redis_listing PORT COUNT; prints the wall milliseconds and the number of keys.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int server;
static char *in, *out, *keys;
static size_t room = 1 << 20, start, end, pending, key_room = 1 << 20, key_bytes;
static size_t lengths[100000];
static int key_count;
static char cursor[32] = "0";
static const char *count;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void fill(void) {
    if (start == end) {
        start = end = 0;
    } else if (room - end < 65536) {
        if (start > room / 2) {
            memmove(in, in + start, end - start);
            end -= start;
            start = 0;
        } else {
            in = realloc(in, room *= 2);
        }
    }
    ssize_t got = read(server, in + end, room - end);
    if (got <= 0) fail("read");
    end += got;
}

static void send_all(void) {
    for (size_t sent = 0; sent < pending;) {
        ssize_t part = write(server, out + sent, pending - sent);
        if (part < 0) fail("write");
        sent += part;
    }
    pending = 0;
}

static void put(const char *bytes, size_t length) {
    memcpy(out + pending, bytes, length);
    pending += length;
}

static void argument(const char *bytes, size_t length) {
    pending += sprintf(out + pending, "$%zu\r\n", length);
    put(bytes, length);
    put("\r\n", 2);
}

static char *line(void) {
    for (;;) {
        char *stop = memchr(in + start, '\r', end - start);
        if (stop && stop + 1 < in + end) {
            char *found = in + start;
            start = (stop - in) + 2;
            return found;
        }
        fill();
    }
}

static int64_t number(char kind) {
    char *text = line();
    if (*text != kind) {
        fprintf(stderr, "unexpected answer %.20s\n", text);
        exit(1);
    }
    return strtoll(text + 1, 0, 10);
}

static void need(size_t length) {
    while (end - start < length) fill();
}

static void read_page(void) {
    number('*');
    size_t length = number('$');
    need(length + 2);
    memcpy(cursor, in + start, length);
    cursor[length] = 0;
    start += length + 2;
    key_count = number('*');
    key_bytes = 0;
    for (int key = 0; key < key_count; key++) {
        length = number('$');
        need(length + 2);
        if (key_bytes + length > key_room) keys = realloc(keys, key_room *= 2);
        memcpy(keys + key_bytes, in + start, length);
        key_bytes += length;
        lengths[key] = length;
        start += length + 2;
    }
}

static void ask_page(void) {
    put("*4\r\n", 4);
    argument("SCAN", 4);
    argument(cursor, strlen(cursor));
    argument("COUNT", 5);
    argument(count, strlen(count));
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    count = argv[2];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(server, (void *)&address, sizeof address)) fail("connect");
    int on = 1;
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    in = malloc(room);
    out = malloc(8 << 20);
    keys = malloc(key_room);
    double began = now();
    uint64_t listed = 0;
    int64_t sum = 0;
    int before = 0, is_last = 0;
    ask_page();
    send_all();
    while (!is_last || before > 0) {
        int here = 0;
        if (!is_last) {
            read_page();
            here = key_count;
            listed += here;
            is_last = !strcmp(cursor, "0");
            if (!is_last) ask_page();
            const char *key = keys;
            for (int place = 0; place < here; place++) {
                put("*2\r\n", 4);
                argument("PTTL", 4);
                argument(key, lengths[place]);
                key += lengths[place];
            }
            send_all();
        }
        for (int key = 0; key < before; key++) sum += number(':');
        before = here;
    }
    printf("%.1f %lu %lld\n", now() - began, listed, (long long)sum);
    return 0;
}
