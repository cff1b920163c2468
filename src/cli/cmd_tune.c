/* cmd_tune.c - bagtag tune: settings searched for on held-out documents */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bagtag_tune.h"
#include "base/buffer.h"
#include "cli/interrupt.h"
#include "cli/options/train_options.h"
#include "cli/options/tune_options.h"
#include "cli/options/usage.h"
#include "cli/show/figures.h"
#include "cli/show/model_size.h"
#include "cli/show/output.h"
#include "cli/show/progress.h"
#include "cli/show/report.h"
#include "cli/show/train_log.h"
#include "cli/tune_report.h"
#include "io/write_all.h"

/* What the progress callbacks work with. */
struct watcher {
    struct progress progress;
    struct train_log log;
    struct tune_table table;
    bool is_searching; /* a Ctrl-C ends the search alone */
};

static void show(struct progress *progress, const struct bagtag_tune_progress *told)
{
    char line[PROGRESS_LINE_BYTES], left[FIGURE_BYTES], best[32] = "";
    if (!progress_is_due(progress))
        return;
    if (told->best >= 0)
        snprintf(best, sizeof best, "  best %.4f", told->best);
    double seconds = told->fraction > 0 ? told->seconds * (1 - told->fraction) / told->fraction : 0;
    snprintf(line, sizeof line, "tuning   %3d%%  %" PRIu32 " settings%s  ETA %s", (int)(told->fraction * 100),
             told->trials, best, figure_duration(left, seconds));
    progress_draw(progress, line);
}

/* In the search. False: it is to end. */
static bool watch_search(void *context, const struct bagtag_tune_progress *told)
{
    struct watcher *watcher = context;
    if (!watcher->is_searching)
        interrupt_defer();
    watcher->is_searching = true;
    show(&watcher->progress, told);
    if (told->stage == BAGTAG_TUNE_SCORED) {
        struct buffer line = {0};
        tune_report_line(&line, told);
        tune_table_add(&watcher->table, told);
        bool is_written = train_log_line(&watcher->log, &line);
        buffer_clear(&line);
        if (!is_written)
            return false;
    }
    return !interrupt_take();
}

/* While files are read, and in the last training, where a Ctrl-C ends the program again. */
static bool watch_training(void *context, const struct bagtag_progress *told)
{
    struct watcher *watcher = context;
    if (watcher->is_searching && told->stage != BAGTAG_READING) {
        (void)interrupt_take();
        interrupt_release();
        watcher->is_searching = false;
    }
    progress_show(&watcher->progress, told);
    return watcher->log.errnum == 0;
}

static void warn(const struct bagtag_train_summary *summary)
{
    report_unlabelled(summary->unlabelled, summary->first_unlabelled);
    report_invalid_utf8(summary->invalid_utf8);
}

static void summarise(const struct tune_arguments *given, const struct bagtag_tune_options *options,
                      const struct operands *operands, const struct tune_table *table,
                      const struct bagtag_tune_summary *summary)
{
    char count[FIGURE_BYTES], loss[FIGURE_BYTES];
    struct buffer out = {0}, command = {0};
    const struct bagtag_train_summary *train = &summary->train;
    buffer_format(&out, "documents  %s", figure_count(count, train->documents));
    buffer_format(&out, " (%s word%s in all)\n", figure_count(count, train->tokens), train->tokens == 1 ? "" : "s");
    buffer_format(&out, "labels     %s\n", figure_count(count, train->labels));
    tune_report_choice(&out, table, summary, options->metric);
    tune_report_command(&command, summary, given->model, operands, options->train.valid_file);
    if (!command.failed && command.len > 0) {
        buffer_printable(&out, command.bytes, command.len - 1);
        buffer_char(&out, '\n');
    }
    if (train->held_out > 0)
        buffer_format(&out, "held out   %s documents: accuracy %.4f, loss %s\n", figure_count(count, train->held_out),
                      train->valid_accuracy, figure_loss(loss, train->valid_loss));
    buffer_format(&out, "seconds    %.3f (reading %.3f, search %.3f, training %.3f)\n",
                  summary->read_seconds + summary->search_seconds + train->read_seconds + train->train_seconds,
                  summary->read_seconds, summary->search_seconds, train->read_seconds + train->train_seconds);
    buffer_text(&out, "model      ");
    buffer_printable(&out, given->model, strlen(given->model));
    buffer_format(&out, ", %s\n", figure_bytes(count, model_size(given->model)));
    if (!out.failed)
        (void)write_all(STDERR_FILENO, out.bytes, out.len);
    buffer_clear(&out);
    buffer_clear(&command);
}

