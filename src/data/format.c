/* format.c - the formats of text files */
/* SPDX-License-Identifier: MIT */
#include "data/format.h"

#include <string.h>
#include <strings.h>

#include "bagtag_input.h"
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

/* Whether PATH[0..len) ends in SUFFIX, ignoring case. */
static bool ends_in(const char *path, size_t len, const char *suffix)
{
    size_t n = strlen(suffix);
    return len >= n && strncasecmp(path + len - n, suffix, n) == 0;
}

/* Likewise, ignoring a suffix of a compressed file. */
static bool has_suffix(const char *path, const char *suffix)
{
    static const char *const compressed[] = {".gz", ".zst", ".bz2", ".xz", ".lz4", ".lz", ".z", ".zip", ".7z", ".rar"};
    size_t len = strlen(path);
    for (size_t i = 0; i < sizeof compressed / sizeof *compressed; i++) {
        if (ends_in(path, len, compressed[i])) {
            len -= strlen(compressed[i]);
            break;
        }
    }
    return ends_in(path, len, suffix);
}

/* The option of GIVEN that names a column or the delimiter; NULL: none. If labels are not read, the label column does
 * not count: it may be meant for another file. */
static const char *option_of_rows(enum format_use use, uint32_t given)
{
    return given & BAGTAG_GIVEN_TEXT_COLUMN                                   ? "--text-column"
           : given & BAGTAG_GIVEN_DELIMITER                                   ? "--delimiter"
           : use == FORMAT_WITH_LABELS && (given & BAGTAG_GIVEN_LABEL_COLUMN) ? "--label-column"
                                                                              : NULL;
}

bool format_is_of_rows(enum format_use use, uint32_t given)
{
    return option_of_rows(use, given) != NULL;
}

struct format_guess format_guess_by_name(const char *path, enum format_use use, uint32_t given)
{
    enum format format = FORMAT_AUTO;
    const char *option = option_of_rows(use, given);
    if (has_suffix(path, ".jsonl") || has_suffix(path, ".ndjson"))
        format = FORMAT_JSONL;
    else if (has_suffix(path, ".csv"))
        format = FORMAT_CSV;
    else if (has_suffix(path, ".tsv") && use == FORMAT_WITH_LABELS)
        return (struct format_guess){option != NULL ? FORMAT_CSV : FORMAT_TSV, option != NULL ? option : "its name"};
    return (struct format_guess){format, format != FORMAT_AUTO ? "its name" : NULL};
}

/* Whether a word of LINE is a fastText label. A label in the middle of what follows the first tab is part of the text
 * of label, tab, text; one before the tab, directly after it or at the end of the line is a fastText label. */
static bool has_label(struct line line, const char *prefix)
{
    const char *tab = memchr(line.text, '\t', line.len);
    size_t text_at = tab != NULL ? (size_t)(tab + 1 - line.text) : line.len;
    size_t start;
    return fasttext_line_find(line, 0, prefix, &start) &&
           (tab == NULL || start <= text_at || space_find(line.text, line.len, start) == line.len);
}

struct format_guess format_guess_by_line(struct line line, enum format_use use, const char *prefix, uint32_t given)
{
    const char *option = option_of_rows(use, given);
    enum format format = FORMAT_TEXT;
    if (jsonl_line_begins(line))
        format = FORMAT_JSONL;
    else if (use == FORMAT_WITH_LABELS && has_label(line, prefix))
        format = FORMAT_FASTTEXT;
    else if (option != NULL)
        return (struct format_guess){FORMAT_CSV, option};
    else if (use == FORMAT_WITH_LABELS)
        format = memchr(line.text, '\t', line.len) != NULL ? FORMAT_TSV : FORMAT_FASTTEXT;
    return (struct format_guess){format, "its first line"};
}
