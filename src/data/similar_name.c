/* similar_name.c - names of columns and members that differ only in case and in blanks around them */
/* SPDX-License-Identifier: MIT */
#include "data/similar_name.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "data/space.h"

static struct line trim(struct line name)
{
    size_t n = space_skip(name.text, name.len, 0);
    name.text += n;
    name.len -= n;
    while ((n = name.len > 0 ? space_before(name.text, name.len) : 0) > 0)
        name.len -= n;
    return name;
}

bool similar_name(struct line a, struct line b)
{
    a = trim(a);
    b = trim(b);
    return a.len > 0 && a.len == b.len && strncasecmp(a.text, b.text, a.len) == 0;
}

struct line similar_name_in(const char *list, const char *name)
{
    const char *open = strchr(list, '"');
    while (open != NULL) {
        const char *close = open + 1;
        while (*close != '\0' && *close != '"')
            close += *close == '\\' && close[1] != '\0' ? 2 : 1;
        struct line found = {.text = open + 1, .len = (size_t)(close - open - 1)};
        if (*close == '"' && similar_name(found, (struct line){.text = name, .len = strlen(name)}))
            return found;
        open = *close == '"' ? strchr(close + 1, '"') : NULL;
    }
    return (struct line){.text = NULL};
}

const char *similar_name_ask(char question[SIMILAR_QUESTION_BYTES], struct line name)
{
    *question = '\0';
    if (name.text != NULL)
        (void)snprintf(question, SIMILAR_QUESTION_BYTES, "; did you mean '%.*s'?", (int)name.len, name.text);
    return question;
}
