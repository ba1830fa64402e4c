#define _GNU_SOURCE
#include "curfew_files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

const long curfew_files_time_untouched = UTIME_OMIT;

static long checked(long result) { return result < 0 ? -errno : result; }

static int open_quietly(int directory, const char *name, int access) {
    int flags = access | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int descriptor = openat(directory, name, flags | O_NOATIME);
    /* Only a file's owner may leave its access time alone. */
    if (descriptor < 0 && errno == EPERM) descriptor = openat(directory, name, flags);
    return (int)checked(descriptor);
}

int curfew_files_open(int directory, const char *name) { return open_quietly(directory, name, O_RDONLY); }

int curfew_files_open_for_writing(int directory, const char *name) { return open_quietly(directory, name, O_RDWR); }

int curfew_files_lock(int descriptor) {
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return 1;
    return errno == EWOULDBLOCK ? 0 : -errno;
}

int curfew_files_create(int directory, const char *name) {
    return (int)checked(openat(directory, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
}

int curfew_files_rename(int directory, const char *from, int other, const char *to,
                        enum curfew_files_rename_mode mode) {
    unsigned flags = mode == CURFEW_FILES_RENAME_EXCHANGE    ? RENAME_EXCHANGE
                     : mode == CURFEW_FILES_RENAME_NOREPLACE ? RENAME_NOREPLACE
                                                             : 0;
    return (int)checked(syscall(SYS_renameat2, directory, from, other, to, flags));
}

int curfew_files_link(int directory, const char *from, int other, const char *to) {
    return (int)checked(linkat(directory, from, other, to, 0));
}

long curfew_files_entries(int directory, void *buffer, size_t size) {
    return checked(syscall(SYS_getdents64, directory, buffer, size));
}

int curfew_files_filesystem(int descriptor, uint64_t *magic) {
    struct statfs facts;
    int result = (int)checked(fstatfs(descriptor, &facts));
    if (result == 0) *magic = (uint32_t)facts.f_type;
    return result;
}

int curfew_files_has_no_writer(int descriptor) {
    /* Should someone open it after all, the lease breaks with a signal; the usual one would end the process. */
    if (fcntl(descriptor, F_SETSIG, SIGURG) < 0) return -errno;
    if (fcntl(descriptor, F_SETLEASE, F_RDLCK) < 0) return errno == EAGAIN ? 0 : -errno;
    fcntl(descriptor, F_SETLEASE, F_UNLCK);
    return 1;
}

long curfew_files_attribute_names(int descriptor, char *buffer, size_t size) {
    return checked(flistxattr(descriptor, buffer, size));
}

long curfew_files_attribute(int descriptor, const char *name, void *value, size_t size) {
    return checked(fgetxattr(descriptor, name, value, size));
}

int curfew_files_set_attribute(int descriptor, const char *name, const void *value, size_t size) {
    return (int)checked(fsetxattr(descriptor, name, value, size, 0));
}

int curfew_files_remove_attribute(int descriptor, const char *name) {
    return (int)checked(fremovexattr(descriptor, name));
}

int curfew_files_signal(void) { return (int)checked(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

int curfew_files_raise(int signal) { return (int)checked(eventfd_write(signal, 1)); }
