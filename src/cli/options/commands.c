/* commands.c - the table of commands */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <string.h>

#include "cli/options/suggest.h"

const struct command *const commands[] = {
    &command_train,   &command_tune,       &command_classify,  &command_filter,  &command_test,
    &command_inspect, &command_embed,      &command_neighbors, &command_analogy, &command_tokenize,
    &command_convert, &command_completion, &command_help,
};
const size_t n_commands = sizeof commands / sizeof commands[0];

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < n_commands; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}

const struct command *command_suggest(const char *name)
{
    const struct command *best = NULL;
    size_t best_distance = SIZE_MAX;
    for (size_t i = 0; i < n_commands; i++) {
        size_t distance = suggest_distance(name, commands[i]->name);
        if (distance < best_distance) {
            best = commands[i];
            best_distance = distance;
        }
    }
    return best != NULL && suggest_is_close(name, best_distance) ? best : NULL;
}
