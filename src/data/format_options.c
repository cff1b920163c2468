/* format_options.c - options for files of certain formats, and whether there were such files */
/* SPDX-License-Identifier: MIT */
#include "data/format_options.h"

#include <stddef.h>
#include <stdio.h>

#include "bagtag_input.h"

enum { JSONL = 1 << FORMAT_JSONL, CSV = 1 << FORMAT_CSV };

static const struct format_option {
    uint32_t bit;
    const char *name;
    unsigned formats;
    uint32_t other; /* the equivalent for the other format; 0: none */
} options[] = {
    {BAGTAG_GIVEN_TEXT_FIELD, "text-field", JSONL, BAGTAG_GIVEN_TEXT_COLUMN},
    {BAGTAG_GIVEN_LABEL_FIELD, "label-field", JSONL, BAGTAG_GIVEN_LABEL_COLUMN},
    {BAGTAG_GIVEN_ID_FIELD, "id-field", JSONL, 0},
    {BAGTAG_GIVEN_TEXT_COLUMN, "text-column", CSV, BAGTAG_GIVEN_TEXT_FIELD},
    {BAGTAG_GIVEN_LABEL_COLUMN, "label-column", CSV, BAGTAG_GIVEN_LABEL_FIELD},
    {BAGTAG_GIVEN_DELIMITER, "delimiter", CSV, 0},
    {BAGTAG_GIVEN_HEADER, "header", CSV, 0},
    {BAGTAG_GIVEN_NO_HEADER, "no-header", CSV, 0},
    {BAGTAG_GIVEN_ADD, "add", JSONL | CSV, 0},
};
enum { N_OPTIONS = sizeof options / sizeof *options };

/* The option of BIT; NULL: none. */
static const struct format_option *find(uint32_t bit)
{
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (options[i].bit == bit)
            return &options[i];
    return NULL;
}

static bool is_used(const struct format_option *option, uint32_t given, unsigned set)
{
    return option != NULL && (given & option->bit) != 0 && (set & option->formats) != 0;
}

uint32_t format_options_unused(uint32_t given, unsigned set)
{
    uint32_t unused = given;
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (is_used(&options[i], given, set) || is_used(find(options[i].other), given, set))
            unused &= ~options[i].bit;
    return unused;
}

bool format_options_describe(uint32_t given, const struct formats_seen *seen, struct bagtag_error *out)
{
    uint32_t unused = format_options_unused(given, seen->set);
    size_t i = 0;
    while (i < N_OPTIONS && (unused & options[i].bit) == 0)
        i++;
    if (i == N_OPTIONS || seen->file == NULL)
        return false;
    const struct format_option *other = find(options[i].other);
    const char *wanted = options[i].formats == JSONL ? "jsonl" : options[i].formats == CSV ? "csv" : "jsonl or csv";
    const char *found = format_names[seen->format];
    char advice[80] = "";
    if (other != NULL && (other->formats & (1U << seen->format)) != 0)
        (void)snprintf(advice, sizeof advice, "; for %s files, use --%s", found, other->name);
    else if (options[i].formats == (JSONL | CSV))
        (void)snprintf(advice, sizeof advice, "; if that is wrong, use --format");
    else if (((JSONL | CSV) & (1U << seen->format)) == 0)
        (void)snprintf(advice, sizeof advice, "; if it is %s, use --format %s%s", wanted, wanted,
                       options[i].formats == CSV ? " or a name that ends in .csv" : "");
    error_set(out, BAGTAG_OK, "--%s has no effect without a %s file: %s is read as %s%s", options[i].name, wanted,
              seen->file, found, advice);
    return true;
}
