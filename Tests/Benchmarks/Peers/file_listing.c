// The limit of listing a directory of session files: getdents64 in large gulps, then open, read and close on THREADS
// threads, and a look for "_expires" from the end. usage: file_listing DIRECTORY THREADS; prints the wall milliseconds
// and the number of files with an expiry.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct entry {
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char type;
    char name[];
};

static int directory, threads;
static char **names, *arena;
static size_t name_count, name_room = 1 << 20, arena_bytes, arena_room = 128 << 20;
static uint64_t dated;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static void list(void) {
    size_t room = 1 << 20;
    char *gulp = malloc(room);
    arena = malloc(arena_room);
    names = malloc(name_room * sizeof *names);
    long got;
    while ((got = syscall(SYS_getdents64, directory, gulp, room)) > 0) {
        for (long place = 0; place < got;) {
            struct entry *entry = (void *)(gulp + place);
            place += entry->length;
            if (entry->name[0] == '.') continue;
            size_t length = strlen(entry->name) + 1;
            if (name_count == name_room || arena_bytes + length > arena_room) exit(3);
            names[name_count++] = memcpy(arena + arena_bytes, entry->name, length);
            arena_bytes += length;
        }
    }
    free(gulp);
}

static double expiry(const char *text, int length) {
    for (int place = length - 12; place >= 0; place--)
        if (text[place] == '_' && !memcmp(text + place, "_expires\"", 9)) return strtod(text + place + 10, 0);
    return 0;
}

static void *work(void *argument) {
    char text[65536];
    uint64_t found = 0;
    for (size_t place = (size_t)argument; place < name_count; place += threads) {
        int file = openat(directory, names[place], O_RDONLY | O_NOATIME | O_CLOEXEC);
        if (file < 0) continue;
        ssize_t length = read(file, text, sizeof text - 1);
        close(file);
        if (length < 0) continue;
        text[length] = 0;
        if (expiry(text, length) > 1) found++;
    }
    __atomic_add_fetch(&dated, found, 0);
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    threads = atoi(argv[2]);
    pthread_t others[16];
    double began = now();
    directory = open(argv[1], O_RDONLY | O_DIRECTORY);
    if (directory < 0) return 1;
    list();
    for (int thread = 1; thread < threads; thread++)
        pthread_create(&others[thread], 0, work, (void *)(size_t)thread);
    work(0);
    for (int thread = 1; thread < threads; thread++) pthread_join(others[thread], 0);
    printf("%.1f %lu\n", now() - began, dated);
    return 0;
}
