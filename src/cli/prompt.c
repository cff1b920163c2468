/* prompt.c - lines typed at a terminal, one question at a time */
/* SPDX-License-Identifier: MIT */
#include "cli/prompt.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/show/output.h"
#include "io/write_all.h"

enum { READ_BYTES = 4096 }; /* the most a terminal hands over at once */

static void show(const char *text)
{
    (void)write_all(STDERR_FILENO, text, strlen(text));
}

/* Reads more behind what is there; false when no more comes. A terminal that is gone (EIO) has ended. */
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

/* Ctrl-D behind some text hands over that text alone, and reading goes on; twice, the text is the last line. */
bool prompt_read(struct prompt *prompt, struct line *line)
{
    if (prompt->has_ended)
        return false;
    show("> ");
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

void prompt_clear(struct prompt *prompt)
{
    free(prompt->text);
    *prompt = (struct prompt){0};
}
