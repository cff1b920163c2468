/* old_output.h - a file that is there already, where a command is to write */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OLD_OUTPUT_H
#define BAGTAG_CLI_OLD_OUTPUT_H

#include <stdbool.h>

/* What a command writes to a file of that name. */
enum old_output { OLD_LOG, OLD_LENGTHS, OLD_VEC, OLD_NPY, OLD_TSV, OLD_WORDS, OLD_FASTTEXT };

/* Whether the regular file PATH, to be written for OPTION, begins like none of KIND: a name typed by mistake should not
 * cost its data. Says so. An empty file can be replaced; NULL, "-" and what is no file are left to the writer. */
bool old_output_is_other(const char *option, const char *path, enum old_output kind);

/* Whether PART, which is to be written together with PATH, is there without it and so is not of an earlier run. Says
 * so. An empty file can be replaced. */
bool old_output_is_alone(const char *option, const char *path, const char *part);

#endif
