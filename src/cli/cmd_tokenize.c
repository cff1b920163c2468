/* cmd_tokenize.c - bagtag tokenize: prints the tokens of text, and their rows in a model */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <string.h>
#include <sys/stat.h>

#include "bagtag.h"
#include "cli/options/input_options.h"
#include "cli/options/tokenizer_options.h"
#include "cli/options/usage.h"
#include "cli/show/output.h"
#include "cli/show/report.h"
#include "cli/stream_finish.h"

/* Initial values that mean "not given", as opposed to the same setting typed, which cannot be combined with --model. */
static const char no_tokenizer[] = "unicode";
enum { NO_LOWER = -1, NO_NGRAMS = 0, NO_BUCKETS = 0 };

struct tokenize_arguments {
    struct bagtag_tokenize_options options;
    const char *model;
    const char *output; /* "text" or "jsonl" */
};

#define AT(member) .offset = offsetof(struct tokenize_arguments, member)

static const struct option_spec options[] = {
    {.kind = OPTION_HEADING, .name = "Words"},
    {.kind = OPTION_TEXT,
     .name = "model",
     .letter = 'm',
     .argument = "MODEL",
     AT(model),
     .file = OPTION_READS,
     .is_never_empty = true,
     .initial = "none",
     .help = "tokenize as this model does; with --output jsonl print its rows too"},
    TOKENIZER_OPTIONS(tokenize_arguments, options.tokenizer, options.lower),
    {.kind = OPTION_U32,
     .name = "ngrams",
     .argument = "N",
     AT(options.ngrams),
     .min = 1,
     .max = 8,
     .initial = "1",
     .help = "with --output jsonl, also print the hash buckets of n-grams of up to N words; 1: single words only"},
    {.kind = OPTION_U32,
     .name = "buckets",
     .argument = "N",
     AT(options.buckets),
     .min = 1,
     .max = INT32_MAX,
     .initial = "2000000",
     .help = "hash buckets for n-grams"},

    {.kind = OPTION_HEADING, .name = "Input and output"},
    INPUT_OPTIONS_TEXT(tokenize_arguments, options.input),
    INPUT_OPTIONS_ID(tokenize_arguments, options.input),
    {.kind = OPTION_CHOICE,
     .name = "output",
     .argument = "NAME",
     AT(output),
     .choices = "text jsonl",
     .help = "tokens separated by spaces, or one JSON object per line"},
    INPUT_OPTIONS_THREADS(tokenize_arguments, options.threads),
};

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The first given option that --model already determines, or NULL. */
static const char *beside_model(const struct bagtag_tokenize_options *given)
{
    return given->tokenizer != no_tokenizer ? "--tokenizer"
           : given->lower != NO_LOWER       ? (given->lower ? "--lower" : "--no-lower")
           : given->ngrams != NO_NGRAMS     ? "--ngrams"
           : given->buckets != NO_BUCKETS   ? "--buckets"
                                            : NULL;
}

static int run_tokenize(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct tokenize_arguments *given = arguments;
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    const char *beside = beside_model(&given->options);
    if (given->model != NULL && beside != NULL)
        return report_usage_error(command, "%s cannot be combined with --model, which sets it", beside);
    if (given->model != NULL) {
        enum bagtag_status opened = bagtag_model_open(given->model, &model, &error);
        if (opened != BAGTAG_OK)
            return report_failure(opened, &error);
    }

    struct bagtag_tokenize_options initial;
    bagtag_tokenize_options_init(&initial);
    struct bagtag_tokenize_options wanted = given->options;
    wanted.output = strcmp(given->output, "jsonl") == 0 ? BAGTAG_OUTPUT_JSONL : BAGTAG_OUTPUT_TEXT;
    wanted.ngrams = wanted.ngrams == NO_NGRAMS ? initial.ngrams : wanted.ngrams;
    wanted.buckets = wanted.buckets == NO_BUCKETS ? initial.buckets : wanted.buckets;
    struct output output = {0};
    struct bagtag_sink sink = output_sink(&output);
    struct bagtag_stream_counts counts = {0};
    report_waiting(operands->values, operands->n);
    enum bagtag_status status = bagtag_tokenize(model, operands->values, operands->n, &wanted, &sink, &counts, &error);
    bagtag_model_free(model);

    bool has_read = status == BAGTAG_OK || output_has_failed(&output);
    int code = stream_finish(command, operands, status, &error, &output, STREAM_OF_ALL, &counts);
    if (!has_read && given->model == NULL && operands->n > 0 && is_folder(operands->values[0]))
        report_note("the model is given as an option here: bagtag tokenize --model %s", operands->values[0]);
    return code;
}

static void init_tokenize(void *arguments)
{
    struct tokenize_arguments *given = arguments;
    *given = (struct tokenize_arguments){.output = "text"};
    bagtag_tokenize_options_init(&given->options);
    given->options.input.warn = report_input_warning;
    given->options.tokenizer = no_tokenizer;
    given->options.lower = NO_LOWER;
    given->options.ngrams = NO_NGRAMS;
    given->options.buckets = NO_BUCKETS;
}

const struct command command_tokenize = {
    .name = "tokenize",
    .summary = "print the tokens of each line of text",
    .description = "Prints the tokens of each line of the files, or of standard input, separated by spaces. With "
                   "--output jsonl each line is a JSON object with the tokens. With --model, it also has the row of "
                   "each token (null for an unknown word), all rows that make up the vector of the line, "
                   "and the offset of the line among the rows of all lines: the input of PyTorch's EmbeddingBag.",
    .operands = "[FILE...]",
    .examples = "  bagtag tokenize questions.txt\n"
                "  echo \"It's 5 o'clock.\" | bagtag tokenize\n"
                "  bagtag tokenize --model topics.model --output jsonl questions.txt\n"
                "  bagtag tokenize --format fasttext --no-lower data/topics.test.txt\n",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .arguments_bytes = sizeof(struct tokenize_arguments),
    .init = init_tokenize,
    .run = run_tokenize,
};
