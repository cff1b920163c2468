/* inspect_vocab.h - the words of a model with their counts and norms */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_INSPECT_VOCAB_H
#define BAGTAG_CLI_SHOW_INSPECT_VOCAB_H

#include <stdbool.h>
#include <stddef.h>

#include "bagtag.h"

/* Sort orders: most frequent first, by bytes, largest norm first. Ties keep the model's order. */
#define INSPECT_ORDERS "count word norm"

/* Prints the first K words (0: all) in ORDER: lines of "word<TAB>count<TAB>norm", a table on a terminal, or one JSON
 * object with the member "words". Returns the exit status. */
int inspect_vocab(const struct bagtag_model *model, const char *order, size_t k, bool is_json);

#endif
