/* cmd_filter.c - bagtag filter: prints the lines that get a label, unchanged */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bagtag.h"
#include "bagtag_choose.h"
#include "base/decimal.h"
#include "base/mem.h"
#include "cli/choice.h"
#include "cli/options/input_options.h"
#include "cli/options/label_options.h"
#include "cli/label_names.h"
#include "cli/options/usage.h"
#include "cli/show/promise.h"
#include "cli/scoring_model.h"
#include "cli/show/figures.h"
#include "cli/show/output.h"
#include "cli/show/report.h"
#include "cli/stream_finish.h"
#include "io/input.h"

struct filter_arguments {
    struct bagtag_filter_options options;
    bool is_folded;
    bool is_counting;
    bool is_quiet;
    bool is_numbered;
    bool is_verbose;
    const char *top;    /* NULL: not given, as the next two */
    const char *unit;   /* "lines", "bytes" */
    const char *sample; /* "pareto:9" */
    uint64_t seed;
    bool is_quantiles;
    double precision; /* 0: not given */
    const char *on;   /* NULL: not given */
    struct label_arguments among;
    uint32_t marks;
};

enum { MARK_THRESHOLD = 1, MARK_SEED = 2 }; /* --threshold and --seed were given */

#define AT(member) .offset = offsetof(struct filter_arguments, member)

