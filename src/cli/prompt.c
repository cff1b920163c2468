/* prompt.c - prompts for lines typed at a terminal */
/* SPDX-License-Identifier: MIT */
#include "cli/prompt.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/write_all.h"

#define PROMPT "> "

enum { READ_BYTES = 4096 }; /* the most that a terminal delivers at once */

static void show(const char *text)
{
    (void)write_all(STDERR_FILENO, text, strlen(text));
}

/* Appends more input; returns false at its end or on failure. EIO, from a terminal that is gone, counts as the end. */
static bool read_more(struct prompt *prompt)
{
    if (prompt->start > 0) {
        memmove(prompt->text, prompt->text + prompt->start, prompt->len);
        prompt->start = 0;
    }
    if (prompt->len > SIZE_MAX - READ_BYTES ||
        mem_reserve(&prompt->text, &prompt->capacity, prompt->len + READ_BYTES, 1) != 0) {
        prompt->errnum = ENOMEM;
        return false;
    }
    for (;;) {
        ssize_t n = read(STDIN_FILENO, prompt->text + prompt->len, READ_BYTES);
        if (n > 0) {
            prompt->len += (size_t)n;
            return true;
        }
        if (n == 0 || errno == EIO)
            return false;
        if (errno == EAGAIN) { /* somebody made the terminal non-blocking: wait */
            struct pollfd more = {.fd = STDIN_FILENO, .events = POLLIN};
            (void)poll(&more, 1, -1);
        } else if (errno != EINTR) {
            prompt->errnum = errno;
            return false;
        }
    }
}

/* Reads a line that the terminal itself edits. Ctrl-D after some text delivers that text alone, and reading continues;
 * a second Ctrl-D makes that text the last line. */
static bool read_plain(struct prompt *prompt, struct line *line)
{
    size_t n_seen = 0;
    for (;;) {
        const char *text = prompt->text + prompt->start;
        const char *end = prompt->len > n_seen ? memchr(text + n_seen, '\n', prompt->len - n_seen) : NULL;
        if (end != NULL) {
            *line = (struct line){.text = text, .len = (size_t)(end - text)};
            prompt->start += line->len + 1;
            prompt->len -= line->len + 1;
            return true;
        }
        n_seen = prompt->len;
        if (read_more(prompt))
            continue;
        prompt->has_ended = true;
        show("\n");
        *line = (struct line){.text = prompt->text, .len = prompt->len};
        return prompt->errnum == 0 && prompt->len > 0;
    }
}

/* Reads a line key by key; it is redrawn once all that was typed (or pasted) so far has been taken. */
static bool read_edited(struct prompt *prompt, struct line *line)
{
    struct line_editor *editor = &prompt->editor;
    enum line_edit edit = LINE_GOES_ON;
    line_editor_next(editor);
    while (edit == LINE_GOES_ON) {
        if (prompt->len == 0 && !read_more(prompt)) {
            edit = LINE_HAS_ENDED;
            break;
        }
        edit = line_editor_take(editor, prompt->text[prompt->start++]);
        prompt->len--;
        if (prompt->len == 0 || edit != LINE_GOES_ON)
            line_editor_draw(editor, PROMPT);
    }
    line_editor_end(editor);
    show("\n");
    if (editor->line.failed)
        prompt->errnum = ENOMEM;
    prompt->has_ended = edit == LINE_HAS_ENDED;
    *line = (struct line){.text = editor->line.bytes, .len = editor->line.len};
    return prompt->errnum == 0 && !prompt->has_ended;
}

bool prompt_read(struct prompt *prompt, struct line *line)
{
    if (prompt->has_ended)
        return false;
    bool is_edited = line_editor_begin(&prompt->editor);
    show(PROMPT);
    return is_edited ? read_edited(prompt, line) : read_plain(prompt, line);
}

void prompt_clear(struct prompt *prompt)
{
    free(prompt->text);
    line_editor_clear(&prompt->editor);
    *prompt = (struct prompt){0};
}
