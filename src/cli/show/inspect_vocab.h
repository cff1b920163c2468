/* inspect_vocab.h - the words of a model with their counts and lengths */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_INSPECT_VOCAB_H
#define BAGTAG_CLI_SHOW_INSPECT_VOCAB_H

#include <stdbool.h>
#include <stddef.h>

#include "bagtag.h"

/* The orders there are: the most frequent first; by bytes; the longest vector first. Equal ones in the model's order.
 */
#define INSPECT_ORDERS "count word norm"

/* Prints the first K words (0: all) in ORDER: "word<TAB>count<TAB>norm" each, on a terminal a table, or one
 * JSON object with the member "words". Returns the exit status. */
int inspect_vocab(const struct bagtag_model *model, const char *order, size_t k, bool is_json);

#endif
