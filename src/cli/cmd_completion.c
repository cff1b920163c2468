/* cmd_completion.c - bagtag completion: prints a shell completion script */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include "cli/options/completion.h"
#include "cli/options/usage.h"
#include "cli/show/output.h"
#include "cli/show/report.h"

static int run_completion(const struct command *command, const void *arguments, const struct operands *operands)
{
    (void)arguments;
    const char *script = completion_script(operands->values[0]);
    if (script == NULL)
        return report_usage_error(command, "expected bash, zsh or fish; found '%s'", operands->values[0]);
    struct output output = {0};
    buffer_text(&output.text, script);
    return output_finish(&output);
}

const struct command command_completion = {
    .name = "completion",
    .summary = "print a completion script for bash, zsh or fish",
    .description = "Prints a script that lets the Tab key complete bagtag's command lines: commands, options, "
                   "values, files, models and their labels. SHELL is bash, zsh or fish.",
    .operands = "SHELL",
    .examples = "  source <(bagtag completion bash)   # in ~/.bashrc; in ~/.zshrc with zsh\n"
                "  bagtag completion fish | source    # in ~/.config/fish/config.fish\n",
    .run = run_completion,
};
