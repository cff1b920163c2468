/* cmd_explain.c - bagtag explain: shows what each word contributed to a text's label */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <string.h>
#include <unistd.h>

#include "bagtag_explain.h"
#include "cli/options/input_options.h"
#include "cli/options/usage.h"
#include "cli/show/output.h"
#include "cli/show/report.h"
#include "cli/show/terminal.h"
#include "cli/stream_finish.h"

struct explain_arguments {
    struct bagtag_explain_options options;
    const char *output; /* "text", "jsonl", "tsv" or "html" */
};

#define AT(member) .offset = offsetof(struct explain_arguments, member)

static const struct option_spec options[] = {
    {.kind = OPTION_HEADING, .name = "Input and output"},
    INPUT_OPTIONS_TEXT(explain_arguments, options.input),
    INPUT_OPTIONS_ID(explain_arguments, options.input),
    {.kind = OPTION_CHOICE,
     .name = "output",
     .argument = "NAME",
     AT(output),
     .choices = "text jsonl tsv html",
     .help = "readable text, one JSON object per line, one line per token, or a web page; on a terminal the text has "
             "shaded words"},
    {.kind = OPTION_SIZE,
     .name = "words",
     .letter = 'n',
     .argument = "N",
     AT(options.words),
     .min = 0,
     .max = 1000000,
     .help = "list at most N words for the label and N against it (text and html)"},
    INPUT_OPTIONS_THREADS(explain_arguments, options.threads),
};

static enum bagtag_explanation output_of(const char *name)
{
    if (strcmp(name, "jsonl") == 0)
        return BAGTAG_EXPLANATION_JSONL;
    if (strcmp(name, "tsv") == 0)
        return BAGTAG_EXPLANATION_TSV;
    if (strcmp(name, "html") == 0)
        return BAGTAG_EXPLANATION_HTML;
    return terminal_has_style(STDOUT_FILENO) ? BAGTAG_EXPLANATION_SHADED : BAGTAG_EXPLANATION_TEXT;
}

static int run_explain(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct explain_arguments *given = arguments;
    struct bagtag_explain_options wanted = given->options;
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    enum bagtag_status status = bagtag_model_open(operands->values[0], &model, &error);
    if (status != BAGTAG_OK)
        return report_no_model(command, operands, status, &error);
    wanted.output = output_of(given->output);
    struct output output = {0};
    struct bagtag_sink sink = output_sink(&output);
    struct bagtag_stream_counts counts = {0};
    report_waiting(operands->values + 1, operands->n - 1);
    status = bagtag_explain(model, operands->values + 1, operands->n - 1, &wanted, &sink, &counts, &error);
    bagtag_model_free(model);
    return stream_finish(command, operands, status, &error, &output, STREAM_OF_ALL, &counts);
}

static void init_explain(void *arguments)
{
    struct explain_arguments *given = arguments;
    *given = (struct explain_arguments){.output = "text"};
    bagtag_explain_options_init(&given->options);
    given->options.input.warn = report_input_warning;
}

const struct command command_explain = {
    .name = "explain",
    .summary = "show what each word contributed to the label of a text",
    .description = "Prints the most probable label of each line of the files, or of standard input, and what each word "
                   "contributed to it: its exact part of the label's logit, and of the lead over the second best "
                   "label. The parts and the bias add up to the logit. Word and character n-grams count towards the "
                   "words they are made of.",
    .operands = "MODEL [FILE...]",
    .examples = "  echo 'Is the museum open on Sunday?' | bagtag explain topics.model\n"
                "  bagtag explain --output html topics.model questions.txt > why.html\n"
                "  bagtag explain --output jsonl topics.model questions.txt\n",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .arguments_bytes = sizeof(struct explain_arguments),
    .init = init_explain,
    .run = run_explain,
};
