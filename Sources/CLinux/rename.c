#define _GNU_SOURCE
#include "CLinux.h"

#include <sys/syscall.h>
#include <unistd.h>

int clinux_renameat2(int old_directory, const char *old_path,
                     int new_directory, const char *new_path, unsigned int flags) {
    return (int)syscall(SYS_renameat2, old_directory, old_path, new_directory, new_path, flags);
}
