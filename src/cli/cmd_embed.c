/* cmd_embed.c - bagtag embed: the vectors of words, of rows by number, or of lines of text */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <string.h>
#include <unistd.h>

#include "bagtag.h"
#include "cli/convert_vectors.h"
#include "cli/embed_numbers.h"
#include "cli/options/input_options.h"
#include "cli/options/usage.h"
#include "cli/overwrite.h"
#include "cli/output_conflict.h"
#include "cli/sequence_output.h"
#include "cli/show/figures.h"
#include "cli/show/npy_output.h"
#include "cli/show/output.h"
#include "cli/show/report.h"
#include "cli/show/unknown_word.h"
#include "cli/stream_finish.h"

/* The number of unknown words that are reported one by one; further ones are only counted. */
enum { MAX_NAMED = 20 };

struct embed_arguments {
    struct bagtag_embed_options options;
    bool is_documents, is_sequence, is_ids, is_offsets, is_all; /* all false: words */
    const char *unknown;                                        /* "skip" or "zero" */
    const char *output;                                         /* "tsv", "jsonl" or "npy"; NULL: not given */
    const char *bag;                                            /* of --offsets; NULL: the model's */
    const char *lengths;                                        /* file to write lengths to; NULL: expect one line */
    const char *lstm;                                           /* file with its weights, or NULL */
};

#define AT(member) .offset = offsetof(struct embed_arguments, member)

static const struct option_spec options[] = {
    {.kind = OPTION_HEADING, .name = "Words"},
    {.kind = OPTION_CHOICE,
     .name = "unknown",
     .argument = "NAME",
     AT(unknown),
     .choices = "skip zero",
     .help = "what to do with an unknown word: report it on standard error and leave it out (with --sequence, only "
             "leave it out), or print zeros"},

    {.kind = OPTION_FLAG,
     .name = "all",
     AT(is_all),
     .help = "print the vectors of all words of the model; nothing follows MODEL"},

    {.kind = OPTION_HEADING, .name = "Rows by number"},
    {.kind = OPTION_FLAG, .name = "ids", AT(is_ids), .help = "the arguments after MODEL are row numbers, from 0"},
    {.kind = OPTION_FLAG,
     .name = "offsets",
     AT(is_offsets),
     .help =
         "print one vector per bag: each argument after MODEL is a list of row numbers, '|', and the positions in it "
         "at which bags begin"},
    {.kind = OPTION_CHOICE,
     .name = "bag",
     .argument = "NAME",
     AT(bag),
     .choices = "mean sum max",
     .initial = "as the model does",
     .help = "how to combine the rows of a bag, with --offsets"},

    {.kind = OPTION_HEADING, .name = "Lines of text"},
    {.kind = OPTION_FLAG,
     .name = "documents",
     AT(is_documents),
     .help = "print one vector per line of the files after MODEL: the one used to classify it"},
    {.kind = OPTION_FLAG,
     .name = "sequence",
     AT(is_sequence),
     .help = "write the vectors of the words of a line as one array for NumPy; the arguments after MODEL are files"},
    {.kind = OPTION_TEXT,
     .name = "lengths",
     .argument = "FILE",
     AT(lengths),
     .file = OPTION_WRITES,
     .initial = "none, expect one line",
     .is_never_empty = true,
     .help = "write one array of all lines, padded with zeros, and the number of rows of each line to FILE, with "
             "--sequence"},
    {.kind = OPTION_TEXT,
     .name = "lstm",
     .argument = "FILE",
     AT(lstm),
     .file = OPTION_READS,
     .initial = "none",
     .is_never_empty = true,
     .help = "run an LSTM over the vectors of --sequence and write its outputs; FILE has the weights of a PyTorch "
             "network in safetensors format"},
    INPUT_OPTIONS_TEXT(embed_arguments, options.input),
    INPUT_OPTIONS_ID(embed_arguments, options.input),
    {.kind = OPTION_FLAG, .name = "with-text", AT(options.with_text), .help = "print the line itself after its vector"},
    INPUT_OPTIONS_THREADS(embed_arguments, options.threads),

    {.kind = OPTION_HEADING, .name = "Output"},
    {.kind = OPTION_CHOICE,
     .name = "output",
     .argument = "NAME",
     AT(output),
     .choices = "tsv jsonl npy vec",
     .initial = "tsv, but npy with --sequence",
     .help = "tab-separated text, one JSON object per line, or one float32 array for NumPy; vec, with --all: the text "
             "format "
             "of word2vec and fastText"},
};

