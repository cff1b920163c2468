/* tune_report.c - what `bagtag tune` tells of the settings it tried */
/* SPDX-License-Identifier: MIT */
#include "cli/tune_report.h"

#include <inttypes.h>
#include <string.h>

#include "cli/show/figures.h"

enum { DIGITS = 4, RUNG_OF_ALL = 3 };

static void add_member(struct buffer *out, const char *name, double value)
{
    buffer_format(out, ",\"%s\":", name);
    figure_json(out, value);
}

void tune_report_line(struct buffer *out, const struct bagtag_tune_progress *told)
{
    const struct bagtag_train_options *settings = told->settings;
    buffer_format(out, "{\"trial\":%" PRIu32 ",\"rung\":%" PRIu32 ",\"weight\":\"%s\"", told->trial, told->rung,
                  settings->weight);
    buffer_format(out, ",\"ngrams\":%" PRIu32 ",\"min_count\":%" PRIu64, settings->ngrams, settings->min_count);
    if (settings->chars_max > 0)
        buffer_format(out, ",\"chars\":\"%" PRIu32 "-%" PRIu32 "\"", settings->chars_min, settings->chars_max);
    else
        buffer_text(out, ",\"chars\":null");
    buffer_format(out, ",\"dim\":%" PRIu32 ",\"epochs\":%" PRIu32, settings->dim, settings->epochs);
    add_member(out, "lr", settings->learning_rate);
    add_member(out, "decay", settings->decay);
    buffer_format(out, ",\"folds\":%" PRIu32, told->folds);
    add_member(out, "share", told->share);
    buffer_format(out, ",\"documents\":%" PRIu64, told->n_scored);
    add_member(out, "score", told->score);
    buffer_format(out, ",\"seconds\":%.3f}\n", told->training_seconds);
}

void tune_table_add(struct tune_table *table, const struct bagtag_tune_progress *told)
{
    if (told->rung != RUNG_OF_ALL)
        return;
    size_t at = table->n;
    while (at > 0 && table->rows[at - 1].score < told->score)
        at--;
    if (at == TUNE_TABLE_ROWS)
        return;
    table->n += table->n < TUNE_TABLE_ROWS;
    memmove(&table->rows[at + 1], &table->rows[at], (table->n - at - 1) * sizeof table->rows[0]);
    table->rows[at] = (struct tune_row){told->score, told->trial, *told->settings};
}

static void add_settings(struct buffer *out, const struct bagtag_train_options *settings)
{
    buffer_format(out, "--weight %s --ngrams %" PRIu32 " --min-count %" PRIu64, settings->weight, settings->ngrams,
                  settings->min_count);
    if (settings->chars_max > 0)
        buffer_format(out, " --chars %" PRIu32 "-%" PRIu32, settings->chars_min, settings->chars_max);
    buffer_format(out, " --dim %" PRIu32 " --epochs %" PRIu32 " --lr ", settings->dim, settings->epochs);
    figure_json(out, settings->learning_rate);
    buffer_text(out, " --decay ");
    figure_json(out, settings->decay);
}

void tune_report_choice(struct buffer *out, const struct tune_table *table, const struct bagtag_tune_summary *summary,
                        const char *metric)
{
    char count[FIGURE_BYTES];
    buffer_format(out, "trials     %s settings", figure_count(count, summary->trials));
    buffer_format(out, ", %s models trained%s\n", figure_count(count, summary->trainings),
                  summary->has_ended ? "; ended early" : "");
    for (size_t i = 0; i < table->n; i++) {
        buffer_text(out, i == 0 ? "best       " : "           ");
        buffer_fraction(out, table->rows[i].score, DIGITS);
        buffer_format(out, "  trial %" PRIu32 ": ", table->rows[i].trial);
        add_settings(out, &table->rows[i].settings);
        buffer_char(out, '\n');
    }
    buffer_format(out, "chosen     trial %" PRIu32, summary->chosen);
    if (summary->chosen == 1)
        buffer_text(out, ", what train would choose");
    if (summary->n_scored > 0) {
        buffer_format(out, ": %s ", metric);
        buffer_fraction(out, summary->score, DIGITS);
        buffer_format(out, " on %s held-out documents%s", figure_count(count, summary->n_scored),
                      summary->is_scored_anew ? ", parted anew" : "");
    }
    if (summary->n_scored > 0 && summary->chosen != 1) {
        buffer_text(out, "; what train would choose ");
        buffer_fraction(out, summary->first_score, DIGITS);
    }
    buffer_char(out, '\n');
}

/* A blank and TEXT as one word of a shell. */
static void add_word(struct buffer *out, const char *text)
{
    buffer_char(out, ' ');
    buffer_shell_word(out, text);
}

static void add_text(struct buffer *out, const char *option, const char *value, const char *initial)
{
    if (strcmp(value, initial) == 0)
        return;
    buffer_format(out, " --%s", option);
    add_word(out, value);
}

static void add_number(struct buffer *out, const char *option, uint64_t value, uint64_t initial)
{
    if (value != initial)
        buffer_format(out, " --%s %" PRIu64, option, value);
}

static void add_real(struct buffer *out, const char *option, double value, double initial)
{
    if (value == initial)
        return;
    buffer_format(out, " --%s ", option);
    figure_json(out, value);
}

void tune_report_command(struct buffer *out, const struct bagtag_tune_summary *summary, const char *model,
                         const struct operands *files, const char *valid_file)
{
    const struct bagtag_train_options *settings = &summary->settings;
    struct bagtag_train_options initial;
    bool is_dashed = false;
    bagtag_train_options_init(&initial);
    buffer_text(out, "repeat     bagtag train ");
    add_settings(out, settings);
    add_text(out, "tokenizer", settings->tokenizer, initial.tokenizer);
    if (settings->lower >= 0)
        buffer_text(out, settings->lower ? " --lower" : " --no-lower");
    add_number(out, "buckets", settings->buckets, initial.buckets);
    add_text(out, "bag", settings->bag, initial.bag);
    add_text(out, "bias", settings->bias, initial.bias);
    add_text(out, "loss", settings->loss, initial.loss);
    add_real(out, "temperature", settings->temperature, initial.temperature);
    add_real(out, "threshold", settings->threshold, initial.threshold);
    add_text(out, "schedule", settings->schedule, initial.schedule);
    add_number(out, "batch", settings->batch, initial.batch);
    add_number(out, "seed", settings->seed, initial.seed);
    add_text(out, "format", settings->format, initial.format);
    add_text(out, "label-prefix", settings->label_prefix, initial.label_prefix);
    if (settings->valid_file)
        add_text(out, "valid", settings->valid_file, "");
    if (settings->valid_percent > 0) {
        buffer_text(out, " --valid ");
        figure_json(out, settings->valid_percent);
        buffer_char(out, '%');
    }
    buffer_text(out, " -o");
    add_word(out, model);
    for (size_t i = 0; i < files->n; i++)
        is_dashed |= files->values[i][0] == '-';
    buffer_text(out, is_dashed ? " --" : "");
    for (size_t i = 0; i < files->n; i++)
        add_word(out, files->values[i]);
    if (summary->adds_valid_file)
        add_word(out, valid_file);
    buffer_char(out, '\n');
}
