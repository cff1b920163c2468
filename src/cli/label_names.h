/* label_names.h - finds labels of a model by the names typed for them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_LABEL_NAMES_H
#define BAGTAG_CLI_LABEL_NAMES_H

#include <stddef.h>

#include "bagtag.h"
#include "cli/options/command.h"
#include "cli/options/label_options.h"

/* All of these return an exit status, after printing any error. PATH is the model's; PREFIX is the label prefix of
 * fasttext files, NULL: the default. LABELS has room for all labels of the model. */

/* Finds the labels in TEXT: a single label, which may contain commas, or several separated by commas. */
int label_names_find(const struct bagtag_model *model, const char *path, const char *text, const char *prefix,
                     size_t *labels, size_t *n);

/* Finds the label NAME. */
int label_names_find_one(const struct bagtag_model *model, const char *path, const char *name, const char *prefix,
                         size_t *label);

/* Reads labels from FILE ("-": standard input), one per line; empty lines are skipped. */
int label_names_read(const struct bagtag_model *model, const char *file, const char *prefix, size_t *labels, size_t *n);

/* Returns EXIT_USAGE if the options that restrict the labels cannot be combined, or if standard input holds the labels
 * and is also read as ON (the file of --on, NULL: none) or for one of the N_FILES texts; else EXIT_DONE. */
int label_names_check(const struct command *command, const struct label_arguments *given, const char *on,
                      const char *const *files, size_t n_files);

/* Sets CHOICE to the labels to choose from, in memory that label_names_clear frees. */
int label_names_choose(const struct bagtag_model *model, const char *path, const struct label_arguments *given,
                       const char *prefix, struct bagtag_label_choice *choice);
void label_names_clear(struct bagtag_label_choice *choice);

#endif
