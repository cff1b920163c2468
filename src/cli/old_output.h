/* old_output.h - protects existing files from being overwritten by mistake */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OLD_OUTPUT_H
#define BAGTAG_CLI_OLD_OUTPUT_H

#include <stdbool.h>

/* The kinds of files that commands write. */
enum old_output { OLD_LOG, OLD_LENGTHS, OLD_VEC, OLD_NPY, OLD_TSV, OLD_WORDS, OLD_FASTTEXT };

/* Whether PATH, to be written for OPTION, is a regular file that does not begin like KIND; reports it. A mistyped name
 * should not destroy data. An empty file can be replaced; NULL, "-" and anything but a regular file are left to the
 * writer. */
bool old_output_is_other(const char *option, const char *path, enum old_output kind);

/* Whether PART, to be written together with PATH, exists without it and so is not from an earlier run; reports it. An
 * empty file can be replaced. */
bool old_output_is_alone(const char *option, const char *path, const char *part);

#endif
