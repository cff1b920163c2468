/* json_outline.c - the members of a JSON object as lines for people */
/* SPDX-License-Identifier: MIT */
#include "cli/show/json_outline.h"
#include "base/buffer.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/show/output.h"

enum { NAME_BYTES = 128, NAME_COLUMNS = 32, DEEPEST = 8 };

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

/* The end of the string that begins at AT, behind its quote, or NULL. */
static const char *string_end(const char *at)
{
    if (*at != '"')
        return NULL;
    for (at++; *at != '\0' && *at != '"'; at++) {
        if (*at == '\\' && at[1] != '\0')
            at++;
    }
    return *at == '"' ? at + 1 : NULL;
}

/* The end of the array that begins at AT, or NULL. Brackets of both kinds count the same: nothing in there is shown. */
static const char *array_end(const char *at)
{
    size_t depth = 0;
    do {
        if (*at == '"') {
            at = string_end(at);
            if (at == NULL)
                return NULL;
            continue;
        }
        depth += *at == '[' || *at == '{';
        depth -= *at == ']' || *at == '}';
        if (*at == '\0')
            return NULL;
        at++;
    } while (depth > 0);
    return at;
}

static void add_line(struct buffer *out, const char *name, const char *value, size_t len)
{
    char padded[NAME_BYTES + NAME_COLUMNS];
    snprintf(padded, sizeof padded, "%-*s ", NAME_COLUMNS, name);
    buffer_text(out, padded);
    buffer_printable(out, value, len);
    buffer_char(out, '\n');
}

static const char *outline_object(struct buffer *out, const char *at, const char *prefix, int depth);

/* One value, called NAME; returns what is behind it, or NULL. */
static const char *outline_value(struct buffer *out, const char *at, const char *name, int depth)
{
    if (*at == '{') {
        char prefix[NAME_BYTES];
        int len = snprintf(prefix, sizeof prefix, "%s.", name);
        return len > 0 && (size_t)len < sizeof prefix ? outline_object(out, at, prefix, depth + 1) : NULL;
    }
    if (*at == '[')
        return array_end(at);
    if (*at == '"') {
        const char *end = string_end(at);
        if (end != NULL)
            add_line(out, name, at + 1, (size_t)(end - at) - 2);
        return end;
    }
    size_t len = strcspn(at, " \t\r\n,]}");
    if (len == 0)
        return NULL;
    add_line(out, name, at, len);
    return at + len;
}

static const char *outline_object(struct buffer *out, const char *at, const char *prefix, int depth)
{
    if (depth > DEEPEST || *at != '{')
        return NULL;
    at = skip_space(at + 1);
    while (*at != '}') {
        const char *end = string_end(at);
        if (end == NULL)
            return NULL;
        char name[NAME_BYTES];
        snprintf(name, sizeof name, "%s%.*s", prefix, (int)(end - at) - 2, at + 1);
        at = skip_space(end);
        if (*at != ':')
            return NULL;
        at = outline_value(out, skip_space(at + 1), name, depth);
        if (at == NULL)
            return NULL;
        at = skip_space(at);
        if (*at == ',')
            at = skip_space(at + 1);
    }
    return at + 1;
}

void json_outline(struct buffer *out, const char *json)
{
    (void)outline_object(out, skip_space(json), "", 0);
}
