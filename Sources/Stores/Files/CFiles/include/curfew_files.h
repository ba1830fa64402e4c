#ifndef CURFEW_FILES_H
#define CURFEW_FILES_H

#include <stddef.h>
#include <stdint.h>

/* System calls that Swift's C library module does not show. Each gives what the call gives, or the negated errno. */

/* What a rename may be asked for: nothing, never over a file, two files exchanged. */
enum curfew_files_rename_mode {
    CURFEW_FILES_RENAME_REPLACE,
    CURFEW_FILES_RENAME_NOREPLACE,
    CURFEW_FILES_RENAME_EXCHANGE,
};

/* Opens a file of a directory for reading: follows no link, waits for nothing, leaves the access time where it may. */
int curfew_files_open(int directory, const char *name);

/* The same for reading and writing. */
int curfew_files_open_for_writing(int directory, const char *name);

/* flock: takes an open file's exclusive lock without waiting; 1 when it is ours, 0 while somebody else has it. */
int curfew_files_lock(int descriptor);

/* Creates a file nobody else can read, open for reading and writing; refuses a name that is taken. */
int curfew_files_create(int directory, const char *name);

/* renameat2, from one directory to the same or another one. */
int curfew_files_rename(int directory, const char *from, int other, const char *to,
                        enum curfew_files_rename_mode mode);

/* Gives a file one more name, which must be free, in the same directory or another one. */
int curfew_files_link(int directory, const char *from, int other, const char *to);

/* getdents64: fills the buffer with directory entries and gives their length in bytes, 0 at the end. */
long curfew_files_entries(int directory, void *buffer, size_t size);

/* The magic number of the file system an open file is on (statfs). */
int curfew_files_filesystem(int descriptor, uint64_t *magic);

/* 1 when no process has the file open for writing, 0 when one has, or the negated errno where that can't be told.
   It stands on a read lease that is taken and at once given back, so use it only on files no one else opens by name. */
int curfew_files_has_no_writer(int descriptor);

/* Stands for "leave this time as it is" (UTIME_OMIT). */
extern const long curfew_files_time_untouched;

/* Extended attributes of an open file. */
long curfew_files_attribute_names(int descriptor, char *buffer, size_t size);
long curfew_files_attribute(int descriptor, const char *name, void *value, size_t size);
int curfew_files_set_attribute(int descriptor, const char *name, const void *value, size_t size);
int curfew_files_remove_attribute(int descriptor, const char *name);

/* A descriptor that becomes readable once it is raised. */
int curfew_files_signal(void);
int curfew_files_raise(int signal);

#endif
