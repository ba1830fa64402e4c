#define _GNU_SOURCE
#include "CLinux.h"

#include <locale.h>
#include <pthread.h>
#include <wchar.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static locale_t utf8;

static void open_locale(void) {
    utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!utf8) utf8 = newlocale(LC_CTYPE_MASK, "en_US.UTF-8", (locale_t)0);
}

int clinux_wcwidth(uint32_t scalar) {
    pthread_once(&once, open_locale);
    if (!utf8) return wcwidth((wchar_t)scalar);
    locale_t before = uselocale(utf8);
    int columns = wcwidth((wchar_t)scalar);
    uselocale(before);
    return columns;
}

FILE *clinux_stdout(void) { return stdout; }
FILE *clinux_stderr(void) { return stderr; }
