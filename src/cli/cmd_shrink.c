/* cmd_shrink.c - bagtag shrink: makes a small model from a large one */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <string.h>
#include <unistd.h>

#include "bagtag_shrink.h"
#include "base/buffer.h"
#include "base/number.h"
#include "cli/interrupt.h"
#include "cli/options/input_options.h"
#include "cli/options/usage.h"
#include "cli/show/figures.h"
#include "cli/show/model_size.h"
#include "cli/show/report.h"
#include "io/place.h"
#include "io/write_all.h"

#define MAX_BYTES 1e15 /* more than any model, and exact as a double */

struct shrink_arguments {
    struct bagtag_shrink_options options;
    const char *model; /* to write */
    const char *to;    /* "1M", or NULL */
    const char *test;  /* FILE, or NULL */
    bool is_quiet;
};

#define AT(member) .offset = offsetof(struct shrink_arguments, member)

static const struct option_spec options[] = {
    {.kind = OPTION_HEADING, .name = "Output"},
    {.kind = OPTION_TEXT,
     .name = "output",
     .letter = 'o',
     .argument = "SMALL",
     AT(model),
     .file = OPTION_WRITES,
     .is_required = true,
     .help = "folder to write the small model to; an existing model is replaced, anything else is refused"},
    {.kind = OPTION_FLAG, .name = "quiet", .letter = 'q', AT(is_quiet), .help = "print nothing"},

    {.kind = OPTION_HEADING, .name = "How small"},
    {.kind = OPTION_TEXT,
     .name = "to",
     .argument = "SIZE",
     AT(to),
     .initial = "none",
     .is_never_empty = true,
     .help = "keep as much as fits into SIZE bytes; 500k, 1M and 2G are thousands, millions and billions"},
    {.kind = OPTION_REAL,
     .name = "loss",
     .argument = "POINTS",
     AT(options.most_loss),
     .low = 0,
     .high = 100,
     .initial = "any",
     .help = "lose at most POINTS percentage points of accuracy on the file of --test; without --to, as small as that "
             "allows"},
    {.kind = OPTION_TEXT,
     .name = "test",
     .argument = "FILE",
     AT(test),
     .file = OPTION_READS,
     .initial = "none",
     .is_never_empty = true,
     .help = "labelled text that the model was not trained on, to measure accuracy and fit probabilities"},

    {.kind = OPTION_HEADING, .name = "Input"},
    INPUT_OPTIONS_LABELLED(shrink_arguments, options.input),
    INPUT_OPTIONS_THREADS(shrink_arguments, options.threads),
};

/* Parses "1.5M" or "1.5MB" as a number of bytes. */
static bool read_size(const char *text, uint64_t *n_bytes)
{
    static const char suffixes[] = "kKmMgG";
    static const double units[] = {1e3, 1e6, 1e9};
    char digits[32];
    double number, unit = 1.0;
    size_t len = strlen(text);
    len -= len > 1 && text[len - 1] == 'B';
    const char *suffix = len > 0 ? strchr(suffixes, text[len - 1]) : NULL;
    if (suffix != NULL) {
        unit = units[(suffix - suffixes) / 2];
        len--;
    }
    if (len == 0 || len >= sizeof digits)
        return false;
    memcpy(digits, text, len);
    digits[len] = '\0';
    if (!number_read_real(digits, &number) || !(number * unit >= 1.0) || number * unit > MAX_BYTES)
        return false;
    *n_bytes = (uint64_t)(number * unit);
    return true;
}

/* Whether the small model would replace the large one, which has data that the small one lacks; reports it. */
static bool replaces_own(const char *small, const char *model)
{
    bool is = place_compare(small, model) == PLACE_SAME;
    if (is)
        report_error("-o %s: is the input model; choose another name for the small one", small);
    return is;
}

/* Parses and checks what the table of options cannot. Returns EXIT_USAGE after a message, or EXIT_DONE. */
static int complete(const struct command *command, struct shrink_arguments *wanted)
{
    if (wanted->to == NULL && wanted->options.most_loss < 0.0)
        return report_usage_error(command, "expected --to SIZE, or --loss POINTS with --test FILE; found neither");
    if (wanted->to != NULL && !read_size(wanted->to, &wanted->options.most_bytes))
        return report_usage_error(command, "--to: expected a number of bytes, such as 500k or 1.5M; found '%s'",
                                  wanted->to);
    if (wanted->options.most_loss >= 0.0 && wanted->test == NULL)
        return report_usage_error(command, "--loss needs --test FILE: accuracy is measured on it");
    wanted->options.files = &wanted->test;
    wanted->options.n_files = wanted->test != NULL ? 1 : 0;
    return EXIT_DONE;
}

