/* table.c - columns of text on a terminal */
/* SPDX-License-Identifier: MIT */
#include "cli/show/table.h"

#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/show/terminal.h"

enum { MIN_COLUMNS = 30 };

struct table_place table_place(void)
{
    struct table_place place = {.columns = SIZE_MAX, .is_bold = terminal_has_style(STDOUT_FILENO)};
    if (isatty(STDOUT_FILENO) != 0) {
        int width = terminal_width(STDOUT_FILENO);
        place.columns = width < MIN_COLUMNS ? MIN_COLUMNS : (size_t)width;
    }
    return place;
}

void table_begin_heading(struct buffer *out, struct table_place place)
{
    buffer_text(out, place.is_bold ? "\x1b[1m" : "");
}

void table_end_heading(struct buffer *out, struct table_place place)
{
    buffer_text(out, place.is_bold ? "\x1b[0m\n" : "\n");
}

size_t table_widen(size_t least, const char *text, size_t len, size_t most)
{
    size_t columns = terminal_columns(text, len);
    columns = columns > least ? columns : least;
    return columns < most ? columns : most;
}

/* How many bytes of TEXT fit into MOST columns. */
static size_t fitting(const char *text, size_t len, size_t most)
{
    size_t end = 0;
    while (end < len) {
        size_t next = end + utf8_decode(text + end, len - end).bytes;
        if (terminal_columns(text, next) > most)
            break;
        end = next;
    }
    return end;
}

void table_text(struct buffer *out, const char *text, size_t len, size_t most, struct table_place place)
{
    if (!table_is_terminal(place) || terminal_columns(text, len) <= most) {
        buffer_printable(out, text, len);
        return;
    }
    size_t n_dots = most < 3 ? most : 3;
    buffer_printable(out, text, fitting(text, len, most - n_dots));
    buffer_bytes(out, "...", n_dots);
}

void table_cell(struct buffer *out, const char *text, size_t len, size_t columns, struct table_place place)
{
    size_t begin = out->len;
    table_text(out, text, len, columns, place);
    for (size_t taken = terminal_columns(out->bytes + begin, out->len - begin); taken < columns; taken++)
        buffer_char(out, ' ');
}
