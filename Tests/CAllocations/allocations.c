#define _GNU_SOURCE
#include "callocations.h"
#include <errno.h>
#include <malloc.h>
#include <stddef.h>

// glibc's own allocator, by the names it keeps for programs that stand in front of it.
extern void *__libc_malloc(size_t size);
extern void __libc_free(void *block);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static _Thread_local long held, most;

static void *counted(void *block) {
    if (block) {
        held += (long)malloc_usable_size(block);
        if (held > most) most = held;
    }
    return block;
}

void callocations_begin(void) { held = most = 0; }

long callocations_peak(void) { return most; }

void *malloc(size_t size) { return counted(__libc_malloc(size)); }

void *calloc(size_t count, size_t size) { return counted(__libc_calloc(count, size)); }

void *memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }

int posix_memalign(void **block, size_t alignment, size_t size) {
    *block = counted(__libc_memalign(alignment, size));
    return *block ? 0 : ENOMEM;
}

void free(void *block) {
    if (block) held -= (long)malloc_usable_size(block);
    __libc_free(block);
}

void *realloc(void *block, size_t size) {
    long before = block ? (long)malloc_usable_size(block) : 0;
    void *moved = __libc_realloc(block, size);
    if (moved) {
        // Old and new are there at once while it is copied.
        held += (long)malloc_usable_size(moved);
        if (held > most) most = held;
    }
    if (moved || size == 0) held -= before;
    return moved;
}
