#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What Linux has and Swift's Glibc module does not show. Unless said otherwise a call
   gives -1 on failure and leaves the reason in errno. */

/* A new eventfd, non-blocking and closed on exec. */
int clinux_eventfd(void);

/* Blocks the signals in the calling thread; threads started later inherit that. */
int clinux_block_signals(const int *signals, size_t count);

/* A new signalfd for signals that are blocked already, non-blocking and closed on exec. */
int clinux_signalfd(const int *signals, size_t count);

/* The number of the next pending signal of a signalfd, 0 if there is none. */
int clinux_next_signal(int descriptor);

/* Columns of a character, by the tables of a UTF-8 locale whatever the process's own locale is:
   -1 not printable, 0 a mark on the character before it, 1, or 2. */
int clinux_wcwidth(uint32_t scalar);

static const unsigned int clinux_rename_noreplace = 1u << 0;
static const unsigned int clinux_rename_exchange = 1u << 1;

/* renameat2(2), also where the C library has no function for it. */
int clinux_renameat2(int old_directory, const char *old_path,
                     int new_directory, const char *new_path, unsigned int flags);

/* Lets memory blocks from this size on, in bytes, be mappings of their own that go back to the system as soon as they
   are freed. glibc would else raise that size to the largest block freed so far, and keep what it has. */
void clinux_return_large_blocks(int size);

/* The C streams as values: Swift refuses the global variables. */
FILE *clinux_stdout(void);
FILE *clinux_stderr(void);

/* Remembers how the terminal at these descriptors is set now, and installs handlers for SEGV, ILL, TRAP,
   ABRT, BUS and FPE. Once armed, such a signal puts the terminal back before the process ends by it.
   Call it before the terminal is changed. */
int clinux_crash_guard_install(int input, int output);

/* Whether a crash has a terminal to put back: 1 while the screen is ours, 3 while its window's title is as well,
   0 while it is not. */
void clinux_crash_guard_arm(int armed);

#endif
