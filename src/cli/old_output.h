/* old_output.h - a file that is there already, where a command is to write */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OLD_OUTPUT_H
#define BAGTAG_CLI_OLD_OUTPUT_H

#include <stdbool.h>

/* What a command writes to a file of that name. */
enum old_output { OLD_LOG, OLD_LENGTHS, OLD_VEC, OLD_NPY, OLD_TSV, OLD_FASTTEXT };

/* Whether the regular file PATH, to be written for OPTION, begins like none of KIND: a name typed by mistake should not
 * cost its data. Says so. An empty file can be replaced; NULL, "-" and what is no file are left to the writer. */
bool old_output_is_other(const char *option, const char *path, enum old_output kind);

#endif