static bool is_output(const struct embed_arguments *given, const char *name)
{
    return given->output != NULL && strcmp(given->output, name) == 0;
}

/* Returns EXIT_USAGE if --all is combined with another mode, or vec is given without it; else EXIT_DONE. */
static int check_all(const struct command *command, const struct embed_arguments *given,
                     const struct operands *operands)
{
    bool is_other = given->is_documents || given->is_sequence || given->is_ids || given->is_offsets;
    if (is_output(given, "vec") && !given->is_all)
        return report_usage_error(command, "--output vec needs --all");
    if (given->is_all && (is_other || strcmp(given->unknown, "skip") != 0))
        return report_usage_error(command, "--all prints words: it cannot be combined with %s",
                                  is_other ? "--documents, --sequence, --ids or --offsets" : "--unknown");
    if (given->is_all && operands->n > 1)
        return report_usage_error(command, "--all: expected nothing after MODEL; found '%s'", operands->values[1]);
    return EXIT_DONE;
}

static bool has_lines(const struct embed_arguments *given)
{
    return given->is_documents || given->is_sequence;
}

static bool has_numbers(const struct embed_arguments *given)
{
    return given->is_ids || given->is_offsets;
}

/* Returns EXIT_USAGE if the given options cannot be combined, else EXIT_DONE. */
static int check_mode(const struct command *command, const struct embed_arguments *given)
{
    if (given->is_documents + given->is_sequence + given->is_ids + given->is_offsets > 1)
        return report_usage_error(command, "--documents, --sequence, --ids and --offsets cannot be combined");
    if (given->bag != NULL && !given->is_offsets)
        return report_usage_error(command, "--bag needs --offsets");
    if ((given->lengths != NULL || given->lstm != NULL) && !given->is_sequence)
        return report_usage_error(command, "--%s needs --sequence", given->lengths != NULL ? "lengths" : "lstm");
    if (given->is_sequence && given->output != NULL && !is_output(given, "npy"))
        return report_usage_error(command, "--sequence writes an array: its only output is npy");
    return EXIT_DONE;
}

static int check_arguments(const struct command *command, const struct embed_arguments *given)
{
    bool is_npy = is_output(given, "npy") || given->is_sequence;
    int code = check_mode(command, given);
    if (code != EXIT_DONE)
        return code;
    if (!given->is_documents && given->options.with_text)
        return report_usage_error(command, "--with-text needs --documents");
    if (!has_lines(given) && strcmp(given->options.input.format, "auto") != 0)
        return report_usage_error(command, "--format needs --documents or --sequence");
    if (given->is_documents && strcmp(given->unknown, "skip") != 0)
        return report_usage_error(command, "--unknown is for words; every document has a vector");
    if (has_numbers(given) && strcmp(given->unknown, "skip") != 0)
        return report_usage_error(command, "--unknown is for words; every row number must exist");
    if (is_npy && given->options.with_text)
        return report_usage_error(command, "--with-text: an array cannot contain text; use --output tsv or jsonl");
    if (is_npy && isatty(STDOUT_FILENO) != 0)
        return report_usage_error(command, "%s is not for a terminal; write it to a file: > vectors.npy",
                                  given->is_sequence ? "--sequence" : "--output npy");
    return EXIT_DONE;
}

struct unknown {
    const struct bagtag_model *model;
    uint64_t n;
};

static void name_unknown(void *context, const char *word, size_t len)
{
    struct unknown *unknown = context;
    if (unknown->n++ < MAX_NAMED)
        report_unknown_word(unknown->model, word, len);
}

