/* completion_fish.c - the completion script for fish */
/* SPDX-License-Identifier: MIT */
#include "cli/options/completion.h"

#include <stddef.h>

/* The words before the current one are gone through as the program would; see completion_bash.c. */
static const char head[] =
    "# fish completion for bagtag, as `bagtag completion fish` prints it\n"
    "\n"
    "# Whether the command is COMMAND; with N, whether N operands are there and no option begins; with N and \"+\", N\n"
    "# or more. VALUED are the options that take an argument.\n"
    "function __bagtag_is --argument-names command least more\n"
    "    set -l words (commandline -opc)\n"
    "    set -q words[2]; and test $words[2] = $command; or return 1\n"
    "    set -q least[1]; and test -n \"$least\"; or return 0\n"
    "    set -l valued $argv[4..-1]\n"
    "    set -l n 0\n"
    "    set -l is_value no\n"
    "    set -l has_ended no\n"
    "    for word in $words[3..-1]\n"
    "        if test $is_value = yes\n"
    "            set is_value no\n"
    "        else if test $has_ended = no; and test \"$word\" = --\n"
    "            set has_ended yes\n"
    "        else if test $has_ended = no; and string match -q -- '-?*' \"$word\"\n"
    "            contains -- $word $valued; and set is_value yes\n"
    "        else\n"
    "            set n (math $n + 1)\n"
    "        end\n"
    "    end\n"
    "    test $n -eq $least; or test \"$more\" = + -a $n -gt $least\n"
    "end\n"
    "\n"
    "function __bagtag_has_no_command\n"
    "    test (count (commandline -opc)) -eq 1\n"
    "end\n"
    "\n"
    "complete -c bagtag -f\n"
    "complete -c bagtag -n __bagtag_has_no_command -s h -l help -d 'list the commands and exit'\n"
    "complete -c bagtag -n __bagtag_has_no_command -s V -l version -d 'print the version and exit'\n";

/* TEXT in single quotes. */
static void add_quoted(struct buffer *out, const char *text)
{
    buffer_char(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\')
            buffer_char(out, '\\');
        buffer_char(out, *text);
    }
    buffer_char(out, '\'');
}

static void add_place(struct buffer *out, const struct completion *completion)
{
    switch (completion->kind) {
    case COMPLETION_WORDS:
        buffer_format(out, " -a '%s'", completion->words);
        break;
    case COMPLETION_COMMANDS:
        buffer_text(out, " -a '");
        for (size_t i = 0; i < n_commands; i++)
            buffer_format(out, "%s%s", i == 0 ? "" : " ", commands[i]->name);
        buffer_char(out, '\'');
        break;
    case COMPLETION_FOLDERS:
        buffer_text(out, " -a '(__fish_complete_directories (commandline -ct) \"\")'");
        break;
    case COMPLETION_FILES:
        buffer_text(out, " -F");
        break;
    case COMPLETION_NOTHING:
        break;
    }
}

static void add_option(struct buffer *out, const struct command *command, const struct option_spec *option)
{
    buffer_format(out, "complete -c bagtag -n '__bagtag_is %s'", command->name);
    if (option->letter != 0)
        buffer_format(out, " -s %c", option->letter);
    buffer_format(out, " -l %s", option->name);
    if (option->argument != NULL) {
        struct completion argument = completion_of_argument(option);
        buffer_text(out, argument.kind == COMPLETION_FILES ? " -r" : " -x");
        add_place(out, &argument);
    }
    buffer_text(out, " -d ");
    add_quoted(out, option->help);
    buffer_char(out, '\n');
}

static void add_operands(struct buffer *out, const struct command *command)
{
    struct completion operand;
    const char *at = command->operands;
    for (int n = 0; completion_of_operand(&at, &operand); n++) {
        if (operand.kind == COMPLETION_NOTHING)
            continue;
        buffer_format(out, "complete -c bagtag -n '__bagtag_is %s %d %s", command->name, n,
                      operand.is_repeated ? "+" : "0");
        for (size_t i = 0; i < command->n_options; i++) {
            const struct option_spec *option = &command->options[i];
            if (!completion_is_offered(option) || option->argument == NULL)
                continue;
            buffer_format(out, " --%s", option->name);
            if (option->letter != 0)
                buffer_format(out, " -%c", option->letter);
        }
        buffer_char(out, '\'');
        add_place(out, &operand);
        buffer_char(out, '\n');
    }
}

void completion_fish(struct buffer *out)
{
    buffer_text(out, head);
    for (size_t i = 0; i < n_commands; i++) {
        buffer_format(out, "complete -c bagtag -n __bagtag_has_no_command -a %s -d ", commands[i]->name);
        add_quoted(out, commands[i]->summary);
        buffer_char(out, '\n');
    }
    for (size_t i = 0; i < n_commands; i++) {
        const struct command *command = commands[i];
        buffer_format(out, "\ncomplete -c bagtag -n '__bagtag_is %s' -s h -l help -d 'print help and exit'\n",
                      command->name);
        for (size_t k = 0; k < command->n_options; k++) {
            if (completion_is_offered(&command->options[k]))
                add_option(out, command, &command->options[k]);
        }
        add_operands(out, command);
    }
}
