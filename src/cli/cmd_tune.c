/* cmd_tune.c - bagtag tune: searches for settings on held-out documents */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bagtag_tune.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/plural.h"
#include "cli/interrupt.h"
#include "cli/options/train_options.h"
#include "cli/options/tune_options.h"
#include "cli/options/usage.h"
#include "cli/overwrite.h"
#include "cli/output_conflict.h"
#include "cli/show/figures.h"
#include "cli/show/output.h"
#include "cli/show/progress.h"
#include "cli/show/report.h"
#include "cli/show/train_log.h"
#include "cli/train_summary.h"
#include "cli/tune_report.h"
#include "io/write_all.h"

/* The context of the progress callbacks. */
struct watcher {
    struct progress progress;
    struct train_log log;
    struct tune_table table;
    bool is_searching; /* Ctrl-C ends only the search */
    bool is_quiet;
};

static void show(struct progress *progress, const struct bagtag_tune_progress *event)
{
    char line[PROGRESS_LINE_BYTES], left[FIGURE_BYTES], best[32] = "";
    if (!progress_is_due(progress))
        return;
    if (event->best >= 0)
        snprintf(best, sizeof best, "  best %.4f", event->best);
    double seconds = event->fraction > 0 ? event->seconds * (1 - event->fraction) / event->fraction : 0;
    snprintf(line, sizeof line, "tuning   %3d%%  %" PRIu32 " setting%s%s  ETA %s", (int)(event->fraction * 100),
             event->trials, plural_s(event->trials), best, figure_duration(left, seconds));
    progress_draw(progress, line);
}

/* Called during the search. Returns false to end it. */
static bool watch_search(void *context, const struct bagtag_tune_progress *event)
{
    struct watcher *watcher = context;
    if (!watcher->is_searching)
        interrupt_defer();
    watcher->is_searching = true;
    show(&watcher->progress, event);
    if (event->stage == BAGTAG_TUNE_SCORED) {
        struct buffer line = {0};
        tune_report_line(&line, event);
        tune_table_add(&watcher->table, event);
        bool is_written = train_log_line(&watcher->log, &line);
        buffer_clear(&line);
        if (!is_written)
            return false;
    }
    return !interrupt_consume();
}

/* Called while files are read and during the final training, where Ctrl-C ends the program again. */
static bool watch_training(void *context, const struct bagtag_progress *event)
{
    struct watcher *watcher = context;
    if (event->stage == BAGTAG_WARNING)
        return watcher->is_quiet || progress_warn(&watcher->progress, event);
    if (watcher->is_searching && event->stage != BAGTAG_READING) {
        (void)interrupt_consume();
        interrupt_release();
        watcher->is_searching = false;
    }
    progress_show(&watcher->progress, event);
    return watcher->log.errnum == 0;
}

/* The --valid file if the final model was trained on it too, else NULL. */
static const char *added_file(const struct tune_arguments *given, const struct bagtag_tune_summary *summary,
                              char scratch[BAGTAG_SETTING_BYTES])
{
    return summary->adds_valid_file ? bagtag_train_options_get(given->settings, "valid", scratch) : NULL;
}

static void summarise(const struct train_summary *train, const struct tune_arguments *given,
                      const struct bagtag_tune_options *options, const struct tune_table *table,
                      const struct bagtag_tune_summary *summary)
{
    char scratch[BAGTAG_SETTING_BYTES];
    struct buffer out = {0};
    train_summary_read(&out, train);
    train_summary_settings(&out, train);
    tune_report_choice(&out, table, summary, options->metric);
    bool is_cross_validated = strcmp(bagtag_train_options_get(given->settings, "valid", scratch), "none") == 0;
    if (summary->n_scored > 0 && is_cross_validated && strcmp(options->metric, "accuracy") == 0)
        train_summary_baseline(&out, train, BASELINE_SHARE);
    buffer_char(&out, '\n');
    train_summary_quality(&out, train);
    train_summary_repeat(&out, train, added_file(given, summary, scratch));
    train_summary_written(&out, train);
    if (!out.failed)
        (void)write_all(STDERR_FILENO, out.bytes, out.len);
    buffer_clear(&out);
}

