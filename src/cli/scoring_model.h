/* scoring_model.h - the model of a command that scores texts */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SCORING_MODEL_H
#define BAGTAG_CLI_SCORING_MODEL_H

#include <stdbool.h>

#include "bagtag.h"
#include "cli/options/command.h"

/* Opens the model that is the first of OPERANDS, and folds it with THREADS if IS_FOLDED. Returns the exit status; on
 * failure, reports why and leaves *MODEL unchanged. */
int scoring_model_open(const struct command *command, const struct operands *operands, bool is_folded, int threads,
                       struct bagtag_model **model);

#endif
