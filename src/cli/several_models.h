/* several_models.h - the models of a command that was given more than one */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SEVERAL_MODELS_H
#define BAGTAG_CLI_SEVERAL_MODELS_H

#include <stdbool.h>

#include "bagtag_models.h"
#include "cli/options/command.h"

struct several_models {
    struct bagtag_named_model named[OPTION_MOST_MODELS]; /* [n] */
    struct bagtag_model *opened[OPTION_MOST_MODELS];     /* the same models */
    char *paths[OPTION_MOST_MODELS];                     /* which their names are the ends of */
    size_t n;
};

/* Opens those at PATHS, and folds them with THREADS where IS_FOLDED. Each is called as its file or folder is, without
 * the ending .model, .bagtag, .bin or .ftz; where several are called the same, the folders before it go with the name,
 * as far as the names need them to differ. Returns the exit status; says why when it is not EXIT_DONE, and nothing is
 * open then. */
int several_models_open(const struct command *command, const struct option_models *paths, bool is_folded, int threads,
                        struct several_models *models);
void several_models_close(struct several_models *models);

#endif