static enum bagtag_status embed(const struct bagtag_model *model, const struct embed_arguments *given,
                                const struct operands *operands, const struct bagtag_sink *sink,
                                struct bagtag_embed_counts *counts, struct bagtag_error *error)
{
    const char *const *rest = operands->values + 1;
    size_t n_rest = operands->n - 1;
    struct bagtag_embed_options wanted = given->options;
    struct unknown unknown = {.model = model};
    wanted.output = is_output(given, "npy")     ? BAGTAG_VECTORS_RAW
                    : is_output(given, "jsonl") ? BAGTAG_VECTORS_JSONL
                    : is_output(given, "vec")   ? BAGTAG_VECTORS_VEC
                                                : BAGTAG_VECTORS_TSV;
    if (strcmp(given->unknown, "zero") == 0) {
        wanted.unknown = BAGTAG_UNKNOWN_ZERO;
    } else {
        wanted.on_unknown = name_unknown;
        wanted.on_unknown_context = &unknown;
    }
    if (given->is_all)
        return bagtag_embed_all(model, &wanted, sink, counts, error);
    if (given->is_documents || n_rest == 0)
        report_waiting(rest, n_rest);
    if (has_numbers(given))
        return embed_numbers(
            &(struct embed_numbers){
                .model = model, .options = &wanted, .sink = sink, .has_offsets = given->is_offsets, .bag = given->bag},
            operands, error);
    if (given->is_documents)
        return bagtag_embed_documents(model, rest, n_rest, &wanted, sink, counts, error);
    if (n_rest == 0)
        return bagtag_embed_word_lines(model, NULL, 0, &wanted, sink, counts, error);
    return bagtag_embed_words(model, rest, n_rest, &wanted, sink, counts, error);
}

/* Reports how many more words are unknown, and a hint if files were given as words. Returns the exit status. */
static int report_unknown(const struct command *command, const struct embed_arguments *given,
                          const struct operands *operands, const struct bagtag_embed_counts *counts)
{
    char count[FIGURE_BYTES];
    if (counts->unknown == 0 || strcmp(given->unknown, "zero") == 0)
        return EXIT_DONE;
    if (counts->unknown > MAX_NAMED)
        report_note("%s more unknown word%s", figure_count(count, counts->unknown - MAX_NAMED),
                    counts->unknown == MAX_NAMED + 1 ? "" : "s");
    bool is_text = !given->is_documents && report_text_hint(command, operands);
    for (size_t i = 1; counts->vectors == 0 && !is_text && i < operands->n; i++) {
        if (access(operands->values[i], F_OK) == 0) {
            report_note("to embed the lines of a file: bagtag embed --documents %s %s", operands->values[0],
                        operands->values[i]);
            break;
        }
    }
    return counts->vectors > 0 ? EXIT_DONE : EXIT_FAILED;
}

/* Opens the LSTM in PATH, which must take vectors of the model's dimensions; does nothing if PATH is NULL. Returns the
 * exit status. */
static int open_lstm(const struct bagtag_model *model, const char *path, struct bagtag_lstm **lstm)
{
    struct bagtag_error error = {{0}};
    if (path == NULL)
        return EXIT_DONE;
    enum bagtag_status status = bagtag_lstm_open(path, NULL, lstm, &error);
    if (status != BAGTAG_OK)
        return report_failure(status, &error);
    size_t n_features = bagtag_lstm_get_options(*lstm)->input_size;
    if (n_features == bagtag_model_dim(model))
        return EXIT_DONE;
    report_error("%s: expected an LSTM with an input size of %zu, the model's number of dimensions; found %zu", path,
                 bagtag_model_dim(model), n_features);
    return EXIT_FAILED;
}

static int embed_sequence(const struct command *command, const struct bagtag_model *model,
                          const struct embed_arguments *given, const struct operands *operands)
{
    struct bagtag_embed_options wanted = given->options;
    struct bagtag_lstm *lstm = NULL;
    wanted.unknown = strcmp(given->unknown, "zero") == 0 ? BAGTAG_UNKNOWN_ZERO : BAGTAG_UNKNOWN_SKIP;
    int code = open_lstm(model, given->lstm, &lstm);
    if (code == EXIT_DONE)
        code = sequence_output(command, model, operands->values + 1, operands->n - 1, &wanted, given->lengths, lstm);
    bagtag_lstm_free(lstm);
    return code;
}

