/* inspect_labels.h - the labels of a model and the words that speak for them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_INSPECT_LABELS_H
#define BAGTAG_CLI_SHOW_INSPECT_LABELS_H

#include <stdbool.h>
#include <stddef.h>

#include "bagtag.h"

/* Prints the labels, each with its number of training documents ("-": not known) and its K strongest words (0: all):
 * "label<TAB>count<TAB>word<TAB>word...", on a terminal a table, or one JSON object with the member "labels". Returns
 * the exit status. */
int inspect_labels(const struct bagtag_model *model, size_t k, bool is_json);

#endif
