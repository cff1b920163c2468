/* cmd_help.c - bagtag help: prints the overview, or the help of a command */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <unistd.h>

#include "cli/options/help.h"
#include "cli/options/usage.h"
#include "cli/show/output.h"
#include "cli/show/report.h"
#include "cli/show/terminal.h"

static int run_help(const struct command *command, const void *arguments, const struct operands *operands)
{
    (void)arguments;
    const struct command *about = NULL;
    if (operands->n > 0) {
        const char *name = operands->values[0];
        about = command_find(name);
        if (about == NULL) {
            const struct command *meant = command_suggest(name);
            if (meant != NULL)
                return report_usage_error(command, "unknown command '%s'; did you mean '%s'?", name, meant->name);
            return report_usage_error(
                command, "unknown command '%s'; 'bagtag help' lists the commands and names manual pages", name);
        }
    }
    struct output output = {0};
    struct help_style style = help_style_of(STDOUT_FILENO);
    if (about != NULL)
        help_command(&output.text, about, style);
    else
        help_overview(&output.text, style);
    return output_finish(&output);
}

const struct command command_help = {
    .name = "help",
    .summary = "show the help of a command",
    .description = "Lists the commands, or shows the help of COMMAND.",
    .operands = "[COMMAND]",
    .examples = "  bagtag help train\n",
    .run = run_help,
};
