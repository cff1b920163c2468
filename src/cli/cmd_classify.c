/* cmd_classify.c - bagtag classify: a line of labels for every line of text */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <string.h>

#include "bagtag.h"
#include "bagtag_choose.h"
#include "cli/label_names.h"
#include "cli/options/input_options.h"
#include "cli/options/label_options.h"
#include "cli/options/usage.h"
#include "cli/scoring_model.h"
#include "cli/several_models.h"
#include "cli/show/output.h"
#include "cli/show/promise.h"
#include "cli/show/report.h"
#include "cli/stream_finish.h"
#include "io/input.h"

struct classify_arguments {
    struct bagtag_classify_options options;
    bool is_folded;
    const char *output;      /* "auto", "text" or "jsonl" */
    const char *score;       /* "prob", "logit"; NULL: not given */
    const char *label_score; /* NULL: not given */
    struct label_arguments among;
    bool has_probability;
    struct option_models models;
    double coverage; /* of --set; 0: not given */
    const char *on;
    uint32_t marks;
};

enum { MARK_TOP = 1, MARK_THRESHOLD = 2 }; /* --top and --threshold were given */

#define AT(member) .offset = offsetof(struct classify_arguments, member)

static const struct option_spec options[] = {
    {.kind = OPTION_HEADING, .name = "Labels"},
    {.kind = OPTION_SIZE,
     .name = "top",
     .letter = 'k',
     .argument = "N",
     AT(options.k),
     .mark = MARK_TOP,
     .mark_offset = offsetof(struct classify_arguments, marks),
     .min = 0,
     .max = 1000000,
     .help = "print the N most probable labels of each line, best first; 0: all"},
    {.kind = OPTION_FLAG, .name = "prob", AT(has_probability), .help = "print the probability after each label"},
    {.kind = OPTION_CHOICE,
     .name = "score",
     .argument = "NAME",
     AT(score),
     .choices = "prob logit",
     .initial = "none",
     .help = "print a score after each label: its probability, or its logit, which still ranks lines when all "
             "probabilities are close to 1"},
    {.kind = OPTION_REAL,
     .name = "threshold",
     .argument = "P",
     AT(options.threshold),
     .mark = MARK_THRESHOLD,
     .mark_offset = offsetof(struct classify_arguments, marks),
     .low = 0,
     .high = 1,
     .choices = "auto",
     .chosen = BAGTAG_MODEL_THRESHOLD,
     .help = "print all labels with at least this probability (with -k, at most N of them); auto: the model's own "
             "threshold, set in training"},
    {.kind = OPTION_REAL,
     .name = "set",
     .argument = "P",
     AT(coverage),
     .low = 0,
     .high = 1,
     .is_above_low = true,
     .is_below_high = true,
     .initial = "none",
     .help =
         "print a set of labels for each line, chosen so that at least the share P of the sets contain the true label; "
         "needs --on"},
    {.kind = OPTION_TEXT,
     .name = "on",
     .argument = "FILE",
     AT(on),
     .file = OPTION_READS,
     .is_never_empty = true,
     .initial = "none",
     .help = "labelled lines for --set that were not used in training"},
    {.kind = OPTION_TEXT,
     .name = "none",
     .argument = "NAME",
     AT(options.none),
     .initial = "nothing",
     .help = "what to print when no label reaches the threshold"},
    {.kind = OPTION_TEXT,
     .name = "unknown",
     .argument = "NAME",
     AT(options.unknown),
     .initial = "its labels, as usual",
     .help = "what to print for a text in which the model knows no word and fewer than half of the character n-grams"},
    LABEL_OPTIONS(classify_arguments, among),
    {.kind = OPTION_TEXT,
     .name = "label-score",
     .argument = "NAME",
     AT(label_score),
     .is_never_empty = true,
     .initial = "none",
     .help = "after the labels, print the probability of this label, whatever its rank"},

    {.kind = OPTION_HEADING, .name = "Input and output"},
    INPUT_OPTIONS_TEXT(classify_arguments, options.input),
    INPUT_OPTIONS_LABELS(classify_arguments, options.input),
    INPUT_OPTIONS_ID(classify_arguments, options.input),
    {.kind = OPTION_CHOICE,
     .name = "output",
     .argument = "NAME",
     AT(output),
     .choices = "auto text jsonl",
     .help =
         "tab-separated text, or one JSON object per line; auto: text, but records of jsonl and csv files are printed "
         "back with the label added"},
    {.kind = OPTION_TEXT,
     .name = "add",
     .argument = "NAME",
     AT(options.add),
     .mark = BAGTAG_GIVEN_ADD,
     .mark_offset = offsetof(struct classify_arguments, options.input.given),
     .is_never_empty = true,
     .initial = "bagtag in jsonl, label in csv",
     .help = "name of the member or column that is added to records of jsonl and csv files"},
    {.kind = OPTION_SIZE,
     .name = "explain",
     .argument = "N",
     AT(options.explain),
     .min = 1,
     .max = 1000000,
     .initial = "none",
     .help = "after the labels, print the N words that contributed most to the first label"},
    {.kind = OPTION_FLAG, .name = "with-text", AT(options.with_text), .help = "print the line itself after its labels"},
    {.kind = OPTION_MODELS,
     .name = "model",
     .argument = "MODEL",
     AT(models),
     .initial = "the first argument",
     .help = "the model, in place of the argument MODEL; given several times, every model answers each line, and the "
             "files are read only once"},
    INPUT_OPTIONS_THREADS(classify_arguments, options.threads),
    INPUT_OPTIONS_FOLD(classify_arguments, is_folded),
};

