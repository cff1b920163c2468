/* cmd_train.c - bagtag train: learn from labelled text */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bagtag.h"
#include "base/buffer.h"
#include "cli/interrupt.h"
#include "cli/options/train_options.h"
#include "cli/options/usage.h"
#include "cli/repeat.h"
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
    bool is_quiet;
};

static bool watch(void *context, const struct bagtag_progress *told)
{
    struct watcher *watcher = context;
    if (told->stage == BAGTAG_WARNING)
        return watcher->is_quiet || progress_warn(&watcher->progress, told);
    progress_show(&watcher->progress, told);
    return told->stage != BAGTAG_EPOCH_END || train_log_epoch(&watcher->log, told);
}

static void warn(const struct train_arguments *given, const struct bagtag_train_summary *summary)
{
    char count[FIGURE_BYTES], scratch[BAGTAG_SETTING_BYTES];
    const char *valid = bagtag_train_options_get(given->options, "valid", scratch);
    if (strcmp(valid, "none") != 0 && summary->held_out == 0)
        report_warning("--valid %s holds out none of %s document%s", valid, figure_count(count, summary->documents),
                       summary->documents == 1 ? "" : "s");
}

/* BEFORE and the value of a setting, unless it is USUAL. */
static void add_unusual(struct buffer *out, const struct bagtag_model *model, const char *before, const char *name,
                        const char *usual)
{
    char scratch[BAGTAG_SETTING_BYTES];
    const char *text = bagtag_model_setting(model, name, scratch);
    if (strcmp(text, usual) != 0)
        buffer_format(out, "%s%s", before, text);
}

static void add_chosen(struct buffer *out, const struct bagtag_model *model)
{
    char scratch[BAGTAG_SETTING_BYTES];
    const char *weight = bagtag_model_setting(model, "weight", scratch);
    buffer_format(out, "chosen     %s bag, words", strcmp(weight, "none") != 0 ? weight : "mean");
    const char *ngrams = bagtag_model_setting(model, "ngrams", scratch);
    if (strcmp(ngrams, "2") == 0)
        buffer_text(out, " and bigrams");
    else
        add_unusual(out, model, " and runs of up to ", "ngrams", "1");
    add_unusual(out, model, ", characters ", "chars", "none");
    if (strcmp(bagtag_model_setting(model, "loss", scratch), "ova") == 0)
        buffer_text(out, ", one label against all");
    add_unusual(out, model, ", decay ", "decay", "0");
}

/* What the race chose, and how to have it again without one. */
static void tell_choice(const struct bagtag_train_summary *summary, const struct bagtag_model *model,
                        struct buffer *out)
{
    char count[FIGURE_BYTES];
    add_chosen(out, model);
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
        add_unusual(out, model, "calibrated temperature ", "temperature", "");
        add_unusual(out, model, ", threshold ", "threshold", "none");
        buffer_format(out, " on %s held-out documents\n", figure_count(count, summary->n_calibrated));
    }
}

/* A race is repeated by what it chose, without one. */
static void add_repeat(struct buffer *out, const struct bagtag_model *model, const char *path,
                       const struct operands *files)
{
    struct buffer command = {0};
    repeat_command(&command, model, path, files, NULL);
    if (!command.failed) {
        buffer_text(out, "repeat     ");
        buffer_printable(out, command.bytes, command.len);
        buffer_char(out, '\n');
    }
    out->failed |= command.failed;
    buffer_clear(&command);
}

static void summarise(const struct bagtag_train_summary *summary, const struct bagtag_model *model, bool is_raced,
                      const char *path, const struct operands *files)
{
    char count[FIGURE_BYTES], loss[FIGURE_BYTES];
    struct buffer out = {0};
    buffer_format(&out, "documents  %s", figure_count(count, summary->documents));
    buffer_format(&out, " (%s word%s in all)\n", figure_count(count, summary->tokens), summary->tokens == 1 ? "" : "s");
    buffer_format(&out, "words      %s\n", figure_count(count, summary->words));
    buffer_format(&out, "labels     %s\n", figure_count(count, summary->labels));
    if (is_raced) {
        tell_choice(summary, model, &out);
        add_repeat(&out, model, path, files);
    }
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
    buffer_printable(&out, path, strlen(path));
    buffer_format(&out, ", %s\n", figure_bytes(count, model_size(path)));
    if (!out.failed)
        (void)write_all(STDERR_FILENO, out.bytes, out.len);
    buffer_clear(&out);
}

static bool is_on(const struct bagtag_train_options *options, const char *name)
{
    char scratch[BAGTAG_SETTING_BYTES];
    return strcmp(bagtag_train_options_get(options, name, scratch), bagtag_setting_find(name)->initial) != 0;
}

/* Trains and saves; the log is open and is closed by the caller. */
static int train(const struct train_arguments *given, const struct operands *operands, struct watcher *watcher)
{
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    struct bagtag_train_summary summary;
    /* A line of progress would run into what is being typed. */
    bool is_typed = report_waiting(operands->values, operands->n);
    progress_begin(&watcher->progress, given->is_quiet || is_typed ? PROGRESS_NONE
                                       : given->is_verbose         ? PROGRESS_VERBOSE
                                                                   : PROGRESS_USUAL);
    enum bagtag_status status = bagtag_train(operands->values, operands->n, given->options, &model, &summary, &error);
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
    if (status == BAGTAG_OK && !given->is_quiet) {
        warn(given, &summary);
        summarise(&summary, model, is_on(given->options, "race"), given->model, operands);
    }
    bagtag_model_free(model);
    return status == BAGTAG_OK ? EXIT_DONE : report_failure(status, &error);
}

/* Whether all that shapes the model is left to us. */
static bool leaves_model(const struct bagtag_train_options *options)
{
    const struct bagtag_setting *setting;
    for (size_t i = 0; (setting = bagtag_setting_at(i)) != NULL; i++)
        if (setting->role == BAGTAG_OF_MODEL && bagtag_train_options_is_set(options, setting->name))
            return false;
    return !is_on(options, "recipe");
}

static int run_train(const struct command *command, const void *arguments, const struct operands *operands)
{
    const struct train_arguments *given = arguments;
    struct bagtag_error error = {"out of memory"};
    if (given->options == NULL)
        return report_failure(BAGTAG_MEMORY, &error);
    if (is_on(given->options, "recipe") && is_on(given->options, "race"))
        return report_usage_error(command, "expected --race or --recipe; found both");
    if (!bagtag_train_options_is_set(given->options, "race") && leaves_model(given->options))
        (void)bagtag_train_options_set(given->options, "race", "yes", &error);

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
    bagtag_train_options_set_progress(given->options, watch, &watcher);
    int code = train(given, operands, &watcher);
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
    .arguments_bytes = sizeof(struct train_arguments),
    .init = init_train,
    .clear = clear_train,
    .run = run_train,
};
