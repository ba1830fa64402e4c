#define _GNU_SOURCE
#include "CLinux.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Mouse off (all protocols), bracketed paste off, attributes off, application keys off,
   cursor shown, leave the alternate screen, to the line's start. */
static const char restore[] =
    "\033[?1000l\033[?1002l\033[?1003l\033[?1006l\033[?2004l\033[0m\033[?1l\033>\033[?25h\033[?1049l\r\n";

static const int crashes[] = { SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE };
enum { crash_count = sizeof crashes / sizeof *crashes };

/* The window's title from the terminal's stack. */
static const char restore_title[] = "\033[23;2t";

static struct sigaction before[crash_count];
static struct termios saved;
static int input_descriptor = -1;
static int output_descriptor = -1;
static atomic_int is_armed;
static char alternate_stack[64 * 1024];

void clinux_crash_guard_arm(int armed) {
    atomic_store(&is_armed, armed);
}

static void put_back(int number) {
    int armed = atomic_exchange(&is_armed, 0);
    if (armed) {
        /* With every signal blocked, TTOU included, this also works from the background. */
        tcsetattr(input_descriptor, TCSANOW, &saved);
        ssize_t ignored = write(output_descriptor, restore, sizeof restore - 1);
        if (armed & 2) ignored = write(output_descriptor, restore_title, sizeof restore_title - 1);
        (void)ignored;
    }
    for (int i = 0; i < crash_count; i++) {
        if (crashes[i] == number) sigaction(number, &before[i], NULL);
    }
    /* Blocked until this returns, then taken with the action that was there before us. */
    raise(number);
}

int clinux_crash_guard_install(int input, int output) {
    if (tcgetattr(input, &saved) != 0) return -1;
    int is_new = input_descriptor < 0;
    input_descriptor = input;
    output_descriptor = output;
    if (!is_new) return 0;

    /* A stack that ran over leaves no room for a handler. */
    stack_t stack;
    memset(&stack, 0, sizeof stack);
    stack.ss_sp = alternate_stack;
    stack.ss_size = sizeof alternate_stack;
    sigaltstack(&stack, NULL);

    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = put_back;
    action.sa_flags = SA_ONSTACK;
    sigfillset(&action.sa_mask);
    for (int i = 0; i < crash_count; i++) {
        if (sigaction(crashes[i], &action, &before[i]) != 0) return -1;
        /* An ignored crash would come back to us for ever. */
        if (before[i].sa_handler == SIG_IGN) before[i].sa_handler = SIG_DFL;
    }
    return 0;
}