/* Tunes and saves the model. The caller opens and closes the log. Returns the exit status. */
static int tune(const struct command *command, const struct tune_arguments *given,
                const struct bagtag_tune_options *options, const struct operands *operands, struct watcher *watcher)
{
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    struct bagtag_tune_summary summary;
    double begun = clock_seconds();
    progress_begin(&watcher->progress, given->is_quiet     ? PROGRESS_NONE
                                       : given->is_verbose ? PROGRESS_VERBOSE
                                                           : PROGRESS_USUAL);
    enum bagtag_status status = bagtag_tune(operands->values, operands->n, options, &model, &summary, &error);
    if (status == BAGTAG_OK && watcher->log.errnum == 0)
        progress_show(&watcher->progress, &(struct bagtag_progress){.stage = BAGTAG_WRITING});
    if (status != BAGTAG_OK || watcher->log.errnum != 0) {
        progress_end(&watcher->progress);
        bagtag_model_free(model);
        if (watcher->log.errnum == 0) {
            int code = report_run_failure(command, status, &error);
            train_options_hint(given->settings);
            return code;
        }
        report_errno(watcher->log.errnum, train_log_name(&watcher->log));
        return EXIT_FAILED;
    }

    interrupt_hold();
    status = bagtag_model_save(model, given->model, &error);
    interrupt_release();
    progress_end(&watcher->progress);
    if (status == BAGTAG_OK && !given->is_quiet)
        summarise(&(struct train_summary){.run = &summary.train,
                                          .options = given->settings,
                                          .model = model,
                                          .path = given->model,
                                          .files = operands,
                                          .seconds = clock_seconds() - begun,
                                          .is_verbose = given->is_verbose},
                  given, options, &watcher->table, &summary);
    bagtag_model_free(model);
    return status == BAGTAG_OK ? EXIT_DONE : report_failure(status, &error);
}

static int run_tune(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct tune_arguments *given = arguments;
    struct bagtag_tune_options options;
    struct bagtag_error error = {"out of memory"};
    char scratch[BAGTAG_SETTING_BYTES];
    if (given->settings == NULL)
        return report_failure(BAGTAG_MEMORY, &error);
    const char *valid = bagtag_train_options_get(given->settings, "valid", scratch);
    if (given->delivery != NULL && strcmp(given->delivery, "scored") == 0 && strcmp(valid, "none") == 0)
        return report_usage_error(command, "--deliver scored needs --valid, as cross-validation scores several models");
    bagtag_tune_options_init(&options);
    if (given->minutes > 0 || given->trials > 0)
        options.minutes = given->minutes;
    options.trials = given->trials;
    options.metric = given->metric;
    options.delivery = given->delivery;

    if (output_conflict_with_training(given->log, operands, given->settings) ||
        overwrite_is_foreign("--log", given->log, OVERWRITE_LOG))
        return EXIT_FAILED;
    interrupt_begin(given->model);
    interrupt_hold();
    enum bagtag_status status = bagtag_model_can_save(given->model, &error);
    interrupt_release();
    if (status != BAGTAG_OK)
        return report_failure(status, &error);

    struct watcher watcher = {.is_quiet = given->is_quiet};
    int errnum = train_log_begin(&watcher.log, given->log);
    if (errnum != 0) {
        report_errno(errnum, train_log_name(&watcher.log));
        return EXIT_FAILED;
    }
    options.progress = watch_search;
    options.progress_context = &watcher;
    bagtag_train_options_set_progress(given->settings, watch_training, &watcher);
    options.train = given->settings;
    int code = tune(command, given, &options, operands, &watcher);
    errnum = train_log_end(&watcher.log);
    if (errnum != 0 && code == EXIT_DONE) {
        report_errno(errnum, train_log_name(&watcher.log));
        code = EXIT_FAILED;
    }
    return code;
}

static void init_tune(void *arguments)
{
    struct tune_arguments *given = arguments;
    *given = (struct tune_arguments){0};
    given->settings = bagtag_train_options_new();
    struct bagtag_tune_options options;
    bagtag_tune_options_init(&options);
    given->metric = options.metric;
}

static void clear_tune(void *arguments)
{
    struct tune_arguments *given = arguments;
    bagtag_train_options_free(given->settings);
}

struct command command_tune = {
    .name = "tune",
    .summary = "search for the best settings, then train with them",
    .description =
        "Tries different settings of train until the time is up. Each is trained on part of the labelled lines and "
        "scored on the rest. Then trains a model with the best settings and writes it to the folder MODEL. The search "
        "starts with the settings that train would choose; others win only if they score better. Ctrl-C ends the "
        "search early and trains with the best settings so far; a second Ctrl-C, or one before the search has begun, "
        "ends bagtag without a model. The summary shows the command that repeats the final training without a search.",
    .operands = "FILE...",
    .examples = "  bagtag tune --minutes 1 -o topics.model data/topics.train.txt\n"
                "  bagtag tune --trials 30 --metric macro-f1 --log trials.jsonl \\\n"
                "      -o topics.model data/topics.train.txt\n"
                "  bagtag tune --trials 30 --ngrams 2 --valid 20% -o topics.model \\\n"
                "      data/topics.train.txt\n",
    .options = tune_options,
    .arguments_bytes = sizeof(struct tune_arguments),
    .init = init_tune,
    .clear = clear_tune,
    .run = run_tune,
};
