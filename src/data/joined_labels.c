/* joined_labels.c - labels that are really several labels joined in one field */
/* SPDX-License-Identifier: MIT */
#include "data/joined_labels.h"

#include <stdbool.h>
#include <string.h>

#include "base/hash.h"
#include "words/strtab.h"

/* Combinations of labels are many and rare, made of few distinct parts, and vary in the number of parts. Names, dates
 * and numbers are different: they occur often, or have as many distinct parts as there are labels, or all have the same
 * number of parts. */
enum {
    MIN_LABELS = 20,
    LABELS_PER_SINGLE = 4, /* at least one label in 4 occurs only once */
    LABELS_PER_PART = 4,   /* at least, per distinct part */
    MAX_PARTS = 6,         /* of a label, on average */
    MAX_WORDS = 3          /* likewise, if separated by blanks: a sentence has more */
};

/* The most likely first: a blank may be part of a name. */
static const char separators[] = "|;,/+& ";

/* Whether C may enclose parts: Python and JSON lists have brackets and quotes. */
static bool folder_contains_output(char c)
{
    return strchr(" []{}()'\"", c) != NULL && c != '\0';
}

/* Adds the parts of TEXT[0..len) to PARTS, and their number to *N; false if out of memory. */
static bool add_parts(struct strtab *parts, const char *text, size_t len, char separator, size_t *n)
{
    const char *end = text + len;
    while (text < end) {
        const char *next = memchr(text, separator, (size_t)(end - text));
        const char *begin = text, *stop = next != NULL ? next : end;
        text = next != NULL ? next + 1 : end;
        while (begin < stop && folder_contains_output(*begin))
            begin++;
        while (begin < stop && folder_contains_output(stop[-1]))
            stop--;
        size_t part_len = (size_t)(stop - begin);
        if (part_len == 0)
            continue;
        ++*n;
        if (strtab_add(parts, begin, (uint32_t)part_len, hash_bytes(begin, part_len), (struct strtab_first){0}) ==
            STRTAB_NONE)
            return false;
    }
    return true;
}

/* Tries SEPARATOR; false if out of memory. */
static bool try_separator(const struct vocab *labels, char separator, struct joined_labels *found)
{
    struct strtab parts = {0};
    size_t n_joined = 0, n_all = 0, most = labels->n_words / LABELS_PER_PART, n_first = 0;
    size_t max_all = (separator == ' ' ? MAX_WORDS : MAX_PARTS) * labels->n_words;
    bool is_varied = false;
    uint32_t first = 0;
    bool has_memory = true;
    for (uint32_t label = 0; has_memory && parts.n <= most && label < labels->n_words; label++) {
        size_t len, n = 0;
        const char *text = vocab_word(labels, label, &len);
        has_memory = add_parts(&parts, text, len, separator, &n);
        if (n > 1 && n_joined++ == 0)
            first = label;
        n_all += n;
        n_first = label == 0 ? n : n_first;
        is_varied |= n != n_first;
    }
    if (is_varied && parts.n <= most && n_joined > labels->n_words / 2 && n_all <= max_all)
        *found = (struct joined_labels){.separator = separator, .n_parts = parts.n, .label = first};
    strtab_clear(&parts);
    return has_memory;
}

int joined_labels_find(const struct vocab *labels, struct joined_labels *found)
{
    size_t n_single = 0;
    bool has_memory = true;
    *found = (struct joined_labels){0};
    for (size_t label = 0; label < labels->n_words; label++)
        n_single += labels->counts[label] == 1;
    if (labels->n_words < MIN_LABELS || n_single < labels->n_words / LABELS_PER_SINGLE)
        return 0;
    for (const char *at = separators; has_memory && *at != '\0' && found->separator == '\0'; at++)
        has_memory = try_separator(labels, *at, found);
    return has_memory ? 0 : -1;
}
