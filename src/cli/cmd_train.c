/* cmd_train.c - bagtag train: trains a model on labelled text */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bagtag.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "cli/interrupt.h"
#include "cli/options/train_options.h"
#include "cli/options/usage.h"
#include "cli/overwrite.h"
#include "cli/output_conflict.h"
#include "cli/show/figures.h"
#include "cli/show/output.h"
#include "cli/show/progress.h"
#include "cli/show/report.h"
#include "cli/show/train_log.h"
#include "cli/train_summary.h"
#include "io/input.h"
#include "io/write_all.h"

/* The context of the progress callback. */
struct watcher {
    struct progress progress;
    struct train_log log;
    bool is_quiet;
};

static bool watch(void *context, const struct bagtag_progress *event)
{
    struct watcher *watcher = context;
    if (event->stage == BAGTAG_WARNING)
        return watcher->is_quiet || progress_warn(&watcher->progress, event);
    progress_show(&watcher->progress, event);
    return event->stage != BAGTAG_EPOCH_END || train_log_epoch(&watcher->log, event);
}

static void warn(const struct train_arguments *given, const struct bagtag_train_summary *summary)
{
    char count[FIGURE_BYTES], scratch[BAGTAG_SETTING_BYTES];
    const char *valid = bagtag_train_options_get(given->options, "valid", scratch);
    if (strcmp(valid, "none") != 0 && summary->held_out == 0)
        report_warning("--valid %s holds out none of %s document%s", valid, figure_count(count, summary->documents),
                       summary->documents == 1 ? "" : "s");
}

static void summarise(const struct train_summary *summary)
{
    struct buffer out = {0};
    train_summary_read(&out, summary);
    train_summary_settings(&out, summary);
    train_summary_quality(&out, summary);
    if (summary->run->is_chosen)
        train_summary_repeat(&out, summary, NULL);
    train_summary_written(&out, summary);
    if (!out.failed)
        (void)write_all(STDERR_FILENO, out.bytes, out.len);
    buffer_clear(&out);
}

static bool is_on(const struct bagtag_train_options *options, const char *name)
{
    char scratch[BAGTAG_SETTING_BYTES];
    return strcmp(bagtag_train_options_get(options, name, scratch), bagtag_setting_find(name)->initial) != 0;
}

/* Trains and saves the model. The caller opens and closes the log. Returns the exit status. */
static int train(const struct command *command, const struct train_arguments *given, const struct operands *operands,
                 struct watcher *watcher)
{
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    struct bagtag_train_summary summary;
    double begun = clock_seconds();
    /* A progress line would run into what is being typed. */
    bool is_typed = report_waiting(operands->values, operands->n);
    progress_begin(&watcher->progress, given->is_quiet || is_typed ? PROGRESS_NONE
                                       : given->is_verbose         ? PROGRESS_VERBOSE
                                                                   : PROGRESS_USUAL);
    enum bagtag_status status = bagtag_train(operands->values, operands->n, given->options, &model, &summary, &error);
    if (status == BAGTAG_OK)
        progress_show(&watcher->progress, &(struct bagtag_progress){.stage = BAGTAG_WRITING});
    if (status != BAGTAG_OK) {
        progress_end(&watcher->progress);
        if (watcher->log.errnum == 0) {
            int code = report_run_failure(command, status, &error);
            train_options_hint(given->options);
            return code;
        }
        report_errno(watcher->log.errnum, train_log_name(&watcher->log));
        return EXIT_FAILED;
    }

    interrupt_hold();
    status = bagtag_model_save(model, given->model, &error);
    interrupt_release();
    progress_end(&watcher->progress);
    if (status == BAGTAG_OK && !given->is_quiet) {
        warn(given, &summary);
        summarise(&(struct train_summary){.run = &summary,
                                          .options = given->options,
                                          .model = model,
                                          .path = given->model,
                                          .files = operands,
                                          .seconds = clock_seconds() - begun,
                                          .is_verbose = given->is_verbose});
    }
    bagtag_model_free(model);
    return status == BAGTAG_OK ? EXIT_DONE : report_failure(status, &error);
}

static int run_train(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct train_arguments *given = arguments;
    struct bagtag_error error = {"out of memory"};
    char scratch[BAGTAG_SETTING_BYTES];
    if (given->options == NULL)
        return report_failure(BAGTAG_MEMORY, &error);
    const char *held_out = train_options_file(given->options, "valid", scratch);
    if (held_out != NULL && input_is_standard(&held_out, 1) && input_is_standard(operands->values, operands->n))
        return report_usage_error(command, "--valid: standard input cannot be read twice");
    if (is_on(given->options, "recipe") && is_on(given->options, "race"))
        return report_usage_error(command, "--race and --recipe cannot be combined");
    bool is_plain = bagtag_train_options_is_set(given->options, "race") && !is_on(given->options, "race");
    if (is_on(given->options, "features") && !is_on(given->options, "recipe") && !is_plain)
        return report_usage_error(command, "--features fasttext needs --no-race, or --recipe fasttext");
    if (!bagtag_train_options_is_set(given->options, "race") && !is_on(given->options, "recipe"))
        (void)bagtag_train_options_set(given->options, "race", "yes", &error);

    if (output_conflict_with_training(given->log, operands, given->options) ||
        overwrite_is_foreign("--log", given->log, OVERWRITE_LOG))
        return EXIT_FAILED;
    interrupt_begin(given->model);
    interrupt_hold();
    enum bagtag_status status = bagtag_model_can_save(given->model, &error);
    interrupt_release();
    if (status != BAGTAG_OK)
        return report_failure(status, &error);

    if (!given->is_quiet)
        train_options_note_rate(given->options);
    struct watcher watcher = {.is_quiet = given->is_quiet};
    int errnum = train_log_begin(&watcher.log, given->log);
    if (errnum != 0) {
        report_errno(errnum, train_log_name(&watcher.log));
        return EXIT_FAILED;
    }
    bagtag_train_options_set_progress(given->options, watch, &watcher);
    int code = train(command, given, operands, &watcher);
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
    given->options = bagtag_train_options_new();
}

static void clear_train(void *arguments)
{
    struct train_arguments *given = arguments;
    bagtag_train_options_free(given->options);
}

struct command command_train = {
    .name = "train",
    .summary = "train a model on labelled lines of text",
    .description =
        "Trains a model on labelled lines and writes it to the folder MODEL; a model that is already there "
        "is replaced. A line is a label, a tab and a text; or, in fastText's format, a text in which words "
        "that begin with __label__ are the labels; or a JSON object or a row of CSV with a label and a "
        "text. Settings that you do not give are chosen by trials on held-out documents. The same data, "
        "options and seed give the same model, byte for byte, on any machine and with any number of threads.",
    .operands = "FILE...",
    .examples = "  bagtag train -o topics.model data/topics.train.txt\n"
                "  bagtag train -o stars.model --text-column review \\\n"
                "      --label-column stars reviews.csv\n"
                "  bagtag train -o topics.model --valid 10% --ngrams 2 data/topics.train.txt\n"
                "  bagtag train -o topics.model --valid data/topics.test.txt \\\n"
                "      --epochs 20 --log epochs.jsonl data/topics.train.txt\n"
                "  zcat logs-*.gz | bagtag train -o logs.model --format tsv -\n",
    .options = train_options,
    .arguments_bytes = sizeof(struct train_arguments),
    .init = init_train,
    .clear = clear_train,
    .run = run_train,
};
