/* written.h - what a test finds in files and folders that were written */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_WRITTEN_H
#define BAGTAG_TESTS_SUPPORT_WRITTEN_H

#include <check.h>
#include <dirent.h>
#include <stdio.h>

static inline void expect_file(const char *path, const char *text)
{
    char found[100] = "";
    FILE *stream = fopen(path, "r");
    ck_assert_msg(stream != NULL, "%s is missing", path);
    size_t len = fread(found, 1, sizeof found - 1, stream);
    found[len] = '\0';
    fclose(stream);
    ck_assert_str_eq(found, text);
}

static inline int count_entries(const char *path)
{
    int n = -2; /* without . and .. */
    DIR *entries = opendir(path);
    ck_assert_ptr_nonnull(entries);
    while (readdir(entries) != NULL)
        n++;
    closedir(entries);
    return n;
}

#endif