/* Tunes and saves; the log is open and is closed by the caller. */
static int tune(const struct tune_arguments *given, const struct bagtag_tune_options *options,
                const struct operands *operands, struct watcher *watcher)
{
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    struct bagtag_tune_summary summary;
    progress_begin(&watcher->progress, given->is_quiet     ? PROGRESS_NONE
                                       : given->is_verbose ? PROGRESS_VERBOSE
                                                           : PROGRESS_USUAL);
    enum bagtag_status status = bagtag_tune(operands->values, operands->n, options, &model, &summary, &error);
    if (status == BAGTAG_OK && watcher->log.errnum == 0)
        progress_show(&watcher->progress, &(struct bagtag_progress){.stage = BAGTAG_WRITING});
    if (status != BAGTAG_OK || watcher->log.errnum != 0) {
        progress_end(&watcher->progress);
        bagtag_model_free(model);
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
        warn(&summary.train);
        summarise(given, options, operands, &watcher->table, &summary);
    }
    return EXIT_DONE;
}

static int run_tune(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct tune_arguments *given = arguments;
    struct bagtag_tune_options options = given->options;
    if (!train_options_read_valid(given->valid, &options.train))
        return report_usage_error(command, "--valid: expected FILE or a share above 0%% and below 100%%; found '%s'",
                                  given->valid);
    if (!train_options_read_chars(given->chars, &options.train))
        return report_usage_error(command, "--chars: expected MIN-MAX with 1 <= MIN <= MAX <= 8; found '%s'",
                                  given->chars);
    if (options.trials > 0 && !(given->marks & TUNE_MARK_MINUTES))
        options.minutes = 0;

    interrupt_begin(given->model);
    struct bagtag_error error = {{0}};
    interrupt_hold();
    enum bagtag_status status = bagtag_model_can_save(given->model, &error);
    interrupt_release();
    if (status != BAGTAG_OK)
        return report_failure(status, &error);

    struct watcher watcher = {.is_searching = false};
    int errnum = train_log_begin(&watcher.log, given->log);
    if (errnum != 0) {
        report_errno(errnum, train_log_name(&watcher.log));
        return EXIT_FAILED;
    }
    options.progress = watch_search;
    options.train.progress = watch_training;
    options.progress_context = options.train.progress_context = &watcher;
    int code = tune(given, &options, operands, &watcher);
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
    bagtag_tune_options_init(&given->options);
}

const struct command command_tune = {
    .name = "tune",
    .summary = "search for the settings that do best, and train with them",
    .description =
        "Tries settings of train on the labelled lines, each on a part of the documents and scored on others, for as "
        "long as it may, and writes the model MODEL that is trained with the best. The first settings tried are those "
        "that train would choose by itself, and others are chosen only when they do better. Ctrl-C ends the search, "
        "and the best so far is trained; a second one, or one before the first settings are found, ends the program. "
        "The command that repeats the last training "
        "without a search is told in the end.",
    .operands = "FILE...",
    .examples = "  bagtag tune --minutes 1 -o topics.model data/topics.train.txt\n"
                "  bagtag tune --trials 30 --metric macro-f1 --log trials.jsonl \\\n"
                "      -o topics.model data/topics.train.txt\n"
                "  bagtag tune --trials 30 --ngrams 2 --valid 20% -o topics.model \\\n"
                "      data/topics.train.txt\n",
    .options = tune_options,
    .n_options = TUNE_N_OPTIONS,
    .arguments_bytes = sizeof(struct tune_arguments),
    .init = init_tune,
    .run = run_tune,
};
