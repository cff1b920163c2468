/* repeat.h - the command that makes a model once more */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_REPEAT_H
#define BAGTAG_CLI_REPEAT_H

#include "bagtag.h"
#include "base/buffer.h"
#include "cli/options/options.h"

/* Appends "bagtag train --no-race ... -o MODEL FILE...", which can be pasted into a shell: what MODEL, to be written to
 * PATH, was made with, all that is not a default; FILES it was trained on, and MORE, another file, or NULL. */
void repeat_command(struct buffer *out, const struct bagtag_model *model, const char *path,
                    const struct operands *files, const char *more);

#endif
