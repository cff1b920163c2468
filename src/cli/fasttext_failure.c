/* fasttext_failure.c - prints errors in terms of fastText's options */
/* SPDX-License-Identifier: MIT */
#include "cli/fasttext_failure.h"

#include <stdbool.h>
#include <string.h>

#include "base/buffer.h"
#include "cli/fasttext.h"
#include "cli/show/exit_status.h"
#include "cli/show/report.h"

/* The next option of SENTENCE at or after AT, with its length in *LEN; NULL if there is none. Dashes within a word do
 * not count: a file may be named a--b. */
static const char *next_option(const char *sentence, const char *at, size_t *len)
{
    for (const char *found = at; (found = strstr(found, "--")) != NULL; found += 2) {
        *len = strspn(found, "-abcdefghijklmnopqrstuvwxyz");
        if (*len > 2 && found > sentence && (found[-1] == ' ' || found[-1] == '('))
            return found;
    }
    return NULL;
}

/* The beginning of the hint that contains OPTION, with its end in *END; NULL if OPTION is not in a hint. */
static const char *find_hint(const char *at, const char *option, const char **end)
{
    const char *begin = NULL;
    *end = option + strlen(option);
    for (const char *c = at; c < option; c++) {
        bool is_open = strncmp(c, " (", 2) == 0 && memchr(c, ')', (size_t)(option - c)) == NULL;
        if (is_open && strchr(option, ')') != NULL) {
            *end = strchr(option, ')') + 1;
            return c;
        }
        begin = strncmp(c, "; ", 2) == 0 ? c : begin;
    }
    return begin;
}

/* The rest of SENTENCE after the longest word of the command line that it begins with: the name of a file. */
static const char *after_name(const char *sentence, int argc, char *const *argv)
{
    size_t longest = 0;
    for (int i = 1; i < argc; i++) {
        struct bagtag_error name; /* as it is printed in sentences */
        error_set(&name, BAGTAG_INPUT, "%s", argv[i]);
        size_t len = strlen(name.sentence);
        if (len > longest && strncmp(sentence, name.sentence, len) == 0)
            longest = len;
    }
    return sentence + longest;
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

int fasttext_failure(const struct bagtag_error *error, int argc, char *const *argv)
{
    struct buffer sentence = {0};
    const char *begin = after_name(error->sentence, argc, argv);
    buffer_bytes(&sentence, error->sentence, (size_t)(begin - error->sentence));
    reword(&sentence, begin);
    report_error("%s", sentence.failed ? error->sentence : sentence.bytes);
    buffer_clear(&sentence);
    return EXIT_FAILED;
}