static int run_embed(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct embed_arguments *given = arguments;
    int code = check_all(command, given, operands);
    if (code == EXIT_DONE)
        code = check_arguments(command, given);
    if (code != EXIT_DONE)
        return code;
    if ((has_lines(given) && output_conflict_with_input("MODEL [FILE...]", operands->values, operands->n)) ||
        output_conflict_with_files("standard output", "-", &given->lengths, 1) ||
        output_conflict_with_files("--lengths", given->lengths, operands->values, operands->n) ||
        overwrite_is_foreign("--lengths", given->lengths, OVERWRITE_LENGTHS))
        return EXIT_FAILED;
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    enum bagtag_status status = bagtag_model_open(operands->values[0], &model, &error);
    if (status != BAGTAG_OK)
        return report_no_model(command, operands, status, &error);

    if (given->is_sequence) {
        code = embed_sequence(command, model, given, operands);
        bagtag_model_free(model);
        return code;
    }

    struct output output = {0};
    struct npy_output npy;
    struct bagtag_embed_counts counts = {0};
    bool is_npy = is_output(given, "npy");
    if (is_npy)
        npy_output_begin(&npy, &output, bagtag_model_dim(model));
    struct bagtag_sink sink = is_npy ? npy_output_sink(&npy) : output_sink(&output);
    status = embed(model, given, operands, &sink, &counts, &error);
    if (is_npy)
        npy_output_finish(&npy, status == BAGTAG_OK);
    if (status == BAGTAG_OK && is_output(given, "vec"))
        convert_vectors_warn(model, "vec", "standard output");
    bagtag_model_free(model);

    struct bagtag_stream_counts read = {
        .lines = counts.vectors, .invalid_utf8 = counts.invalid_utf8, .input = counts.input};
    code = stream_finish(command, operands, status, &error, &output, STREAM_OF_ALL, &read);
    int unknown_code = status == BAGTAG_OK ? report_unknown(command, given, operands, &counts) : EXIT_DONE;
    return code != EXIT_DONE ? code : unknown_code;
}

static void init_embed(void *arguments)
{
    struct embed_arguments *given = arguments;
    *given = (struct embed_arguments){.unknown = "skip"};
    bagtag_embed_options_init(&given->options);
    given->options.input.warn = report_input_warning;
}

const struct command command_embed = {
    .name = "embed",
    .summary = "print the vectors of words, table rows or lines of text",
    .description =
        "Prints the vector of each WORD, or of the word on each line of standard input when no WORD is given: the "
        "word, a tab, and its row of the embedding. The numbers read back as exactly the same 32-bit floats. A word is "
        "looked up as typed, then as the model's tokenizer normalises it. With --ids the arguments are row numbers; "
        "with --offsets they are row numbers in bags, as for PyTorch's EmbeddingBag. With --documents the arguments "
        "are files (standard input when none is given), and each line gets one vector, the one used to classify it. "
        "With --sequence each word of a line keeps its own vector, and the output is an array for NumPy; --lstm runs "
        "an "
        "LSTM over them.",
    .operands = "MODEL [WORD...]",
    .examples = "  bagtag embed topics.model train museum\n"
                "  bagtag embed --all --output vec topics.model > topics.vec\n"
                "  bagtag embed --ids topics.model 0 1 2\n"
                "  bagtag embed --offsets topics.model '1 2 4 5 3 2 9 | 0 3'\n"
                "  bagtag embed --documents topics.model questions.txt\n"
                "  bagtag embed --documents --format fasttext --output npy \\\n"
                "      topics.model data/topics.test.txt > topics.npy\n"
                "  bagtag embed --sequence --lengths lengths.txt topics.model \\\n"
                "      questions.txt > padded.npy\n"
                "  bagtag embed --sequence --lstm lstm.safetensors topics.model \\\n"
                "      question.txt > outputs.npy\n",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .arguments_bytes = sizeof(struct embed_arguments),
    .init = init_embed,
    .run = run_embed,
};
