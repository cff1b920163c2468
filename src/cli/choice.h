/* choice.h - how filter chooses lines by their scores, as people type it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_CHOICE_H
#define BAGTAG_CLI_CHOICE_H

#include "bagtag_choose.h"
#include "cli/options/command.h"

/* Both return an exit status, and print what is wrong. */

/* "10%" or "500": CHOICE becomes that of the best lines. */
int choice_read_top(const struct command *command, const char *text, struct bagtag_choice *choice);

/* "pareto:9": CHOICE becomes that sample. */
int choice_read_sample(const struct command *command, const char *text, struct bagtag_choice *choice);

#endif
