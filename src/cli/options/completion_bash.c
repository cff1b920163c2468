/* completion_bash.c - the completion script for bash */
/* SPDX-License-Identifier: MIT */
#include "cli/options/completion.h"

#include <stddef.h>

/* Files and folders are left to readline itself, which knows how to quote their names: no words are given, and an
 * option of the completion says what to fall back on. */
static const char head[] = "# bash completion for bagtag, as `bagtag completion bash` prints it\n"
                           "\n"
                           "_bagtag_words()\n"
                           "{\n"
                           "    mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$current\")\n"
                           "}\n"
                           "\n"
                           "_bagtag_place()\n"
                           "{\n"
                           "    case $1 in\n"
                           "        files) compopt -o default ;;\n"
                           "        folders) compopt -o dirnames ;;\n"
                           "        commands) _bagtag_words \"$commands\" ;;\n"
                           "        nothing) ;;\n"
                           "        *) _bagtag_words \"$1\" ;;\n"
                           "    esac\n"
                           "}\n"
                           "\n";

/* The words before the current one are gone through as the program would: an option that takes an argument takes the
 * next word, others stand alone, and what is no option is an operand. bash cuts "--name=value" into three words. A
 * long option may be shortened. */
static const char body[] =
    "    local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}\n"
    "    local options='' valued='' operands=() option='' word i n=0 ended='' repeated=''\n"
    "    COMPREPLY=()\n"
    "    if ((COMP_CWORD == 1)); then\n"
    "        _bagtag_words \"$commands --help --version\"\n"
    "        return\n"
    "    fi\n"
    "    _bagtag_command \"$command\" || return\n"
    "    for ((i = 2; i < COMP_CWORD; i++)); do\n"
    "        word=${COMP_WORDS[i]}\n"
    "        if [[ $word == '=' && ! $ended ]]; then\n"
    "            continue\n"
    "        elif [[ $option ]]; then\n"
    "            option=''\n"
    "        elif [[ $word == -- && ! $ended ]]; then\n"
    "            ended=yes\n"
    "        elif [[ $word == -?* && ! $ended ]]; then\n"
    "            if [[ \" $valued \" == *\" $word \"* ]]; then\n"
    "                option=$word\n"
    "            elif [[ \" $options \" != *\" $word \"* && $word == --* && \" $valued\" == *\" $word\"* ]]; then\n"
    "                option=${valued#*\"$word\"}\n"
    "                option=$word${option%% *}\n"
    "            fi\n"
    "        else\n"
    "            n=$((n + 1))\n"
    "        fi\n"
    "    done\n"
    "    [[ $current == '=' && ! $ended ]] && current=''\n"
    "    if [[ $option ]]; then\n"
    "        _bagtag_place \"$(_bagtag_argument \"$command:$option\")\"\n"
    "    elif [[ $current == -?* || $current == - ]] && [[ ! $ended ]]; then\n"
    "        _bagtag_words \"$options\"\n"
    "    elif ((n < ${#operands[@]})); then\n"
    "        _bagtag_place \"${operands[n]}\"\n"
    "    elif ((${#operands[@]} > 0)) && [[ $repeated ]]; then\n"
    "        _bagtag_place \"${operands[-1]}\"\n"
    "    fi\n"
    "}\n"
    "\n"
    "complete -F _bagtag bagtag\n";

static const char *place_of(const struct completion *completion)
{
    switch (completion->kind) {
    case COMPLETION_WORDS:
        return completion->words;
    case COMPLETION_COMMANDS:
        return "commands";
    case COMPLETION_FOLDERS:
        return "folders";
    case COMPLETION_FILES:
        return "files";
    case COMPLETION_NOTHING:
        break;
    }
    return "nothing";
}

static void add_names(struct buffer *out, const struct option_spec *option)
{
    buffer_format(out, " --%s", option->name);
    if (option->letter != 0)
        buffer_format(out, " -%c", option->letter);
}

static void add_command(struct buffer *out, const struct command *command)
{
    buffer_format(out, "        %s)\n            options='--help -h", command->name);
    for (size_t i = 0; i < command->n_options; i++) {
        if (completion_is_offered(&command->options[i]))
            add_names(out, &command->options[i]);
    }
    buffer_text(out, "'\n            valued='");
    size_t begin = out->len;
    for (size_t i = 0; i < command->n_options; i++) {
        if (completion_is_offered(&command->options[i]) && command->options[i].argument != NULL)
            add_names(out, &command->options[i]);
    }
    buffer_text(out, out->len == begin ? "'\n" : " '\n");

    buffer_text(out, "            operands=(");
    bool is_repeated = false;
    struct completion operand;
    const char *at = command->operands;
    for (const char *space = ""; completion_of_operand(&at, &operand); space = " ") {
        buffer_format(out, "%s'%s'", space, place_of(&operand));
        is_repeated = operand.is_repeated;
    }
    buffer_format(out, ")\n            repeated=%s\n            ;;\n", is_repeated ? "yes" : "''");
}

static void add_arguments(struct buffer *out, const struct command *command)
{
    for (size_t i = 0; i < command->n_options; i++) {
        const struct option_spec *option = &command->options[i];
        if (!completion_is_offered(option) || option->argument == NULL)
            continue;
        struct completion argument = completion_of_argument(option);
        if (argument.kind == COMPLETION_NOTHING)
            continue;
        buffer_format(out, "        %s:--%s", command->name, option->name);
        if (option->letter != 0)
            buffer_format(out, " | %s:-%c", command->name, option->letter);
        buffer_format(out, ") echo '%s' ;;\n", place_of(&argument));
    }
}

void completion_bash(struct buffer *out)
{
    buffer_text(out, head);
    buffer_text(out, "# What COMMAND takes: its options, those of them with an argument, its operands.\n"
                     "_bagtag_command()\n{\n    case $1 in\n");
    for (size_t i = 0; i < n_commands; i++)
        add_command(out, commands[i]);
    buffer_text(out, "        *) return 1 ;;\n    esac\n}\n\n"
                     "# What may stand behind COMMAND:OPTION.\n"
                     "_bagtag_argument()\n{\n    case $1 in\n");
    for (size_t i = 0; i < n_commands; i++)
        add_arguments(out, commands[i]);
    buffer_text(out, "        *) echo nothing ;;\n    esac\n}\n");

    buffer_text(out, "\n_bagtag()\n{\n    local commands='");
    for (size_t i = 0; i < n_commands; i++)
        buffer_format(out, "%s%s", i == 0 ? "" : " ", commands[i]->name);
    buffer_text(out, "'\n");
    buffer_text(out, body);
}
