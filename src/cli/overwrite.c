/* overwrite.c - protects existing files from being overwritten by mistake */
/* SPDX-License-Identifier: MIT */
#include "cli/overwrite.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/show/report.h"

enum { SEEN_BYTES = 256 };

/* Whether BYTES[0..n), which may be truncated, begin with START. */
static bool begins(const char *bytes, size_t n, const char *start)
{
    size_t len = strlen(start);
    return memcmp(bytes, start, n < len ? n : len) == 0;
}

/* Whether all bytes (up to the first line break if IS_LINE) are in ALLOWED. */
static bool has_only(const char *bytes, size_t n, const char *allowed, bool is_line)
{
    for (size_t i = 0; i < n && !(is_line && bytes[i] == '\n'); i++)
        if (bytes[i] == '\0' || strchr(allowed, bytes[i]) == NULL)
            return false;
    return true;
}

/* Whether any byte before the first line break is in SOUGHT. */
static bool has_in_line(const char *bytes, size_t n, const char *sought)
{
    for (size_t i = 0; i < n && bytes[i] != '\n'; i++)
        if (bytes[i] != '\0' && strchr(sought, bytes[i]) != NULL)
            return true;
    return false;
}

static bool is_log(const char *bytes, size_t n)
{
    return begins(bytes, n, "{\"epoch\":") || begins(bytes, n, "{\"trial\":");
}

static bool is_lengths(const char *bytes, size_t n)
{
    return has_only(bytes, n, "0123456789\n", false);
}

/* The first line has two numbers. */
static bool is_vec(const char *bytes, size_t n)
{
    return has_in_line(bytes, n, " ") && has_only(bytes, n, "0123456789 ", true);
}

static bool is_npy(const char *bytes, size_t n)
{
    return begins(bytes, n, "\x93NUMPY");
}

static bool is_tsv(const char *bytes, size_t n)
{
    return has_in_line(bytes, n, ".\t") && has_only(bytes, n, "0123456789.e+-\t", true);
}

/* Words may have blanks, but no control characters: a table has tabs. */
static bool is_words(const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (((unsigned char)bytes[i] < ' ' && bytes[i] != '\n') || bytes[i] == 0x7f)
            return false;
    return true;
}

static bool is_fasttext(const char *bytes, size_t n)
{
    return begins(bytes, n, "\xBA\x16\x4F\x2F");
}

static const struct {
    bool (*is_it)(const char *bytes, size_t n);
    const char *name;
} kinds[] = {
    [OVERWRITE_LOG] = {is_log, "a log"},
    [OVERWRITE_LENGTHS] = {is_lengths, "a list of lengths"},
    [OVERWRITE_VEC] = {is_vec, "vectors in text form"},
    [OVERWRITE_NPY] = {is_npy, "a NumPy array"},
    [OVERWRITE_TSV] = {is_tsv, "vectors separated by tabs"},
    [OVERWRITE_WORDS] = {is_words, "a list of words"},
    [OVERWRITE_FASTTEXT] = {is_fasttext, "a fastText model"},
};

bool overwrite_is_foreign(const char *option, const char *path, enum overwrite kind)
{
    struct stat about;
    char bytes[SEEN_BYTES];
    if (path == NULL || strcmp(path, "-") == 0 || stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return false;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    size_t n = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    if (n == 0 || kinds[kind].is_it(bytes, n))
        return false;
    report_error("%s %s: is a file, but not %s; choose another name", option, path, kinds[kind].name);
    return true;
}

bool overwrite_is_orphan(const char *option, const char *path, const char *part)
{
    struct stat about;
    if (stat(part, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size == 0 || stat(path, &about) == 0)
        return false;
    report_error("%s %s: would overwrite %s; remove that file, or choose another name", option, path, part);
    return true;
}
