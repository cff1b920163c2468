/* cmd_convert.c - bagtag convert: a table of vectors from elsewhere as a model */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <string.h>

#include "bagtag_nn.h"
#include "cli/options/tokenizer_options.h"
#include "cli/options/usage.h"
#include "cli/show/report.h"

struct convert_arguments {
    struct bagtag_convert_options options;
    const char *model;
};

#define AT(member) .offset = offsetof(struct convert_arguments, member)

static const struct option_spec options[] = {
    {.kind = OPTION_HEADING, .name = "Output"},
    {.kind = OPTION_TEXT,
     .name = "output",
     .letter = 'o',
     .argument = "MODEL",
     AT(model),
     .is_required = true,
     .help = "folder to write the model to; an existing model is replaced, anything else is refused"},

    {.kind = OPTION_HEADING, .name = "Words"},
    {.kind = OPTION_TEXT,
     .name = "words",
     .argument = "FILE",
     AT(options.words_file),
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

/* Whether PATH is a model, such as a .bin of fastText. */
static bool is_model(const char *path)
{
    struct bagtag_model *model = NULL;
    bool is = bagtag_model_open(path, &model, NULL) == BAGTAG_OK;
    bagtag_model_free(model);
    return is;
}

/* How to come from what TABLE looks to be to an array. */
static void note_way(const char *table)
{
    if (is_model(table))
        report_note("%s is a model already: give it to embed, classify or any other command as it is", table);
    else if (ends_in(table, ".pt") || ends_in(table, ".pth") || ends_in(table, ".bin"))
        report_note("save one tensor of the PyTorch file: numpy.save('table.npy', torch.load('%s', "
                    "'cpu')['embedding.weight'].numpy())",
                    table);
    else if (ends_in(table, ".vec") || ends_in(table, ".txt"))
        report_note("bagtag-convert(1) shows how to turn word vectors in text form into an array and a list of words");
}

static int run_convert(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct convert_arguments *given = arguments;
    const char *table = operands->values[0];
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    if (given->options.words_file && strcmp(given->options.words_file, "-") == 0 && strcmp(table, "-") == 0)
        return report_usage_error(command, "TABLE and --words cannot both be standard input");
    enum bagtag_status status = bagtag_model_can_save(given->model, &error);
    if (status == BAGTAG_OK)
        status = bagtag_convert(table, &given->options, &model, &error);
    if (status == BAGTAG_OK)
        status = bagtag_model_save(model, given->model, &error);
    bagtag_model_free(model);
    if (status == BAGTAG_OK)
        return EXIT_DONE;
    int code = report_failure(status, &error);
    note_way(table);
    return code;
}

static void init_convert(void *arguments)
{
    struct convert_arguments *given = arguments;
    *given = (struct convert_arguments){.model = NULL};
    bagtag_convert_options_init(&given->options);
}

const struct command command_convert = {
    .name = "convert",
    .summary = "make a model from a table of vectors (NumPy, PyTorch)",
    .description =
        "Makes a model from TABLE, a [rows, columns] array of 32-bit floats as written by numpy.save. This lets embed "
        "and neighbors work with embeddings that were trained elsewhere. With --words each row is the vector of a "
        "word; otherwise rows are only numbered, for bagtag embed --ids. The model has no labels and cannot classify.",
    .operands = "TABLE",
    .examples = "  bagtag convert -o glove.model --words words.txt vectors.npy\n"
                "  bagtag neighbors glove.model bread\n"
                "  bagtag convert -o rows.model table.npy\n"
                "  bagtag embed --offsets rows.model '1 2 4 5 3 2 9 | 0 3'\n",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .arguments_bytes = sizeof(struct convert_arguments),
    .init = init_convert,
    .run = run_convert,
};
