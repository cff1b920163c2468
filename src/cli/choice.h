/* choice.h - parses the values of filter's --keep-top and --sample */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_CHOICE_H
#define BAGTAG_CLI_CHOICE_H

#include "bagtag_choose.h"
#include "cli/options/command.h"

/* Both return an exit status, after printing any error. */

/* Parses "10%" or "500" and sets CHOICE to the best lines. */
int choice_read_top(const struct command *command, const char *text, struct bagtag_choice *choice);

/* Parses "pareto:9" and sets CHOICE to that sample. */
int choice_read_sample(const struct command *command, const char *text, struct bagtag_choice *choice);

#endif
