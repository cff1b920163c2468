/* cmd_convert.c - bagtag convert: converts models and vectors from and to other programs */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <string.h>
#include <unistd.h>

#include "bagtag_convert.h"
#include "bagtag_nn.h"
#include "base/buffer.h"
#include "cli/convert_vectors.h"
#include "cli/interrupt.h"
#include "cli/overwrite.h"
#include "cli/options/tokenizer_options.h"
#include "cli/options/usage.h"
#include "cli/show/figures.h"
#include "cli/show/report.h"
#include "io/input.h"

struct convert_arguments {
    struct bagtag_convert_options options;
    const char *output;
    const char *form; /* of the output; NULL: a model */
};

#define SIZE_TOLD UINT64_C(1000000000) /* a larger folder is announced before it is written */

#define AT(member) .offset = offsetof(struct convert_arguments, member)

static const struct option_spec options[] = {
    {.kind = OPTION_HEADING, .name = "Output"},
    {.kind = OPTION_TEXT,
     .name = "output",
     .letter = 'o',
     .argument = "OUTPUT",
     AT(output),
     .file = OPTION_WRITES,
     .is_required = true,
     .help = "folder to write the model to, or with --to the file; an existing model is replaced, anything else is "
             "refused"},
    {.kind = OPTION_CHOICE,
     .name = "to",
     .argument = "NAME",
     AT(form),
     .choices = "vec npy tsv fasttext",
     .initial = "a model",
     .help = "write a model for other programs: its word vectors as text, as word2vec and fastText do, as an array for "
             "NumPy and a file of words, or as two files for TensorFlow's Embedding Projector; or all of it as a "
             "fastText .bin file"},

    {.kind = OPTION_HEADING, .name = "Words"},
    {.kind = OPTION_TEXT,
     .name = "words",
     .argument = "WORDS",
     AT(options.words_file),
     .file = OPTION_READS,
     .initial = "none, rows have only numbers",
     .is_never_empty = true,
     .help = "file with the words of the rows, one per line, each once"},
    TOKENIZER_OPTIONS(convert_arguments, options.tokenizer, options.lower),

    {.kind = OPTION_HEADING, .name = "Lines of text"},
    {.kind = OPTION_CHOICE,
     .name = "bag",
     .argument = "NAME",
     AT(options.bag),
     .choices = "mean sum max",
     .help = "how the word vectors of a text are combined"},
};

static bool ends_in(const char *path, const char *end)
{
    size_t len = strlen(path), n = strlen(end);
    return len > n && strcmp(path + len - n, end) == 0;
}

/* Whether PATH is already a model. */
static bool is_model(const char *path)
{
    struct bagtag_model *model = NULL;
    bool is = bagtag_model_open(path, &model, NULL) == BAGTAG_OK;
    bagtag_model_free(model);
    return is;
}

/* Prints how to convert TABLE, judging by its name and contents. HAS_WORDS: --words was given. */
static void suggest_conversion(const char *table, bool has_words)
{
    if (strcmp(table, "-") != 0 && access(table, F_OK) != 0)
        return;
    if (input_check_rereadable(table, NULL) != BAGTAG_OK)
        report_note("word vectors in text form are read from a regular file only");
    else if (is_model(table))
        report_note("%s is a model already: give it to embed, classify or any other command as it is", table);
    else if (ends_in(table, ".pt") || ends_in(table, ".pth") || ends_in(table, ".bin"))
        report_note("save one tensor of the PyTorch file: numpy.save('table.npy', torch.load('%s', "
                    "'cpu')['embedding.weight'].numpy())",
                    table);
    else if (has_words && (ends_in(table, ".vec") || ends_in(table, ".txt")))
        report_note("word vectors in text form include their words: leave out --words");
}

/* Signals are held back, so that no temporary file is left beside the output. */
static enum bagtag_status save(const struct bagtag_model *model, const char *folder, struct bagtag_error *error)
{
    interrupt_hold();
    enum bagtag_status status = bagtag_model_save(model, folder, error);
    interrupt_release();
    return status;
}

static enum bagtag_status save_vectors(const struct bagtag_model *model, const char *name,
                                       const struct convert_arguments *given, struct bagtag_error *error)
{
    interrupt_hold();
    enum bagtag_status status = strcmp(given->form, "fasttext") == 0
                                    ? bagtag_fasttext_save(model, given->output, error)
                                    : convert_vectors(model, name, given->form, given->output, error);
    interrupt_release();
    return status;
}

static bool has_table_options(const struct bagtag_convert_options *given)
{
    struct bagtag_convert_options initial;
    bagtag_convert_options_init(&initial);
    return given->words_file != NULL || given->lower != initial.lower || given->bag != initial.bag ||
           given->tokenizer != initial.tokenizer;
}

/* Folds MODEL; one that cannot be folded is saved without scores. */
static enum bagtag_status fold(struct bagtag_model *model, struct bagtag_error *error)
{
    enum bagtag_status status = bagtag_model_fold(model, 0, error);
    return status == BAGTAG_INPUT ? BAGTAG_OK : status;
}

/* Converts the fastText model in FILE to a folder. Returns the exit status. */
static int convert_fasttext(const char *file, const char *folder)
{
    char size[FIGURE_BYTES];
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    enum bagtag_status status = bagtag_model_can_save(folder, &error);
    if (status == BAGTAG_OK)
        status = bagtag_model_open(file, &model, &error);
    if (status == BAGTAG_OK)
        status = fold(model, &error);
    if (status == BAGTAG_OK && bagtag_model_saved_bytes(model) > SIZE_TOLD)
        report_note("writing %s to %s", figure_bytes(size, bagtag_model_saved_bytes(model)), folder);
    if (status == BAGTAG_OK)
        status = save(model, folder, &error);
    bagtag_model_free(model);
    return status == BAGTAG_OK ? EXIT_DONE : report_failure(status, &error);
}

