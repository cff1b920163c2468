/* cmd_pack.c - bagtag pack: a model as one file */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include "bagtag_pack.h"
#include "cli/interrupt.h"
#include "cli/options/usage.h"
#include "cli/show/report.h"

struct pack_arguments {
    const char *packed;
};

static const struct option_spec options[] = {
    {.kind = OPTION_TEXT,
     .name = "output",
     .letter = 'o',
     .argument = "FILE",
     .offset = offsetof(struct pack_arguments, packed),
     .file = OPTION_WRITES,
     .is_required = true,
     .help = "file to write; a packed model is replaced, anything else is refused"},
};

/* Signals are held back, so that no temporary file is left beside the output. */
static int run_pack(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct pack_arguments *given = arguments;
    struct bagtag_error error = {{0}};
    interrupt_begin(given->packed);
    interrupt_hold();
    enum bagtag_status status = bagtag_model_pack(operands->values[0], given->packed, &error);
    interrupt_release();
    return status == BAGTAG_OK ? EXIT_DONE : report_no_model(command, operands, status, &error);
}

const struct command command_pack = {
    .name = "pack",
    .summary = "pack a model into one file",
    .description =
        "Writes the files of MODEL to one FILE that every command accepts as a model: one thing to copy, to ship or to "
        "embed in a program. FILE is a zip archive without compression, so it is mapped and ready at "
        "once like the folder, and unzip restores the folder. Every byte of the model is checked first.",
    .operands = "MODEL",
    .examples = "  bagtag pack -o topics.bagtag topics.model\n"
                "  bagtag classify topics.bagtag questions.txt\n"
                "  bagtag inspect --verify topics.bagtag\n",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .arguments_bytes = sizeof(struct pack_arguments),
    .run = run_pack,
};
