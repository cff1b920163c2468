/* label_names.h - labels of a model by the names that people type */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_LABEL_NAMES_H
#define BAGTAG_CLI_LABEL_NAMES_H

#include <stddef.h>

#include "bagtag.h"
#include "cli/options/command.h"
#include "cli/options/label_options.h"

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

/* EXIT_DONE, or EXIT_USAGE when options for the labels that may be answered do not go together. */
int label_names_check(const struct command *command, const struct label_arguments *given);

/* The labels that may be answered, in memory that the caller frees by label_names_clear. */
int label_names_choose(const struct bagtag_model *model, const char *path, const struct label_arguments *given,
                       const char *prefix, struct bagtag_label_choice *choice);
void label_names_clear(struct bagtag_label_choice *choice);

#endif