static void add_bytes(struct buffer *out, uint64_t before, uint64_t after)
{
    char figure[FIGURE_BYTES];
    buffer_format(out, "size       %s", figure_bytes(figure, before));
    buffer_format(out, " -> %s", figure_bytes(figure, after));
    if (after > 0 && before > after)
        buffer_format(out, ", %.1f times smaller", (double)before / (double)after);
    buffer_char(out, '\n');
}

static void add_summary(struct buffer *out, const struct bagtag_shrink_summary *summary, uint64_t bytes_before)
{
    char figure[FIGURE_BYTES];
    add_bytes(out, bytes_before, summary->bytes_after);
    buffer_format(out, "rows       %s", figure_count(figure, summary->rows_before));
    buffer_format(out, " -> %s\n", figure_count(figure, summary->rows_after));
    if (summary->documents == 0)
        return;
    buffer_format(out, "accuracy   %.4f -> %.4f on %s held-out document%s\n", summary->accuracy_before,
                  summary->accuracy_after, figure_count(figure, summary->documents),
                  summary->documents == 1 ? "" : "s");
    buffer_format(out, "macro F1   %.4f -> %.4f\n", summary->macro_f1_before, summary->macro_f1_after);
    buffer_format(out, "loss       %.4f -> %.4f\n", summary->loss_before, summary->loss_after);
}

static int run_shrink(const struct command *command, const void *arguments, const struct operands *operands)
{
    struct shrink_arguments wanted = *(const struct shrink_arguments *)arguments;
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL, *small = NULL;
    struct bagtag_shrink_summary summary;
    int code = complete(command, &wanted);
    if (code != EXIT_DONE)
        return code;
    if (replaces_own(wanted.model, operands->values[0]))
        return EXIT_FAILED;
    enum bagtag_status status = bagtag_model_open(operands->values[0], &model, &error);
    if (status != BAGTAG_OK)
        return report_no_model(command, operands, status, &error);
    uint64_t bytes_before = model_size(operands->values[0]);
    interrupt_begin(wanted.model);
    interrupt_hold();
    status = bagtag_model_can_save(wanted.model, &error);
    interrupt_release();
    wanted.options.input.warn = wanted.is_quiet ? NULL : report_input_warning;
    if (status == BAGTAG_OK)
        status = bagtag_shrink(model, &wanted.options, &small, &summary, &error);
    interrupt_hold();
    if (status == BAGTAG_OK)
        status = bagtag_model_save(small, wanted.model, &error);
    interrupt_release();
    bagtag_model_free(small);
    bagtag_model_free(model);
    if (status != BAGTAG_OK)
        return report_run_failure(command, status, &error);
    struct buffer out = {0};
    add_summary(&out, &summary, bytes_before);
    if (!out.failed && !wanted.is_quiet)
        (void)write_all(STDERR_FILENO, out.bytes, out.len);
    if (!wanted.is_quiet)
        report_input(&summary.input, false);
    buffer_clear(&out);
    return EXIT_DONE;
}

static void init_shrink(void *arguments)
{
    struct shrink_arguments *given = arguments;
    *given = (struct shrink_arguments){.model = NULL};
    bagtag_shrink_options_init(&given->options);
}

const struct command command_shrink = {
    .name = "shrink",
    .summary = "make a model smaller",
    .description =
        "Makes a small model from MODEL, a bagtag model or a fastText .bin or .ftz file, and prints its size and "
        "accuracy "
        "before and after. Words and n-grams that matter least are dropped, numbers are rounded to one byte, and words "
        "are stored as hashes. The small model classifies, filters, tests and explains as any model does; it has no "
        "vectors and cannot list its words. --to sets the size. --loss finds the smallest model that loses no more "
        "accuracy than that on the held-out file of --test.",
    .one_of = "(--to SIZE | --loss POINTS --test FILE)",
    .operands = "MODEL",
    .examples = "  bagtag shrink --to 50k -o small.model topics.model\n"
                "  bagtag shrink --loss 1 --test data/topics.test.txt -o small.model topics.model\n",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .arguments_bytes = sizeof(struct shrink_arguments),
    .init = init_shrink,
    .run = run_shrink,
};
