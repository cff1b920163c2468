/* inspect_labels.h - the labels of a model and their strongest words */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_INSPECT_LABELS_H
#define BAGTAG_CLI_SHOW_INSPECT_LABELS_H

#include <stdbool.h>
#include <stddef.h>

#include "bagtag.h"

/* Prints each label with its number of training documents ("-": unknown) and its K strongest words (0: all): lines of
 * "label<TAB>count<TAB>word<TAB>word...", a table on a terminal, or one JSON object with the member "labels". Returns
 * the exit status. */
int inspect_labels(const struct bagtag_model *model, size_t k, bool is_json);

#endif