static const struct option_spec options[] = {
    {.kind = OPTION_HEADING, .name = "Lines"},
    {.kind = OPTION_REAL,
     .name = "threshold",
     .argument = "P",
     AT(options.threshold),
     .mark = MARK_THRESHOLD,
     .mark_offset = offsetof(struct filter_arguments, marks),
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
     .help = "pass only lines in which the model knows a word, or half of the character n-grams"},
    LABEL_OPTIONS(filter_arguments, among),
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

    {.kind = OPTION_HEADING, .name = "Lines chosen by their scores"},
    {.kind = OPTION_TEXT,
     .name = "keep-top",
     .argument = "N|P%",
     AT(top),
     .is_never_empty = true,
     .initial = "all that get LABEL",
     .help = "pass the N lines with the highest probability of LABEL, or the best P percent; prints nothing before the "
             "input ends"},
    {.kind = OPTION_CHOICE,
     .name = "by",
     .argument = "NAME",
     AT(unit),
     .choices = "lines bytes",
     .initial = "lines",
     .help = "what --keep-top counts; bytes: the best lines that together have at most N bytes, or P percent of all"},
    {.kind = OPTION_REAL,
     .name = "precision",
     .argument = "P",
     AT(precision),
     .low = 0,
     .high = 1,
     .is_above_low = true,
     .is_below_high = true,
     .initial = "none",
     .help =
         "pass the lines that reach the lowest threshold at which at least the share P of them are right, with 95 % "
         "confidence, as measured on the lines of --on; prints that threshold on standard error"},
    {.kind = OPTION_TEXT,
     .name = "on",
     .argument = "FILE",
     AT(on),
     .file = OPTION_READS,
     .is_never_empty = true,
     .initial = "none",
     .help = "labelled lines for --precision that were not used in training"},
    {.kind = OPTION_TEXT,
     .name = "sample",
     .argument = "pareto:A",
     AT(sample),
     .is_never_empty = true,
     .initial = "none",
     .help = "pass a random sample that favours lines with a high probability of LABEL: each passes with the chance "
             "(2 - probability)^-A"},
    {.kind = OPTION_U64,
     .name = "seed",
     .argument = "N",
     AT(seed),
     .mark = MARK_SEED,
     .mark_offset = offsetof(struct filter_arguments, marks),
     .min = 0,
     .max = UINT64_MAX,
     .help = "random seed of --sample"},
    {.kind = OPTION_FLAG,
     .name = "quantiles",
     AT(is_quantiles),
     .help = "print the distribution of the probability of LABEL instead of lines, for choosing a threshold"},

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
    INPUT_OPTIONS_LABELS(filter_arguments, options.input),
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

/* The shares of lines that --quantiles reports on. */
static const double shares[] = {0,   0.001, 0.01, 0.05, 0.1,  0.2,  0.3,   0.4, 0.5,
                                0.6, 0.7,   0.8,  0.9,  0.95, 0.99, 0.999, 1};
enum { N_SHARES = sizeof shares / sizeof *shares };

/* The parameters of a run. */
struct filter_run {
    const struct command *command;
    const struct filter_arguments *given;
    struct bagtag_filter_options options;
    struct bagtag_choice choice;
    bool is_chosen; /* lines are chosen by `choice` */
    const struct bagtag_model *model;
    const size_t *labels; /* [n] */
    size_t n;
    const char *const *files; /* [n_files] */
    size_t n_files;
};

/* Prints the quantiles of the scores. */
static enum bagtag_status put_quantiles(const struct filter_run *run, struct output *output,
                                        struct bagtag_filter_counts *counts, struct bagtag_error *error)
{
    float scores[N_SHARES];
    char share[DECIMAL_BYTES];
    enum bagtag_status status = bagtag_quantiles(run->model, run->labels, run->n, run->files, run->n_files,
                                                 &run->given->options, shares, N_SHARES, scores, counts, error);
    for (size_t i = 0; status == BAGTAG_OK && counts->passed > 0 && i < N_SHARES; i++) {
        buffer_format(&output->text, "%s\t", decimal_text(share, shares[i]));
        decimal_append_probability(&output->text, scores[i]);
        buffer_char(&output->text, '\n');
    }
    return status;
}

/* Prints the lines that pass, or their number. */
static enum bagtag_status put_lines(const struct filter_run *run, struct output *output,
                                    struct bagtag_filter_counts *counts, struct bagtag_error *error)
{
    const struct filter_arguments *given = run->given;
    struct bagtag_filter_options wanted = run->options;
    struct bagtag_sink sink = output_sink(output);
    wanted.numbering = given->is_numbered ? BAGTAG_NUMBERED : BAGTAG_UNNUMBERED;
    if (given->is_counting || given->is_quiet)
        sink.write = write_nothing;
    if (given->is_quiet)
        wanted.most = 1;
    enum bagtag_status status =
        run->is_chosen
            ? bagtag_choose(run->model, run->labels, run->n, run->files, run->n_files, &wanted, &run->choice, &sink,
                            counts, error)
            : bagtag_filter(run->model, run->labels, run->n, run->files, run->n_files, &wanted, &sink, counts, error);
    if (status == BAGTAG_OK && given->is_counting && !given->is_quiet)
        buffer_format(&output->text, "%" PRIu64 "\n", counts->passed);
    return status;
}

/* Runs the filter and reports the result. Returns the exit status. */
static int pass(const struct filter_run *run, const struct operands *operands)
{
    struct bagtag_error error = {{0}};
    struct output output = {0};
    struct bagtag_filter_counts counts = {0};
    report_waiting(run->files, run->n_files);
    enum bagtag_status status = run->given->is_quantiles ? put_quantiles(run, &output, &counts, &error)
                                                         : put_lines(run, &output, &counts, &error);
    struct bagtag_stream_counts read = {.lines = counts.lines,
                                        .invalid_utf8 = counts.invalid_utf8,
                                        .labelled = counts.labelled,
                                        .first_labelled = counts.first_labelled,
                                        .labelled_as = counts.labelled_as,
                                        .input = counts.input};
    int code = stream_finish(run->command, operands, status, &error, &output, STREAM_OF_SOME, &read);
    if (status == BAGTAG_OK && run->given->is_verbose && !run->given->is_quantiles)
        report_passed(&counts);
    return code == EXIT_DONE && counts.passed == 0 ? EXIT_FAILED : code;
}

/* Checks and parses the options that choose lines. Returns the exit status. */
static int read_choice(struct filter_run *run)
{
    const struct filter_arguments *given = run->given;
    const struct command *command = run->command;
    const char *names[5];
    size_t n = 0;
    if (given->marks & MARK_THRESHOLD)
        names[n++] = "threshold";
    if (given->top != NULL)
        names[n++] = "keep-top";
    if (given->sample != NULL)
        names[n++] = "sample";
    if (given->is_quantiles)
        names[n++] = "quantiles";
    if (given->precision > 0.0)
        names[n++] = "precision";
    if (n > 1)
        return report_usage_error(command, "--%s and --%s cannot be combined", names[0], names[1]);
    if ((given->precision > 0.0) != (given->on != NULL))
        return report_usage_error(command, given->on != NULL
                                               ? "--on needs --precision"
                                               : "--precision needs --on FILE: labelled lines to measure it on");
    if (given->on != NULL && strcmp(given->on, "-") == 0 && input_is_standard(run->files, run->n_files))
        return report_usage_error(command, "--on: standard input cannot be read twice");
    if (given->unit != NULL && given->top == NULL)
        return report_usage_error(command, "--by needs --keep-top");
    if ((given->marks & MARK_SEED) && given->sample == NULL)
        return report_usage_error(command, "--seed needs --sample");
    if (given->is_quantiles && (given->is_counting || given->is_quiet || given->is_numbered || given->options.invert ||
                                given->options.most > 0))
        return report_usage_error(command, "--quantiles prints no lines and cannot be combined with -c, -m, -n, -q and "
                                           "-v");
    run->choice.seed = given->seed;
    run->choice.unit =
        given->unit != NULL && strcmp(given->unit, "bytes") == 0 ? BAGTAG_COUNT_BYTES : BAGTAG_COUNT_LINES;
    run->is_chosen = given->top != NULL || given->sample != NULL;
    return given->top != NULL      ? choice_read_top(command, given->top, &run->choice)
           : given->sample != NULL ? choice_read_sample(command, given->sample, &run->choice)
                                   : EXIT_DONE;
}

/* Finds the threshold of --precision and prints it. Returns the exit status. */
static int take_threshold(struct filter_run *run)
{
    const struct filter_arguments *given = run->given;
    struct bagtag_promise promise;
    struct bagtag_error error;
    enum bagtag_status status = bagtag_promise_precision(run->model, run->labels, run->n, &given->on, 1,
                                                         &given->options, given->precision, &promise, &error);
    if (status != BAGTAG_OK)
        return report_run_failure(run->command, status, &error);
    run->options.threshold = promise.threshold;
    run->options.input.given = promise.unused;
    if (!given->is_quiet)
        promise_report_precision(&promise, given->on, given->precision);
    return EXIT_DONE;
}

/* Whether the first file is really a label, which belongs in the argument before it; reports it. */
static bool is_separate_label(const struct filter_run *run, const struct operands *operands)
{
    if (run->n_files == 0 || strcmp(run->files[0], "-") == 0 || access(run->files[0], F_OK) == 0 ||
        bagtag_model_find_label(run->model, run->files[0]) < 0)
        return false;
    report_error("%s: expected a file; found a label of the model; give several labels as one argument: %s,%s",
                 run->files[0], operands->values[1], run->files[0]);
    return true;
}

/* Finds the labels named in OPERANDS; if they name a file, prints the usage. Returns the exit status. */
static int find_labels(struct filter_run *run, const struct operands *operands, size_t *labels)
{
    const char *text = operands->values[1];
    int code = label_names_find(run->model, operands->values[0], text, run->given->options.input.label_prefix, labels,
                                &run->n);
    if (code != EXIT_DONE && access(text, F_OK) == 0)
        report_usage(run->command);
    return code == EXIT_DONE && is_separate_label(run, operands) ? EXIT_FAILED : code;
}

static int run_filter(const struct command *command, const void *arguments, const struct operands *operands)
{
    struct filter_arguments given = *(const struct filter_arguments *)arguments;
    struct filter_run run = {
        .command = command, .given = &given, .files = operands->values + 2, .n_files = operands->n - 2};
    struct bagtag_model *model = NULL;
    int code = read_choice(&run);
    if (code == EXIT_DONE)
        code = label_names_check(command, &given.among, given.on, run.files, run.n_files);
    if (code == EXIT_DONE)
        code = scoring_model_open(command, operands, given.is_folded, given.options.threads, &model);
    if (code != EXIT_DONE)
        return code;
    size_t n_labels = bagtag_model_n_labels(model);
    size_t *labels = mem_array(n_labels, sizeof *labels);
    code = EXIT_FAILED;
    run.model = model;
    if (labels == NULL)
        report_error("out of memory");
    else
        code = find_labels(&run, operands, labels);
    if (code == EXIT_DONE)
        code = label_names_choose(model, operands->values[0], &given.among, given.options.input.label_prefix,
                                  &given.options.among);
    run.labels = labels;
    run.options = given.options;
    if (code == EXIT_DONE && given.on != NULL)
        code = take_threshold(&run);
    if (code == EXIT_DONE)
        code = pass(&run, operands);
    free(labels);
    label_names_clear(&given.options.among);
    bagtag_model_free(model);
    return code;
}

static void init_filter(void *arguments)
{
    struct filter_arguments *given = arguments;
    *given = (struct filter_arguments){.seed = 1};
    bagtag_filter_options_init(&given->options);
    given->options.input.warn = report_input_warning;
}

const struct command command_filter = {
    .name = "filter",
    .summary = "print the lines that get a given label",
    .description = "Prints the lines of the files, or of standard input, whose most probable label is LABEL; with "
                   "--threshold, those for which LABEL is probable enough. LABEL can also be a list of labels "
                   "separated by commas, any of which will do. --keep-top, --sample and --quantiles rank lines by "
                   "the probability of LABEL. Lines are printed in order, without delay and unchanged. As with grep, "
                   "the exit status is 1 when no line passes.",
    .operands = "MODEL LABEL [FILE...]",
    .examples = "  bagtag filter topics.model travel questions.txt\n"
                "  zcat crawl.txt.gz | bagtag filter --threshold 0.9 languages.model en > en.txt\n"
                "  bagtag filter --invert --threshold 0.5 sentiment.model negative reviews.txt\n"
                "  bagtag filter -c topics.model sports,travel questions.txt\n"
                "  bagtag filter --precision 0.95 --on labelled.txt spam.model spam mails.txt\n"
                "  bagtag filter --keep-top 10% quality.model good crawl.jsonl.gz > best.jsonl\n",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .arguments_bytes = sizeof(struct filter_arguments),
    .init = init_filter,
    .run = run_filter,
};
