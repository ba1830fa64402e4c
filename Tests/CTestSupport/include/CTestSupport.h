#ifndef CTESTSUPPORT_H
#define CTESTSUPPORT_H

#include <spawn.h>

// Actions of posix_spawn that need _GNU_SOURCE, which Swift's own view of the C library does not define.

/// The child starts in `directory`.
int ctest_add_directory(posix_spawn_file_actions_t *actions, const char *directory);

/// The child inherits no descriptor from `first` on.
int ctest_add_close_from(posix_spawn_file_actions_t *actions, int first);

/// The child starts with no signal blocked or ignored; with `new_session`, out of reach of the terminal's signals.
int ctest_set_signals(posix_spawnattr_t *attributes, int new_session);

#endif
