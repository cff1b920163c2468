/* unknown_word.h - reports an unknown word, with suggestions */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_UNKNOWN_WORD_H
#define BAGTAG_CLI_SHOW_UNKNOWN_WORD_H

#include <stddef.h>

#include "bagtag.h"

/* "bagtag: unknown word 'musuem'; did you mean museum?" on standard error. */
void report_unknown_word(const struct bagtag_model *model, const char *word, size_t len);

#endif
