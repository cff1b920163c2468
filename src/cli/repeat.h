/* repeat.h - the command that trains the same model again */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_REPEAT_H
#define BAGTAG_CLI_REPEAT_H

#include "bagtag.h"
#include "base/buffer.h"
#include "cli/options/options.h"

/* Appends "bagtag train --no-race ... -o PATH FILE...", quoted for a shell: all settings of MODEL that are not
 * defaults, the FILES it was trained on, and MORE, another file, or NULL. */
void repeat_command(struct buffer *out, const struct bagtag_model *model, const char *path,
                    const struct operands *files, const char *more);

#endif
