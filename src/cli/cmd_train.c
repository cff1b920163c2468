/* cmd_train.c - bagtag train: learn from labelled text */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bagtag.h"
#include "base/buffer.h"
#include "base/decimal.h"
#include "cli/interrupt.h"
#include "cli/options/train_options.h"
#include "cli/options/usage.h"
#include "cli/show/figures.h"
#include "cli/show/model_size.h"
#include "cli/show/output.h"
#include "cli/show/progress.h"
#include "cli/show/report.h"
#include "cli/show/train_log.h"
#include "io/write_all.h"

/* What the progress callback works with. */
struct watcher {
    struct progress progress;
    struct train_log log;
};

static bool watch(void *context, const struct bagtag_progress *told)
{
    struct watcher *watcher = context;
    progress_show(&watcher->progress, told);
    return told->stage != BAGTAG_EPOCH_END || train_log_epoch(&watcher->log, told);
}

static void warn(const struct train_arguments *given, const struct bagtag_train_summary *summary)
{
    char count[FIGURE_BYTES];
    if (given->valid != NULL && summary->held_out == 0)
        report_warning("--valid %s holds out none of %s document%s", given->valid,
                       figure_count(count, summary->documents), summary->documents == 1 ? "" : "s");
    report_unlabelled(summary->unlabelled, summary->first_unlabelled);
    report_invalid_utf8(summary->invalid_utf8);
}

/* What the race chose, and how to have it again without one. */
static void tell_choice(const struct bagtag_train_summary *summary, struct buffer *out)
{
    char count[FIGURE_BYTES], exact[DECIMAL_BYTES];
    bool is_weighted = strcmp(summary->weight, "none") != 0;
    buffer_format(out, "chosen     %s bag, words", is_weighted ? summary->weight : "mean");
    if (summary->ngrams == 2)
        buffer_text(out, " and bigrams");
    else if (summary->ngrams > 2)
        buffer_format(out, " and runs of up to %" PRIu32, summary->ngrams);
    if (summary->chars_max > 0)
        buffer_format(out, ", characters %" PRIu32 "-%" PRIu32, summary->chars_min, summary->chars_max);
    if (strcmp(summary->loss_name, "softmax") != 0)
        buffer_text(out, ", one label against all");
    if (summary->decay > 0)
        buffer_format(out, ", decay %s", decimal_text(exact, summary->decay));
    if (summary->n_raced == 0) {
        buffer_text(out, ": too few documents for a race\n");
    } else {
        buffer_format(out, ": %.3f on %s held-out documents", summary->race_accuracy,
                      figure_count(count, summary->n_raced));
        if (summary->words_accuracy >= 0)
            buffer_format(out, "; without characters %.3f", summary->words_accuracy);
        else if (summary->plain_accuracy >= 0)
            buffer_format(out, "; plain mean %.3f", summary->plain_accuracy);
        buffer_char(out, '\n');
    }
    if (summary->n_calibrated > 0) {
        buffer_format(out, "calibrated temperature %s", decimal_text(exact, summary->temperature));
        if (summary->threshold >= 0)
            buffer_format(out, ", threshold %s", decimal_text(exact, summary->threshold));
        buffer_format(out, " on %s held-out documents\n", figure_count(count, summary->n_calibrated));
    }
    buffer_format(out, "repeat     bagtag train --weight %s --ngrams %" PRIu32 " ", summary->weight, summary->ngrams);
    if (summary->chars_max > 0)
        buffer_format(out, "--chars %" PRIu32 "-%" PRIu32 " ", summary->chars_min, summary->chars_max);
    buffer_format(out, "--decay %s --dim %" PRIu32 " --epochs %" PRIu32, decimal_text(exact, summary->decay),
                  summary->dim, summary->epochs);
    buffer_format(out, " --bias %s", summary->bias);
    if (strcmp(summary->loss_name, "softmax") != 0)
        buffer_format(out, " --loss %s", summary->loss_name);
    if (summary->temperature != 1)
        buffer_format(out, " --temperature %s", decimal_text(exact, summary->temperature));
    if (summary->threshold >= 0)
        buffer_format(out, " --threshold %s", decimal_text(exact, summary->threshold));
    buffer_text(out, " ...\n");
}

static void summarise(const struct bagtag_train_summary *summary, bool is_raced, const char *model)
{
    char count[FIGURE_BYTES], loss[FIGURE_BYTES];
    struct buffer out = {0};
    buffer_format(&out, "documents  %s", figure_count(count, summary->documents));
    buffer_format(&out, " (%s word%s in all)\n", figure_count(count, summary->tokens), summary->tokens == 1 ? "" : "s");
    buffer_format(&out, "words      %s\n", figure_count(count, summary->words));
    buffer_format(&out, "labels     %s\n", figure_count(count, summary->labels));
    if (is_raced)
        tell_choice(summary, &out);
    buffer_format(&out, "loss       %.4f\n", summary->loss);
    if (summary->held_out > 0)
        buffer_format(&out, "held out   %s documents: accuracy %.4f, loss %s\n", figure_count(count, summary->held_out),
                      summary->valid_accuracy, figure_loss(loss, summary->valid_loss));
    buffer_format(&out, "seconds    %.3f (reading %.3f, ",
                  summary->read_seconds + summary->race_seconds + summary->train_seconds, summary->read_seconds);
    if (is_raced)
        buffer_format(&out, "race %.3f, ", summary->race_seconds);
    buffer_format(&out, "training %.3f)\n", summary->train_seconds);
    buffer_text(&out, "model      ");
    buffer_printable(&out, model, strlen(model));
    buffer_format(&out, ", %s\n", figure_bytes(count, model_size(model)));
    if (!out.failed)
        (void)write_all(STDERR_FILENO, out.bytes, out.len);
    buffer_clear(&out);
}