/* Finds the labels to choose from and the label of --label-score. Returns an exit status. */
static int choose_labels(const struct classify_arguments *given, const struct bagtag_model *model, const char *path,
                         struct bagtag_classify_options *wanted)
{
    const char *prefix = given->options.input.label_prefix;
    size_t scored = 0;
    int code = label_names_choose(model, path, &given->among, prefix, &wanted->among);
    if (code == EXIT_DONE && given->label_score != NULL) {
        code = label_names_find_one(model, path, given->label_score, prefix, &scored);
        wanted->scored_label = (int64_t)scored;
    }
    return code;
}

/* Returns the exit status. */
static int classify(const struct command *command, const struct bagtag_model *model,
                    const struct bagtag_classify_options *wanted, const struct operands *operands)
{
    struct bagtag_error error = {{0}};
    struct output output = {0};
    struct bagtag_sink sink = output_sink(&output);
    struct bagtag_stream_counts counts = {0};
    report_waiting(operands->values + 1, operands->n - 1);
    enum bagtag_status status =
        bagtag_classify(model, operands->values + 1, operands->n - 1, wanted, &sink, &counts, &error);
    return stream_finish(command, operands, status, &error, &output, STREAM_OF_ALL, &counts);
}

/* Finds the threshold of --set, prints it and sets the options for label sets. Returns the exit status. */
static int choose_sets(const struct command *command, const struct classify_arguments *given,
                       const struct bagtag_model *model, struct bagtag_classify_options *wanted)
{
    struct bagtag_promise promise;
    struct bagtag_error error;
    enum bagtag_status status =
        bagtag_promise_coverage(model, &given->on, 1, wanted, given->coverage, &promise, &error);
    if (status != BAGTAG_OK)
        return report_run_failure(command, status, &error);
    promise_report_coverage(&promise, given->on, given->coverage);
    wanted->k = 0;
    wanted->at_least = 1;
    wanted->threshold = promise.threshold;
    wanted->input.given = promise.unused;
    return EXIT_DONE;
}

/* Classifies with several models. Returns the exit status. */
static int classify_several(const struct command *command, const struct classify_arguments *given,
                            const struct operands *operands, const struct bagtag_classify_options *wanted)
{
    struct bagtag_error error = {{0}};
    struct several_models models;
    int code = several_models_open(command, &given->models, given->is_folded, wanted->threads, &models);
    if (code != EXIT_DONE)
        return code;
    struct output output = {0};
    struct bagtag_sink sink = output_sink(&output);
    struct bagtag_stream_counts counts = {0};
    report_waiting(operands->values + 1, operands->n - 1);
    enum bagtag_status status = bagtag_classify_models(models.named, models.n, operands->values + 1, operands->n - 1,
                                                       wanted, &sink, &counts, &error);
    several_models_close(&models);
    return stream_finish(command, operands, status, &error, &output, STREAM_OF_ALL, &counts);
}

/* The first given option that works with a single model only, or NULL. */
static const char *option_of_one(const struct classify_arguments *given)
{
    return given->among.labels != NULL  ? "--labels"
           : given->among.only != NULL  ? "--only"
           : given->label_score != NULL ? "--label-score"
           : given->on != NULL          ? "--set"
                                        : NULL;
}