/* The kind of file that output in FORM may replace. */
static enum overwrite old_form(const char *form)
{
    return strcmp(form, "vec") == 0   ? OVERWRITE_VEC
           : strcmp(form, "npy") == 0 ? OVERWRITE_NPY
           : strcmp(form, "tsv") == 0 ? OVERWRITE_TSV
                                      : OVERWRITE_FASTTEXT;
}

/* Whether output in FORM to PATH, and to its second file if any, would replace a file that is not from an earlier run;
 * reports it. */
static bool would_replace_other(const char *form, const char *path)
{
    struct buffer words = {0};
    bool is_other = overwrite_is_foreign("-o", path, old_form(form));
    if (!is_other && convert_vectors_name_words(&words, form, path) && !words.failed)
        is_other =
            overwrite_is_orphan("-o", path, words.bytes) || overwrite_is_foreign("-o", words.bytes, OVERWRITE_WORDS);
    buffer_clear(&words);
    return is_other;
}

/* Warns of words that the file written for GIVEN, or its second file, has under other names. */
static void warn_of_renamed(const struct bagtag_model *model, const struct convert_arguments *given)
{
    struct buffer words = {0};
    bool has_words = convert_vectors_name_words(&words, given->form, given->output);
    if (!words.failed)
        convert_vectors_warn(model, given->form, has_words ? words.bytes : given->output);
    buffer_clear(&words);
}

/* Converts a model for other programs. Returns the exit status. */
static int convert_back(const struct command *command, const struct convert_arguments *given,
                        const struct operands *operands)
{
    char size[FIGURE_BYTES];
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    if (has_table_options(&given->options))
        return report_usage_error(command, "the options for tables cannot be combined with --to");
    if (would_replace_other(given->form, given->output))
        return EXIT_FAILED;
    enum bagtag_status status = bagtag_model_open(operands->values[0], &model, &error);
    if (status != BAGTAG_OK)
        return report_no_model(command, operands, status, &error);
    bool is_fasttext = strcmp(given->form, "fasttext") == 0;
    if (is_fasttext && bagtag_fasttext_bytes(model) > SIZE_TOLD)
        report_note("writing %s to %s", figure_bytes(size, bagtag_fasttext_bytes(model)), given->output);
    status = save_vectors(model, operands->values[0], given, &error);
    if (status == BAGTAG_OK && !is_fasttext)
        warn_of_renamed(model, given);
    bagtag_model_free(model);
    return status == BAGTAG_OK ? EXIT_DONE : report_failure(status, &error);
}

static int run_convert(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct convert_arguments *given = arguments;
    const char *table = operands->values[0];
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    interrupt_begin(given->output);
    if (given->form != NULL)
        return convert_back(command, given, operands);
    if (given->options.words_file && strcmp(given->options.words_file, "-") == 0 && strcmp(table, "-") == 0)
        return report_usage_error(command, "FILE and --words cannot both be standard input");
    if (bagtag_file_is_fasttext(table)) {
        if (has_table_options(&given->options))
            return report_usage_error(command, "%s is a fastText model, and the options for tables do not apply to it",
                                      table);
        return convert_fasttext(table, given->output);
    }
    enum bagtag_status status = bagtag_model_can_save(given->output, &error);
    if (status == BAGTAG_OK)
        status = bagtag_convert(table, &given->options, &model, &error);
    if (status == BAGTAG_OK)
        status = save(model, given->output, &error);
    bagtag_model_free(model);
    if (status == BAGTAG_OK)
        return EXIT_DONE;
    int code = report_failure(status, &error);
    suggest_conversion(table, given->options.words_file != NULL);
    return code;
}

static void init_convert(void *arguments)
{
    struct convert_arguments *given = arguments;
    *given = (struct convert_arguments){.output = NULL};
    bagtag_convert_options_init(&given->options);
    given->options.warn = report_input_warning;
}

const struct command command_convert = {
    .name = "convert",
    .summary = "convert models and vectors from and to other programs",
    .description =
        "Makes a model from FILE. A fastText model (.bin or .ftz) becomes a folder that is ready at once and gives the "
        "same answers as the file; with few labels it is faster, and the last digits of probabilities can differ. The "
        "options below, except -o, do not apply to it.\n"
        "Word vectors as word2vec, fastText and GloVe write them, in text form or word2vec's binary form, become a "
        "model for embed and neighbors.\n"
        "A table is a [rows, columns] array of 32-bit floats as written by numpy.save. With --words each row is the "
        "vector of a word; otherwise rows are only numbered, for bagtag embed --ids. The model has no labels and "
        "cannot classify.\n"
        "With --to, FILE is a model, and the vectors of its words, or all of it, are written for other programs.",
    .operands = "FILE",
    .examples = "  bagtag convert -o lid.model lid.176.ftz\n"
                "  bagtag convert -o wiki.model wiki.vec\n"
                "  bagtag neighbors wiki.model bread\n"
                "  bagtag convert -o words.model --words words.txt vectors.npy\n"
                "  bagtag convert -o rows.model table.npy\n"
                "  bagtag embed --offsets rows.model '1 2 4 5 3 2 9 | 0 3'\n"
                "  bagtag convert --to vec -o topics.vec topics.model\n"
                "  bagtag convert --to tsv -o topics.tsv topics.model\n",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .arguments_bytes = sizeof(struct convert_arguments),
    .init = init_convert,
    .run = run_convert,
};
