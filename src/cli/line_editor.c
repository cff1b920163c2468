/* line_editor.c - edits a line on a terminal, with history on the arrow keys */
/* SPDX-License-Identifier: MIT */
#include "cli/line_editor.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "cli/show/terminal.h"
#include "io/write_all.h"

#define CONTROL(letter) ((letter) - '@')
enum { ESCAPE = 0x1b, DELETE = 0x7f };

/* ---- the terminal ----------------------------------------------------------------------------------------- */

bool line_editor_begin(struct line_editor *editor)
{
    if (!terminal_is_live(STDERR_FILENO) || tcgetattr(STDIN_FILENO, &editor->mode) != 0)
        return false;
    struct termios keys = editor->mode;
    keys.c_lflag &= (tcflag_t) ~(ICANON | ECHO | ISIG | IEXTEN);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    return tcsetattr(STDIN_FILENO, TCSADRAIN, &keys) == 0;
}

void line_editor_end(struct line_editor *editor)
{
    (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &editor->mode);
}

/* Raises a signal as the terminal would for its key, with the terminal's mode restored meanwhile. */
static void raise_signal(struct line_editor *editor, int number)
{
    line_editor_end(editor);
    (void)raise(number);
    (void)line_editor_begin(editor);
}

void line_editor_draw(const struct line_editor *editor, const char *prompt)
{
    const char *text = editor->line.len > 0 ? editor->line.bytes : "";
    size_t width = (size_t)terminal_width(STDERR_FILENO), taken = strlen(prompt) + 1;
    size_t room = width > taken ? width - taken : 1;
    size_t begin = 0, end = editor->line.len; /* the part shown of a line wider than the terminal */
    while (terminal_columns(text + begin, editor->cursor - begin) > room)
        begin += utf8_decode(text + begin, end - begin).bytes;
    for (end = begin; end < editor->line.len;) {
        size_t next = end + utf8_decode(text + end, editor->line.len - end).bytes;
        if (terminal_columns(text + begin, next - begin) > room)
            break;
        end = next;
    }
    struct buffer drawn = {0};
    buffer_format(&drawn, "\r%s", prompt);
    buffer_printable(&drawn, text + begin, end - begin);
    buffer_text(&drawn, "\x1b[K");
    size_t after = terminal_columns(text + editor->cursor, end - editor->cursor);
    if (after > 0)
        buffer_format(&drawn, "\x1b[%zuD", after);
    if (!drawn.failed)
        (void)write_all(STDERR_FILENO, drawn.bytes, drawn.len);
    buffer_clear(&drawn);
}

/* ---- the line --------------------------------------------------------------------------------------------- */

static bool is_between(const struct line_editor *editor, size_t at)
{
    return at == 0 || at == editor->line.len || ((unsigned char)editor->line.bytes[at] & 0xc0) != 0x80;
}

static size_t before(const struct line_editor *editor, size_t at)
{
    do
        at -= at > 0;
    while (!is_between(editor, at));
    return at;
}

static size_t next_character(const struct line_editor *editor, size_t at)
{
    do
        at += at < editor->line.len;
    while (!is_between(editor, at));
    return at;
}

static size_t word_before(const struct line_editor *editor, size_t at)
{
    while (at > 0 && editor->line.bytes[at - 1] == ' ')
        at--;
    while (at > 0 && editor->line.bytes[at - 1] != ' ')
        at--;
    return at;
}

static void cut(struct line_editor *editor, size_t from, size_t end)
{
    struct buffer *line = &editor->line;
    if (from < end)
        memmove(line->bytes + from, line->bytes + end, line->len - end);
    line->len -= end - from;
    editor->cursor = from;
}

static void insert(struct line_editor *editor, char byte)
{
    struct buffer *line = &editor->line;
    if (!buffer_reserve(line, 1))
        return;
    memmove(line->bytes + editor->cursor + 1, line->bytes + editor->cursor, line->len - editor->cursor);
    line->bytes[editor->cursor++] = byte;
    line->len++;
}

/* Shows line AT of the history; at n_history, an empty line. */
static void recall(struct line_editor *editor, size_t at)
{
    if (at > editor->n_history)
        return;
    editor->at = at;
    editor->line.len = 0;
    if (at < editor->n_history)
        buffer_text(&editor->line, editor->history[at]);
    editor->cursor = editor->line.len;
}

