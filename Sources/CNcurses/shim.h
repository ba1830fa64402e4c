#ifndef CNCURSES_SHIM_H
#define CNCURSES_SHIM_H

/* Without this the wide functions are not declared. */
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>
#include <stdint.h>
#include <string.h>

/* term.h makes these words macros, which would change every header after it. */
#undef columns
#undef lines

/* Attributes are macros with casts, which Swift does not import. */
static const attr_t curses_bold = A_BOLD;
static const attr_t curses_dim = A_DIM;
static const attr_t curses_italic = A_ITALIC;
static const attr_t curses_underline = A_UNDERLINE;
static const attr_t curses_reverse = A_REVERSE;

static const mmask_t curses_left_pressed = BUTTON1_PRESSED;
static const mmask_t curses_left_released = BUTTON1_RELEASED;
static const mmask_t curses_left_double = BUTTON1_DOUBLE_CLICKED;
static const mmask_t curses_middle_pressed = BUTTON2_PRESSED;
static const mmask_t curses_right_pressed = BUTTON3_PRESSED;
static const mmask_t curses_wheel_up = BUTTON4_PRESSED;
static const mmask_t curses_wheel_down = BUTTON5_PRESSED;

/* initscr() ends the process when TERM is bad; newterm() says so. */
static inline SCREEN *curses_open(void) { return newterm(NULL, stdout, stdin); }

/* Global variables are errors in Swift 6. */
static inline WINDOW *curses_screen(void) { return stdscr; }
static inline WINDOW *curses_physical_screen(void) { return curscr; }
static inline int curses_colors(void) { return COLORS; }
static inline int curses_pairs(void) { return COLOR_PAIRS; }

/* Whether terminfo knows TERM, and whether such a terminal can put its cursor anywhere: 1 yes,
   0 it cannot, -1 TERM is not known. */
static inline int curses_knows_terminal(void) {
    int code = 0;
    if (setupterm(NULL, 1, &code) != OK) return -1;
    const char *place = tigetstr("cup");
    int can = place != NULL && place != (const char *)-1;
    del_curterm(cur_term);
    return can;
}

/* Whether colour numbers are red, green and blue: the RGB capability of the -direct entries. */
static inline int curses_has_direct_color(void) { return tigetflag("RGB") == 1; }

/* A cell in ncurses's own form. setcchar() would measure and copy; the grid has done that. */
static inline void curses_set_cell(cchar_t *cell, uint32_t base, uint64_t marks, attr_t attributes, int pair) {
    memset(cell, 0, sizeof *cell);
    cell->attr = attributes | (attr_t)COLOR_PAIR(pair < 256 ? pair : 255);
    cell->chars[0] = (wchar_t)base;
    for (int i = 0; i < 3; i++) {
        cell->chars[i + 1] = (wchar_t)(marks >> (21 * i) & 0x1FFFFF);
        if (cell->chars[i + 1] == 0) break;
    }
#if NCURSES_EXT_COLORS
    cell->ext_color = pair;
#endif
}

#endif
