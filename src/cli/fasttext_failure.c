/* fasttext_failure.c - what went wrong, for who typed a command of fastText */
/* SPDX-License-Identifier: MIT */
#include "cli/fasttext_failure.h"

#include <stdbool.h>
#include <string.h>

#include "base/buffer.h"
#include "cli/fasttext.h"
#include "cli/show/exit_status.h"
#include "cli/show/report.h"

/* The next option at or after AT, and its LEN; NULL: there is none. A file may be called a--b. */
static const char *next_option(const char *sentence, const char *at, size_t *len)
{
    for (const char *found = at; (found = strstr(found, "--")) != NULL; found += 2) {
        *len = strspn(found, "-abcdefghijklmnopqrstuvwxyz");
        if (*len > 2 && found > sentence && (found[-1] == ' ' || found[-1] == '('))
            return found;
    }
    return NULL;
}

/* Where the hint that has OPTION begins, and *END, where it ends; NULL: the sentence is about it. */
static const char *find_hint(const char *at, const char *option, const char **end)
{
    const char *begin = NULL;
    *end = option + strlen(option);
    for (const char *c = at; c < option; c++) {
        if (strncmp(c, " (", 2) == 0 && strchr(option, ')') != NULL) {
            *end = strchr(option, ')') + 1;
            return c;
        }
        begin = strncmp(c, "; ", 2) == 0 ? c : begin;
    }
    return begin;
}

static void reword(struct buffer *out, const char *sentence)
{
    const char *at = sentence, *option, *end;
    size_t len;
    while ((option = next_option(sentence, at, &len)) != NULL) {
        const char *theirs = fasttext_option(option, len), *hint = find_hint(at, option, &end);
        bool is_hint = theirs == NULL && hint != NULL;
        const char *kept = is_hint ? hint : theirs != NULL ? option : option + len;
        buffer_bytes(out, at, (size_t)(kept - at));
        buffer_text(out, theirs != NULL ? theirs : "");
        at = is_hint ? end : option + len;
    }
    buffer_text(out, at);
    buffer_char(out, '\0');
}

int fasttext_failure(const struct bagtag_error *error)
{
    struct buffer sentence = {0};
    reword(&sentence, error->sentence);
    report_error("%s", sentence.failed ? error->sentence : sentence.bytes);
    buffer_clear(&sentence);
    return EXIT_FAILED;
}