void line_editor_next(struct line_editor *editor)
{
    struct buffer *line = &editor->line;
    char *copy = line->len > 0 && !line->failed ? mem_zeroed(line->len + 1, 1) : NULL;
    if (copy != NULL &&
        mem_reserve(&editor->history, &editor->history_capacity, editor->n_history + 1, sizeof *editor->history) == 0) {
        memcpy(copy, line->bytes, line->len);
        editor->history[editor->n_history++] = copy;
    } else {
        free(copy); /* out of memory: not kept in the history */
    }
    recall(editor, editor->n_history);
}

void line_editor_clear(struct line_editor *editor)
{
    for (size_t i = 0; i < editor->n_history; i++)
        free(editor->history[i]);
    free(editor->history);
    buffer_clear(&editor->line);
    *editor = (struct line_editor){0};
}

/* ---- keys ------------------------------------------------------------------------------------------------- */

static enum line_edit do_control(struct line_editor *editor, int key)
{
    size_t end = editor->line.len;
    switch (key) {
    case '\r':
    case '\n':
        return LINE_IS_READY;
    case CONTROL('A'):
        editor->cursor = 0;
        break;
    case CONTROL('B'):
        editor->cursor = before(editor, editor->cursor);
        break;
    case CONTROL('C'):
        raise_signal(editor, SIGINT);
        break;
    case CONTROL('@'): /* a Ctrl-D typed before line_editor_begin arrives as this */
    case CONTROL('D'):
        if (end == 0)
            return LINE_HAS_ENDED;
        cut(editor, editor->cursor, next_character(editor, editor->cursor));
        break;
    case CONTROL('E'):
        editor->cursor = end;
        break;
    case CONTROL('F'):
        editor->cursor = next_character(editor, editor->cursor);
        break;
    case CONTROL('H'):
    case DELETE:
        cut(editor, before(editor, editor->cursor), editor->cursor);
        break;
    case '\t':
        insert(editor, ' ');
        break;
    case CONTROL('K'):
        cut(editor, editor->cursor, end);
        break;
    case CONTROL('N'):
        recall(editor, editor->at + 1);
        break;
    case CONTROL('P'):
        recall(editor, editor->at - (editor->at > 0));
        break;
    case CONTROL('U'):
        cut(editor, 0, editor->cursor);
        break;
    case CONTROL('W'):
        cut(editor, word_before(editor, editor->cursor), editor->cursor);
        break;
    case CONTROL('Z'):
        raise_signal(editor, SIGTSTP);
        break;
    default:
        break;
    }
    return LINE_GOES_ON;
}

/* The control key for an escape sequence ("[A", "OH", "[1~"); ESCAPE, which does nothing, for an unknown one. */
static int key_of(const char *sequence)
{
    static const struct {
        const char *sequence;
        char letter;
    } keys[] = {
        {"[A", 'P'}, {"[B", 'N'}, {"[C", 'F'}, {"[D", 'B'}, {"[H", 'A'}, {"[F", 'E'}, {"[1~", 'A'}, {"[4~", 'E'},
        {"OA", 'P'}, {"OB", 'N'}, {"OC", 'F'}, {"OD", 'B'}, {"OH", 'A'}, {"OF", 'E'}, {"[7~", 'A'}, {"[8~", 'E'},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(sequence, keys[i].sequence) == 0)
            return CONTROL(keys[i].letter);
    }
    return ESCAPE;
}

/* Takes the next byte of an escape sequence: one byte, or from "[" or "O" to a letter or "~". */
static void take_sequence(struct line_editor *editor, char byte)
{
    size_t n = editor->n_sequence++;
    if (n < sizeof editor->sequence)
        editor->sequence[n - 1] = byte;
    bool is_long = n > 1 || byte == '[' || byte == 'O';
    bool is_last = !is_long || (n > 1 && byte >= '@' && byte <= '~');
    if (!is_last)
        return;
    editor->sequence[n < sizeof editor->sequence ? n : sizeof editor->sequence - 1] = '\0';
    editor->n_sequence = 0;
    if (strcmp(editor->sequence, "[3~") == 0)
        cut(editor, editor->cursor, next_character(editor, editor->cursor));
    else
        (void)do_control(editor, key_of(editor->sequence));
}

enum line_edit line_editor_take(struct line_editor *editor, char byte)
{
    if (editor->n_sequence > 0) {
        take_sequence(editor, byte);
        return LINE_GOES_ON;
    }
    if (byte == ESCAPE) {
        editor->n_sequence = 1;
        return LINE_GOES_ON;
    }
    if ((unsigned char)byte < ' ' || byte == DELETE)
        return do_control(editor, byte);
    insert(editor, byte);
    return LINE_GOES_ON;
}
