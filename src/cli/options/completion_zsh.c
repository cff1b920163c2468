/* completion_zsh.c - the completion script for zsh */
/* SPDX-License-Identifier: MIT */
#include "cli/options/completion.h"

#include <stddef.h>

static const char head[] = "#compdef bagtag\n"
                           "# zsh completion for bagtag, as `bagtag completion zsh` prints it\n\n";

/* Run as a file of $fpath the script is the function itself; read by `source` it only says what it completes. */
static const char tail[] = "\n"
                           "_bagtag()\n"
                           "{\n"
                           "    local context curcontext=\"$curcontext\" state line\n"
                           "    typeset -A opt_args\n"
                           "    _arguments -C \\\n"
                           "        '(- *)'{-h,--help}'[list the commands and exit]' \\\n"
                           "        '(- *)'{-V,--version}'[print the version and exit]' \\\n"
                           "        '1:COMMAND:_bagtag_commands' \\\n"
                           "        '*:: :->arguments' && return\n"
                           "    if [[ $state == arguments ]]; then\n"
                           "        curcontext=\"${curcontext%:*:*}:bagtag-$words[1]:\"\n"
                           "        _bagtag_arguments $words[1]\n"
                           "    fi\n"
                           "}\n"
                           "\n"
                           "if [[ $funcstack[1] == _bagtag ]]; then\n"
                           "    _bagtag \"$@\"\n"
                           "else\n"
                           "    compdef _bagtag bagtag\n"
                           "fi\n";

/* TEXT inside single quotes and square brackets, or behind a colon. */
static void add_quoted(struct buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            buffer_text(out, "'\\''");
        else if (*text == '[' || *text == ']' || *text == ':' || *text == '\\')
            buffer_format(out, "\\%c", *text);
        else
            buffer_char(out, *text);
    }
}

static void add_place(struct buffer *out, const struct completion *completion)
{
    switch (completion->kind) {
    case COMPLETION_WORDS:
        buffer_format(out, "(%s)", completion->words);
        break;
    case COMPLETION_COMMANDS:
        buffer_text(out, "_bagtag_commands");
        break;
    case COMPLETION_FOLDERS:
        buffer_text(out, "_path_files -/");
        break;
    case COMPLETION_FILES:
        buffer_text(out, "_files");
        break;
    case COMPLETION_NOTHING:
        buffer_char(out, ' ');
        break;
    }
}

/* '(-k --top)'{-k+,--top=}'[help]:N: ' - a short and a long name exclude each other, "+" and "=" let the argument
 * follow at once or as the next word. */
static void add_option(struct buffer *out, const struct option_spec *option)
{
    const char *short_end = option->argument != NULL ? "+" : "";
    const char *long_end = option->argument != NULL ? "=" : "";
    buffer_text(out, "                ");
    if (option->letter != 0)
        buffer_format(out, "'(-%c --%s)'{-%c%s,--%s%s}'[", option->letter, option->name, option->letter, short_end,
                      option->name, long_end);
    else
        buffer_format(out, "'--%s%s[", option->name, long_end);
    add_quoted(out, option->help);
    buffer_char(out, ']');
    if (option->argument != NULL) {
        struct completion argument = completion_of_argument(option);
        buffer_char(out, ':');
        add_quoted(out, option->argument);
        buffer_char(out, ':');
        add_place(out, &argument);
    }
    buffer_text(out, "' \\\n");
}

static void add_command(struct buffer *out, const struct command *command)
{
    buffer_format(out,
                  "        %s)\n            _arguments -s -S \\\n"
                  "                '(- *)'{-h,--help}'[print help and exit]'",
                  command->name);
    buffer_text(out, " \\\n");
    for (size_t i = 0; i < command->n_options; i++) {
        if (completion_is_offered(&command->options[i]))
            add_option(out, &command->options[i]);
    }
    struct completion operand;
    const char *at = command->operands;
    for (int n = 1; completion_of_operand(&at, &operand); n++) {
        buffer_text(out, "                '");
        if (operand.is_repeated)
            buffer_char(out, '*');
        else
            buffer_format(out, "%d", n);
        buffer_format(out, ":%.*s:", operand.name_len, operand.name);
        add_place(out, &operand);
        buffer_text(out, "' \\\n");
    }
    buffer_text(out, "                && return\n            ;;\n");
}

void completion_zsh(struct buffer *out)
{
    buffer_text(out, head);
    buffer_text(out, "_bagtag_commands()\n{\n    local -a commands=(\n");
    for (size_t i = 0; i < n_commands; i++) {
        buffer_format(out, "        '%s:", commands[i]->name);
        add_quoted(out, commands[i]->summary);
        buffer_text(out, "'\n");
    }
    buffer_text(out, "    )\n    _describe -t commands command commands\n}\n\n"
                     "_bagtag_arguments()\n{\n    case $1 in\n");
    for (size_t i = 0; i < n_commands; i++)
        add_command(out, commands[i]);
    buffer_text(out, "    esac\n}\n");
    buffer_text(out, tail);
}