/* Trains and saves; the log is open and is closed by the caller. */
static int train(const struct train_arguments *given, const struct bagtag_train_options *options,
                 const struct operands *operands, struct watcher *watcher)
{
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    struct bagtag_train_summary summary;
    /* A line of progress would run into what is being typed. */
    bool is_typed = report_waiting(operands->values, operands->n);
    progress_begin(&watcher->progress, given->is_quiet || is_typed ? PROGRESS_NONE
                                       : given->is_verbose         ? PROGRESS_VERBOSE
                                                                   : PROGRESS_USUAL);
    enum bagtag_status status = bagtag_train(operands->values, operands->n, options, &model, &summary, &error);
    if (status == BAGTAG_OK)
        progress_show(&watcher->progress, &(struct bagtag_progress){.stage = BAGTAG_WRITING});
    if (status != BAGTAG_OK) {
        progress_end(&watcher->progress);
        if (watcher->log.errnum == 0)
            return report_failure(status, &error);
        report_errno(watcher->log.errnum, train_log_name(&watcher->log));
        return EXIT_FAILED;
    }

    interrupt_hold();
    status = bagtag_model_save(model, given->model, &error);
    interrupt_release();
    progress_end(&watcher->progress);
    bagtag_model_free(model);
    if (status != BAGTAG_OK)
        return report_failure(status, &error);
    if (!given->is_quiet) {
        warn(given, &summary);
        summarise(&summary, options->race, given->model);
    }
    return EXIT_DONE;
}

/* The settings of a recipe, but for what was given beside it. */
static void apply_recipe(const struct train_arguments *given, struct bagtag_train_options *options)
{
    if (given->recipe == NULL)
        return;
    if (!(given->marks & TRAIN_MARK_TOKENIZER))
        options->tokenizer = "whitespace";
    if (!(given->marks & TRAIN_MARK_DIM))
        options->dim = 100;
    if (!(given->marks & TRAIN_MARK_LR))
        options->learning_rate = 0.1;
    if (!(given->marks & TRAIN_MARK_EPOCHS))
        options->epochs = 5;
}

static int run_train(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct train_arguments *given = arguments;
    struct bagtag_train_options options = given->options;
    if (!train_options_read_valid(given->valid, &options))
        return report_usage_error(command, "--valid: expected FILE or a share above 0%% and below 100%%; found '%s'",
                                  given->valid);

    if (!train_options_read_chars(given->chars, &options))
        return report_usage_error(command, "--chars: expected MIN-MAX with 1 <= MIN <= MAX <= 8; found '%s'",
                                  given->chars);

    if (given->recipe != NULL && given->is_raced)
        return report_usage_error(command, "expected --race or --recipe; found both");
    apply_recipe(given, &options);
    options.race = given->is_raced || (given->marks == 0 && given->recipe == NULL);
    options.fixed = given->marks;

    interrupt_begin(given->model);
    struct bagtag_error error = {{0}};
    interrupt_hold();
    enum bagtag_status status = bagtag_model_can_save(given->model, &error);
    interrupt_release();
    if (status != BAGTAG_OK)
        return report_failure(status, &error);

    struct watcher watcher;
    int errnum = train_log_begin(&watcher.log, given->log);
    if (errnum != 0) {
        report_errno(errnum, train_log_name(&watcher.log));
        return EXIT_FAILED;
    }
    options.progress = watch;
    options.progress_context = &watcher;
    int code = train(given, &options, operands, &watcher);
    errnum = train_log_end(&watcher.log);
    if (errnum != 0 && code == EXIT_DONE) {
        report_errno(errnum, train_log_name(&watcher.log));
        code = EXIT_FAILED;
    }
    return code;
}

static void init_train(void *arguments)
{
    struct train_arguments *given = arguments;
    *given = (struct train_arguments){0};
    bagtag_train_options_init(&given->options);
}

const struct command command_train = {
    .name = "train",
    .summary = "learn from labelled lines of text and write a model",
    .description =
        "Learns from labelled lines and writes a model, the folder MODEL; a model that is there is replaced. A line "
        "is a label, a tab and a text, or, as fastText has it, a text in which the words that begin with __label__ "
        "are labels. The same data, options and seed give the same model to the last byte, whatever the machine and "
        "the number of threads.",
    .operands = "FILE...",
    .examples = "  bagtag train -o topics.model data/topics.train.txt\n"
                "  bagtag train -o topics.model --valid 10% --ngrams 2 data/topics.train.txt\n"
                "  bagtag train -o topics.model --valid data/topics.test.txt \\\n"
                "      --epochs 20 --log epochs.jsonl data/topics.train.txt\n"
                "  zcat logs-*.gz | bagtag train -o logs.model --format tsv -\n",
    .options = train_options,
    .n_options = TRAIN_N_OPTIONS,
    .arguments_bytes = sizeof(struct train_arguments),
    .init = init_train,
    .run = run_train,
};