/* Sets the options that depend on each other and refuses invalid combinations. Returns the exit status. */
static int read_options(const struct command *command, const struct classify_arguments *given,
                        const struct operands *operands, struct bagtag_classify_options *wanted)
{
    wanted->output = strcmp(given->output, "jsonl") == 0  ? BAGTAG_OUTPUT_JSONL
                     : strcmp(given->output, "text") == 0 ? BAGTAG_OUTPUT_TEXT
                                                          : BAGTAG_OUTPUT_AS_INPUT;
    if (given->marks == MARK_THRESHOLD)
        wanted->k = 0;
    if (given->has_probability && given->score != NULL && strcmp(given->score, "prob") != 0)
        return report_usage_error(command, "--prob and --score %s cannot be combined", given->score);
    if (given->has_probability || given->score != NULL)
        wanted->score = given->score != NULL && strcmp(given->score, "logit") == 0 ? BAGTAG_LOGIT : BAGTAG_PROBABILITY;
    if (given->models.n > 1 && option_of_one(given) != NULL)
        return report_usage_error(command, "%s is for a single model; found %zu", option_of_one(given),
                                  given->models.n);
    if ((given->coverage > 0.0) != (given->on != NULL))
        return report_usage_error(command, given->on != NULL
                                               ? "--on needs --set"
                                               : "--set needs --on FILE: labelled lines to measure the sets on");
    if (given->on != NULL && strcmp(given->on, "-") == 0 && input_is_standard(operands->values + 1, operands->n - 1))
        return report_usage_error(command, "--on: standard input cannot be read twice");
    if (given->coverage > 0.0 && given->marks != 0)
        return report_usage_error(command, "--set and %s cannot be combined",
                                  given->marks & MARK_TOP ? "-k" : "--threshold");
    if (given->coverage > 0.0 && wanted->score == BAGTAG_LOGIT)
        return report_usage_error(command, "--set and --score logit cannot be combined");
    return label_names_check(command, &given->among, given->on, operands->values + 1, operands->n - 1);
}

static int run_classify(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct classify_arguments *given = arguments;
    struct bagtag_classify_options wanted = given->options;
    struct bagtag_model *model = NULL;
    int code = read_options(command, given, operands, &wanted);
    if (code == EXIT_DONE && given->models.n > 1)
        return classify_several(command, given, operands, &wanted);
    if (code == EXIT_DONE)
        code = scoring_model_open(command, operands, given->is_folded, given->options.threads, &model);
    if (code != EXIT_DONE)
        return code;
    code = choose_labels(given, model, operands->values[0], &wanted);
    if (code == EXIT_DONE && given->on != NULL)
        code = choose_sets(command, given, model, &wanted);
    if (code == EXIT_DONE)
        code = classify(command, model, &wanted, operands);
    label_names_clear(&wanted.among);
    bagtag_model_free(model);
    return code;
}

static void init_classify(void *arguments)
{
    struct classify_arguments *given = arguments;
    *given = (struct classify_arguments){.output = "auto"};
    bagtag_classify_options_init(&given->options);
    given->options.input.warn = report_input_warning;
}

const struct command command_classify = {
    .name = "classify",
    .summary = "print the labels of each line of text",
    .description = "Prints one line of labels for each line of the files, or of standard input, in order and without "
                   "delay. With --prob a line reads label, tab, probability, tab, label and so on. Objects of JSONL "
                   "files and rows of CSV files are printed back unchanged, with the label added as their last member "
                   "or column.",
    .operands = "MODEL [FILE...]",
    .examples = "  bagtag classify topics.model questions.txt\n"
                "  echo 'Is the museum open?' | bagtag classify --prob -k 3 topics.model\n"
                "  zcat crawl.jsonl.gz | bagtag classify --text-field body topics.model\n"
                "  bagtag classify --format fasttext --output jsonl --with-text \\\n"
                "      topics.model data/topics.test.txt\n"
                "  bagtag classify --threshold 0.8 --none unsure topics.model questions.txt\n"
                "  bagtag classify --set 0.9 --on labelled.txt topics.model questions.txt\n"
                "  bagtag classify --model topics.model --model languages.model questions.txt\n",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .arguments_bytes = sizeof(struct classify_arguments),
    .init = init_classify,
    .run = run_classify,
};
