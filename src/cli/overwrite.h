/* overwrite.h - protects existing files from being overwritten by mistake */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OVERWRITE_H
#define BAGTAG_CLI_OVERWRITE_H

#include <stdbool.h>

/* The kinds of files that commands write. */
enum overwrite {
    OVERWRITE_LOG,
    OVERWRITE_LENGTHS,
    OVERWRITE_VEC,
    OVERWRITE_NPY,
    OVERWRITE_TSV,
    OVERWRITE_WORDS,
    OVERWRITE_FASTTEXT
};

/* Whether PATH, to be written for OPTION, is a regular file that does not begin like KIND; reports it. A mistyped name
 * should not destroy data. An empty file can be replaced; NULL, "-" and anything but a regular file are left to the
 * writer. */
bool overwrite_is_foreign(const char *option, const char *path, enum overwrite kind);

/* Whether PART, to be written together with PATH, exists without it and so is not from an earlier run; reports it. An
 * empty file can be replaced. */
bool overwrite_is_orphan(const char *option, const char *path, const char *part);

#endif
