/* cmd_filter.c - bagtag filter: the lines that carry a label, as they came */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bagtag.h"
#include "base/mem.h"
#include "cli/options/input_options.h"
#include "cli/label_names.h"
#include "cli/options/usage.h"
#include "cli/scoring_model.h"
#include "cli/show/figures.h"
#include "cli/show/output.h"
#include "cli/show/report.h"
#include "cli/stream_end.h"

struct filter_arguments {
    struct bagtag_filter_options options;
    bool is_folded;
    bool is_counting;
    bool is_quiet;
    bool is_numbered;
    bool is_verbose;
};

#define AT(member) .offset = offsetof(struct filter_arguments, member)

static const struct option_spec options[] = {
    {.kind = OPTION_HEADING, .name = "Lines"},
    {.kind = OPTION_REAL,
     .name = "threshold",
     .argument = "P",
     AT(options.threshold),
     .low = 0,
     .high = 1,
     .choices = "auto",
     .chosen = BAGTAG_MODEL_THRESHOLD,
     .initial = "none: LABEL must be the most probable",
     .help = "pass lines for which LABEL has at least this probability, even if another label has more; auto: the "
             "model's own threshold, set in training"},
    {.kind = OPTION_FLAG,
     .name = "known",
     AT(options.is_known),
     .help = "pass only lines in which the model knows at least one word"},
    {.kind = OPTION_FLAG,
     .name = "invert",
     .letter = 'v',
     AT(options.invert),
     .help = "print the lines that do not pass instead"},
    {.kind = OPTION_U64,
     .name = "max-count",
     .letter = 'm',
     .argument = "N",
     AT(options.most),
     .min = 1,
     .max = UINT64_MAX,
     .initial = "no limit",
     .help = "stop after N lines have passed"},

    {.kind = OPTION_HEADING, .name = "What is printed"},
    {.kind = OPTION_FLAG,
     .name = "count",
     .letter = 'c',
     AT(is_counting),
     .help = "print only the number of lines that pass"},
    {.kind = OPTION_FLAG,
     .name = "line-number",
     .letter = 'n',
     AT(is_numbered),
     .help = "print before each line its number in the file and a colon"},
    {.kind = OPTION_FLAG,
     .name = "quiet",
     .letter = 'q',
     AT(is_quiet),
     .help = "print nothing and stop at the first line that passes; the exit status says whether there was one"},
    {.kind = OPTION_FLAG, .name = "verbose", AT(is_verbose), .help = "print at the end how many lines passed"},

    {.kind = OPTION_HEADING, .name = "Input and output"},
    INPUT_OPTIONS_TEXT(filter_arguments, options.input),
    INPUT_OPTIONS_THREADS(filter_arguments, options.threads),
    INPUT_OPTIONS_FOLD(filter_arguments, is_folded),
};

static void report_passed(const struct bagtag_filter_counts *counts)
{
    char passed[FIGURE_BYTES], lines[FIGURE_BYTES];
    report_note("%s of %s line%s passed", figure_count(passed, counts->passed), figure_count(lines, counts->lines),
                counts->lines == 1 ? "" : "s");
}

static int write_nothing(void *context, const char *bytes, size_t len)
{
    (void)context;
    (void)bytes;
    (void)len;
    return 0;
}

/* Runs the filter and says what came of it. Returns the exit status. */
static int pass(const struct command *command, const struct filter_arguments *given, const struct bagtag_model *model,
                const size_t *labels, size_t n, const struct operands *operands)
{
    struct bagtag_error error = {{0}};
    struct bagtag_filter_options wanted = given->options;
    wanted.numbering = given->is_numbered ? BAGTAG_NUMBERED : BAGTAG_UNNUMBERED;
    struct output output = {0};
    struct bagtag_filter_counts counts = {0};
    const char *const *files = operands->values + 2;
    struct bagtag_sink sink = output_sink(&output);
    if (given->is_counting || given->is_quiet)
        sink.write = write_nothing;
    if (given->is_quiet)
        wanted.most = 1;
    report_waiting(files, operands->n - 2);
    enum bagtag_status status =
        bagtag_filter(model, labels, n, files, operands->n - 2, &wanted, &sink, &counts, &error);
    if (status == BAGTAG_OK && given->is_counting && !given->is_quiet)
        buffer_format(&output.text, "%" PRIu64 "\n", counts.passed);

    struct bagtag_stream_counts read = {.lines = counts.lines,
                                        .invalid_utf8 = counts.invalid_utf8,
                                        .labelled = counts.labelled,
                                        .first_labelled = counts.first_labelled,
                                        .input = counts.input};
    int code = stream_end(command, operands, status, &error, &output, &read);
    if (status == BAGTAG_OK && given->is_verbose)
        report_passed(&counts);
    return code == EXIT_DONE && counts.passed == 0 ? EXIT_FAILED : code;
}

static int run_filter(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct filter_arguments *given = arguments;
    struct bagtag_model *model = NULL;
    int opened = scoring_model_open(command, operands, given->is_folded, given->options.threads, &model);
    if (opened != EXIT_DONE)
        return opened;
    size_t n = 0, n_labels = bagtag_model_n_labels(model);
    size_t *labels = mem_array(n_labels, sizeof *labels);
    int code = EXIT_FAILED;
    if (labels == NULL)
        report_error("out of memory");
    else
        code = label_names_find(model, operands->values[0], operands->values[1], given->options.input.label_prefix,
                                labels, &n);
    if (code == EXIT_DONE)
        code = pass(command, given, model, labels, n, operands);
    free(labels);
    bagtag_model_free(model);
    return code;
}

static void init_filter(void *arguments)
{
    struct filter_arguments *given = arguments;
    *given = (struct filter_arguments){.is_verbose = false};
    bagtag_filter_options_init(&given->options);
}

const struct command command_filter = {
    .name = "filter",
    .summary = "print the lines that get a given label",
    .description = "Prints the lines of the files, or of standard input, whose most probable label is LABEL; with "
                   "--threshold, those for which LABEL is probable enough. LABEL can also be a list of labels "
                   "separated by commas, any of which will do. Lines are printed in order, without delay and "
                   "unchanged. As with grep, the exit status is 1 when no line passes.",
    .operands = "MODEL LABEL [FILE...]",
    .examples = "  bagtag filter topics.model travel questions.txt\n"
                "  zcat crawl.txt.gz | bagtag filter --threshold 0.9 languages.model en > en.txt\n"
                "  bagtag filter --invert --threshold 0.5 sentiment.model negative reviews.txt\n"
                "  bagtag filter -c topics.model sports,travel questions.txt\n",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .arguments_bytes = sizeof(struct filter_arguments),
    .init = init_filter,
    .run = run_filter,
};
