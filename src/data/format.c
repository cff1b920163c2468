/* format.c - the formats that files of text come in */
/* SPDX-License-Identifier: MIT */
#include "data/format.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "data/fasttext_line.h"
#include "data/jsonl_line.h"
#include "data/space.h"

const char *const format_names[] = {[FORMAT_AUTO] = "auto",
                                    [FORMAT_FASTTEXT] = "fasttext",
                                    [FORMAT_TSV] = "tsv",
                                    [FORMAT_JSONL] = "jsonl",
                                    [FORMAT_CSV] = "csv",
                                    [FORMAT_TEXT] = "text",
                                    NULL};

const char *const format_names_labelled[] = {
    [FORMAT_AUTO] = "auto",   [FORMAT_FASTTEXT] = "fasttext", [FORMAT_TSV] = "tsv",
    [FORMAT_JSONL] = "jsonl", [FORMAT_CSV] = "csv",           NULL};

/* Whether PATH[0..len) ends in SUFFIX, in letters of either case. */
static bool ends_in(const char *path, size_t len, const char *suffix)
{
    size_t n = strlen(suffix);
    return len >= n && strncasecmp(path + len - n, suffix, n) == 0;
}

/* The same once .gz or .zst is taken off. */
static bool has_suffix(const char *path, const char *suffix)
{
    static const char *const compressed[] = {".gz", ".zst"};
    size_t len = strlen(path);
    for (size_t i = 0; i < sizeof compressed / sizeof *compressed; i++) {
        if (ends_in(path, len, compressed[i])) {
            len -= strlen(compressed[i]);
            break;
        }
    }
    return ends_in(path, len, suffix);
}

struct format_guess format_guess_by_name(const char *path, enum format_use use)
{
    enum format format = FORMAT_AUTO;
    if (has_suffix(path, ".jsonl") || has_suffix(path, ".ndjson"))
        format = FORMAT_JSONL;
    else if (has_suffix(path, ".csv"))
        format = FORMAT_CSV;
    else if (has_suffix(path, ".tsv") && use == FORMAT_WITH_LABELS)
        format = FORMAT_TSV;
    return (struct format_guess){format, format != FORMAT_AUTO ? "its name" : NULL};
}

/* A label in the middle of what follows the first tab belongs to the text of label, tab, text; a label before the tab,
 * directly behind it or at the end of the line is one of fastText's. */
static enum format guess_labelled(struct line line, const char *prefix)
{
    const char *tab = memchr(line.text, '\t', line.len);
    size_t text_at = tab != NULL ? (size_t)(tab + 1 - line.text) : line.len;
    size_t start;
    if (jsonl_line_begins(line))
        return FORMAT_JSONL;
    if (fasttext_line_find(line, 0, prefix, &start) &&
        (tab == NULL || start <= text_at || space_find(line.text, line.len, start) == line.len))
        return FORMAT_FASTTEXT;
    return tab != NULL ? FORMAT_TSV : FORMAT_FASTTEXT;
}

struct format_guess format_guess_by_line(struct line line, enum format_use use, const char *prefix)
{
    enum format format = use == FORMAT_WITH_LABELS ? guess_labelled(line, prefix)
                         : jsonl_line_begins(line) ? FORMAT_JSONL
                                                   : FORMAT_TEXT;
    return (struct format_guess){format, "its first line"};
}
