/* label_names.h - labels of a model by the names that people type */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_LABEL_NAMES_H
#define BAGTAG_CLI_LABEL_NAMES_H

#include <stddef.h>

#include "bagtag.h"

/* All of these return an exit status and print what is wrong. PATH is the model's; PREFIX that of labels in fasttext
 * files, NULL: the usual one. LABELS has room for all labels of the model. */

/* The labels that TEXT names, one or several with commas between them. A label that holds a comma is one label. */
int label_names_find(const struct bagtag_model *model, const char *path, const char *text, const char *prefix,
                     size_t *labels, size_t *n);

/* The one label NAME. */
int label_names_find_one(const struct bagtag_model *model, const char *path, const char *name, const char *prefix,
                         size_t *label);

/* The labels in the lines of FILE ("-": standard input); empty lines are skipped. */
int label_names_read(const struct bagtag_model *model, const char *file, const char *prefix, size_t *labels, size_t *n);

#endif
