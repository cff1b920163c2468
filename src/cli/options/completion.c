/* completion.c - what a shell offers behind the Tab key: the places of a command line */
/* SPDX-License-Identifier: MIT */
#include "cli/options/completion.h"

#include <string.h>

const char completion_shells[] = "bash zsh fish";

/* Operands nobody can complete; all others that are not listed below are files. */
static const char unknowable[] = "LABEL A B C";

bool completion_is_offered(const struct option_spec *option)
{
    return option->kind != OPTION_HEADING && option->kind != OPTION_PLANNED;
}

/* Texts are told apart by what --help calls them: "FILE", "FILE|N%", "MODEL". */
struct completion completion_of_argument(const struct option_spec *option)
{
    struct completion completion = {.kind = COMPLETION_NOTHING, .words = ""};
    if (option->kind == OPTION_CHOICE || (option->kind == OPTION_REAL && option->choices != NULL)) {
        completion.kind = COMPLETION_WORDS;
        completion.words = option->choices;
    } else if (option->kind == OPTION_TEXT && strstr(option->argument, "FILE") != NULL) {
        completion.kind = COMPLETION_FILES;
    } else if (option->kind == OPTION_TEXT && strcmp(option->argument, "MODEL") == 0) {
        completion.kind = COMPLETION_FOLDERS;
    }
    return completion;
}

static bool is_called(const struct completion *operand, const char *name)
{
    return strlen(name) == (size_t)operand->name_len && memcmp(operand->name, name, strlen(name)) == 0;
}

bool completion_of_operand(const char **at, struct completion *operand)
{
    const char *word = *at + strspn(*at, " [");
    size_t len = strcspn(word, " ]");
    if (len == 0)
        return false;
    *at = word + len + strspn(word + len, "]");
    size_t name_len = strcspn(word, " ].");
    *operand = (struct completion){
        .kind = COMPLETION_FILES, .words = "", .name = word, .name_len = (int)name_len, .is_repeated = name_len < len};
    if (is_called(operand, "MODEL")) {
        operand->kind = COMPLETION_FOLDERS;
    } else if (is_called(operand, "COMMAND")) {
        operand->kind = COMPLETION_COMMANDS;
    } else if (is_called(operand, "SHELL")) {
        operand->kind = COMPLETION_WORDS;
        operand->words = completion_shells;
    } else if (option_list_holds(unknowable, word, name_len)) {
        operand->kind = COMPLETION_NOTHING;
    }
    return true;
}
