/* commands.c - the table of commands */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/options/suggest.h"
#include "cli/options/train_options.h"
#include "cli/options/tune_options.h"

const struct command *const commands[] = {
    &command_train,   &command_tune,  &command_classify,  &command_filter,     &command_test,     &command_explain,
    &command_inspect, &command_embed, &command_neighbors, &command_analogy,    &command_tokenize, &command_convert,
    &command_shrink,  &command_pack,  &command_fasttext,  &command_completion, &command_help,
};
const size_t n_commands = sizeof commands / sizeof commands[0];

void commands_prepare(void)
{
    command_train.n_options = train_options_fill();
    command_tune.n_options = tune_options_fill();
}

void *command_arguments_new(const struct command *command)
{
    void *arguments = mem_zeroed(1, command->arguments_bytes);
    if (arguments != NULL && command->init != NULL)
        command->init(arguments);
    return arguments;
}

void command_arguments_free(const struct command *command, void *arguments)
{
    if (command->clear != NULL)
        command->clear(arguments);
    free(arguments);
}

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
