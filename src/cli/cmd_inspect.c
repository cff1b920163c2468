/* cmd_inspect.c - bagtag inspect: shows what is in a model, or verifies it */
/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"
#include "base/plural.h"
#include "cli/options/command.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bagtag.h"
#include "bagtag_shrink.h"
#include "cli/options/usage.h"
#include "cli/show/figures.h"
#include "cli/show/inspect_labels.h"
#include "cli/show/inspect_vocab.h"
#include "cli/show/model_size.h"
#include "cli/show/output.h"
#include "cli/show/report.h"

enum { N_SHOWN = 20, N_LABEL_WORDS = 5, NAME_COLUMNS = 32 };

#define NOT_GIVEN SIZE_MAX

struct inspect_arguments {
    bool is_json;
    bool is_verified;
    bool has_vocab;
    bool has_labels;
    size_t k; /* NOT_GIVEN: depends on what is listed */
    const char *sort;
};

#define AT(member) .offset = offsetof(struct inspect_arguments, member)

static const struct option_spec options[] = {
    {.kind = OPTION_HEADING, .name = "What to print"},
    {.kind = OPTION_FLAG, .name = "vocab", AT(has_vocab), .help = "list all words: word, count, length of the vector"},
    {.kind = OPTION_CHOICE,
     .name = "sort",
     .argument = "NAME",
     AT(sort),
     .choices = INSPECT_ORDERS,
     .help = "order of the words: most frequent first, by bytes, or longest vector first"},
    {.kind = OPTION_FLAG,
     .name = "labels",
     AT(has_labels),
     .help = "list all labels: label, number of training documents, the words most typical of it"},
    {.kind = OPTION_SIZE,
     .name = "top",
     .letter = 'k',
     .argument = "N",
     AT(k),
     .min = 0,
     .max = NOT_GIVEN - 1,
     .initial = "all words, 5 words a label",
     .help = "number of words to list, in all or for each label; 0: all"},
    {.kind = OPTION_FLAG, .name = "json", AT(is_json), .help = "print the same as one JSON object"},

    {.kind = OPTION_HEADING, .name = "Checks"},
    {.kind = OPTION_FLAG, .name = "verify", AT(is_verified), .help = "read every byte and check sizes and checksums"},
};

/* Appends the number of labels and the first of them. */
static void add_labels(struct buffer *out, const struct bagtag_model *model)
{
    char count[FIGURE_BYTES];
    size_t n = bagtag_model_n_labels(model);
    if (n == 0) {
        buffer_text(out, "labels     none\n");
        return;
    }
    buffer_format(out, "labels     %s:", figure_count(count, n));
    for (size_t i = 0; i < n && i < N_SHOWN; i++) {
        const char *label = bagtag_model_label(model, i);
        buffer_text(out, i > 0 ? ", " : " ");
        buffer_printable(out, label, strlen(label));
    }
    buffer_text(out, n > N_SHOWN ? ", ...\n" : "\n");
}

static bool is_shrunk(const struct bagtag_model *model)
{
    return bagtag_model_has_vectors(model, NULL) != BAGTAG_OK;
}

/* Appends the number of words and the most frequent ones, which come first in the model. */
static void add_words(struct buffer *out, const struct bagtag_model *model)
{
    char count[FIGURE_BYTES];
    size_t n = bagtag_model_n_words(model);
    if (n == 0) {
        buffer_text(out, "words      none\n");
        return;
    }
    buffer_format(out, "words      %s%s", figure_count(count, n), is_shrunk(model) ? ", stored as hashes\n" : ":");
    if (is_shrunk(model))
        return;
    for (size_t i = 0; i < n && i < N_SHOWN; i++) {
        size_t len = 0;
        uint64_t n_seen = 0;
        const char *word = bagtag_model_word(model, i, &len, &n_seen);
        buffer_char(out, ' ');
        buffer_printable(out, word, len);
    }
    buffer_text(out, n > N_SHOWN ? " ...\n" : "\n");
}

static void add_value(void *context, const char *name, const char *value)
{
    struct buffer *out = context;
    buffer_format(out, "%-*s ", NAME_COLUMNS, name);
    buffer_printable(out, value, strlen(value));
    buffer_char(out, '\n');
}

