/* format.c - the formats that files of text come in */
/* SPDX-License-Identifier: MIT */
#include "data/format.h"

#include <stdbool.h>
#include <string.h>

#include "data/fasttext_line.h"
#include "data/space.h"

const char *const format_names[] = {
    [FORMAT_AUTO] = "auto", [FORMAT_FASTTEXT] = "fasttext", [FORMAT_TSV] = "tsv", [FORMAT_TEXT] = "text", NULL};

const char *const format_names_labelled[] = {
    [FORMAT_AUTO] = "auto", [FORMAT_FASTTEXT] = "fasttext", [FORMAT_TSV] = "tsv", NULL};

int format_of(const char *name)
{
    for (int i = 0; format_names[i] != NULL; i++)
        if (strcmp(name, format_names[i]) == 0)
            return i;
    return -1;
}

static bool has_suffix(const char *path, const char *suffix)
{
    size_t len = strlen(path), suffix_len = strlen(suffix);
    return len >= suffix_len && strcmp(path + len - suffix_len, suffix) == 0;
}

struct format_guess format_guess_by_name(const char *path)
{
    if (has_suffix(path, ".tsv") || has_suffix(path, ".tsv.gz") || has_suffix(path, ".tsv.zst"))
        return (struct format_guess){FORMAT_TSV, "its name"};
    return (struct format_guess){FORMAT_AUTO, NULL};
}

/* A label in the middle of what follows the first tab belongs to the text of label, tab, text; a label before the tab,
 * directly behind it or at the end of the line is one of fastText's. */
struct format_guess format_guess_by_line(struct line line, const char *prefix)
{
    const char *tab = memchr(line.text, '\t', line.len);
    size_t text_at = tab != NULL ? (size_t)(tab + 1 - line.text) : line.len;
    size_t start;
    if (fasttext_line_find(line, 0, prefix, &start) &&
        (tab == NULL || start <= text_at || space_find(line.text, line.len, start) == line.len))
        return (struct format_guess){FORMAT_FASTTEXT, "its first line"};
    return (struct format_guess){tab != NULL ? FORMAT_TSV : FORMAT_FASTTEXT, "its first line"};
}
