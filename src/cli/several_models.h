/* several_models.h - opens and names the models of a command with several */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SEVERAL_MODELS_H
#define BAGTAG_CLI_SEVERAL_MODELS_H

#include <stdbool.h>

#include "bagtag_models.h"
#include "cli/options/command.h"

struct several_models {
    struct bagtag_named_model named[OPTION_MAX_MODELS]; /* [n] */
    struct bagtag_model *opened[OPTION_MAX_MODELS];     /* the same models */
    char *paths[OPTION_MAX_MODELS];                     /* the names are their ends */
    size_t n;
};

/* Opens the models at PATHS, and folds them with THREADS if IS_FOLDED. A model is named after its file or folder,
 * without the ending .model, .bagtag, .bin or .ftz; equal names are preceded by as many folders as they need to differ.
 * Returns the exit status; on failure, reports why and leaves nothing open. */
int several_models_open(const struct command *command, const struct option_models *paths, bool is_folded, int threads,
                        struct several_models *models);
void several_models_close(struct several_models *models);

#endif