static enum bagtag_status add_summary(struct buffer *out, const struct bagtag_model *model, const char *path,
                                      struct bagtag_error *error)
{
    char count[FIGURE_BYTES];
    size_t n_words = bagtag_model_n_words(model);
    size_t n_rows = bagtag_model_n_rows(model), n_chars = bagtag_model_n_chars(model);
    buffer_text(out, "model      ");
    buffer_printable(out, path, strlen(path));
    buffer_format(out, ", %s\n", figure_bytes(count, model_size(path)));
    add_labels(out, model);
    add_words(out, model);
    if (n_rows > n_words + n_chars && bagtag_model_n_labels(model) > 0) /* else the rows are of a table without words */
        buffer_format(out, "n-grams    %s word n-gram%s\n", figure_count(count, n_rows - n_words - n_chars),
                      plural_s(n_rows - n_words - n_chars));
    if (n_chars > 0)
        buffer_format(out, "characters %s character n-gram%s\n", figure_count(count, n_chars), plural_s(n_chars));
    buffer_format(out, "%s %s row%s", is_shrunk(model) ? "stored    " : "embedding ", figure_count(count, n_rows),
                  plural_s(n_rows));
    if (is_shrunk(model))
        buffer_text(out, ", for classifying only\n\n");
    else
        buffer_format(out, ", %zu dimension%s\n\n", bagtag_model_dim(model), plural_s(bagtag_model_dim(model)));
    return bagtag_model_describe(model, add_value, out, error);
}

static enum bagtag_status add_json(struct buffer *out, const struct bagtag_model *model, struct bagtag_error *error)
{
    char *json = NULL;
    enum bagtag_status status = bagtag_model_json(model, &json, error);
    if (status == BAGTAG_OK)
        buffer_text(out, json);
    free(json);
    return status;
}

/* Prints the model in PATH. Returns the exit status. */
static int print_model(const struct bagtag_model *model, const char *path, bool is_json)
{
    struct bagtag_error error = {{0}};
    struct output output = {0};
    enum bagtag_status status =
        is_json ? add_json(&output.text, model, &error) : add_summary(&output.text, model, path, &error);
    if (status == BAGTAG_OK)
        return output_finish(&output);
    buffer_clear(&output.text);
    return report_failure(status, &error);
}

/* Checks which options are combined. Returns EXIT_USAGE after a message, or EXIT_DONE. */
static int check_arguments(const struct command *command, const struct inspect_arguments *given)
{
    if (given->has_vocab && given->has_labels)
        return report_usage_error(command, "--vocab and --labels cannot be combined");
    if (given->k != NOT_GIVEN && !given->has_vocab && !given->has_labels)
        return report_usage_error(command, "-k needs --vocab or --labels");
    return EXIT_DONE;
}

static int run_inspect(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct inspect_arguments *given = arguments;
    const char *path = operands->values[0];
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    enum bagtag_status status = BAGTAG_OK;
    int code = check_arguments(command, given);
    if (code != EXIT_DONE)
        return code;
    if (given->is_verified)
        status = bagtag_model_verify(path, &error);
    if (status == BAGTAG_OK)
        status = bagtag_model_open(path, &model, &error);
    if (status != BAGTAG_OK)
        return report_no_model(command, operands, status, &error);

    if (given->has_vocab)
        status = bagtag_model_has_vectors(model, &error);
    if (status != BAGTAG_OK) {
        code = report_failure(status, &error);
    } else if (given->has_vocab) {
        code = inspect_vocab(model, given->sort, given->k != NOT_GIVEN ? given->k : 0, given->is_json);
    } else if (given->has_labels) {
        code = inspect_labels(model, given->k != NOT_GIVEN ? given->k : N_LABEL_WORDS, given->is_json);
    } else if (given->is_json || !given->is_verified) {
        code = print_model(model, path, given->is_json);
    } else {
        char count[FIGURE_BYTES];
        struct output output = {0};
        buffer_printable(&output.text, path, strlen(path));
        buffer_format(&output.text, ": all checks passed, %s\n", figure_bytes(count, model_size(path)));
        code = output_finish(&output);
    }
    bagtag_model_free(model);
    return code;
}

static void init_inspect(void *arguments)
{
    *(struct inspect_arguments *)arguments = (struct inspect_arguments){.k = NOT_GIVEN, .sort = "count"};
}

const struct command command_inspect = {
    .name = "inspect",
    .summary = "show what is in a model, or verify it",
    .description = "Prints the size of a model, its labels, its most frequent words and the settings it was trained "
                   "with; with --json, as one object. --vocab and --labels list every word or every label instead, in "
                   "columns separated by tabs. --verify reads every byte of the model and compares it with the sizes "
                   "and checksums in its config.json; the exit status is 0 if the model is sound and 1 if it is not.",
    .operands = "MODEL",
    .examples = "  bagtag inspect topics.model\n"
                "  bagtag inspect --json topics.model\n"
                "  bagtag inspect --vocab --sort norm -k 20 topics.model\n"
                "  bagtag inspect --labels topics.model\n"
                "  bagtag inspect --verify topics.model\n",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .arguments_bytes = sizeof(struct inspect_arguments),
    .init = init_inspect,
    .run = run_inspect,
};
