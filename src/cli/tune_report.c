/* tune_report.c - reports on the settings that `bagtag tune` tried */
/* SPDX-License-Identifier: MIT */
#include "cli/tune_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/plural.h"
#include "cli/show/figures.h"

enum { DIGITS = 4, RUNG_OF_ALL = 3 };

static void add_member(struct buffer *out, const char *name, double value)
{
    buffer_format(out, ",\"%s\":", name);
    figure_json(out, value);
}

/* Setting I if trials differ in it or if it is the character n-grams, which the first trial chose; otherwise NULL. Sets
 * *TEXT to its value. */
static const struct bagtag_setting *tried(const struct bagtag_train_options *settings, size_t i, const char **text,
                                          char scratch[BAGTAG_SETTING_BYTES])
{
    const struct bagtag_setting *setting = bagtag_setting_at(i);
    if (!setting->is_searched && strcmp(setting->name, "chars") != 0)
        return NULL;
    *text = bagtag_train_options_get(settings, setting->name, scratch);
    return setting;
}

static void add_tried_member(struct buffer *out, const struct bagtag_setting *setting, const char *text)
{
    buffer_text(out, ",\"");
    for (const char *c = setting->name; *c != '\0'; c++)
        buffer_char(out, *c == '-' ? '_' : *c);
    buffer_text(out, "\":");
    if (setting->kind == BAGTAG_WHOLE || setting->kind == BAGTAG_REAL)
        buffer_text(out, text);
    else if (setting->none != NULL && strcmp(setting->none, text) == 0)
        buffer_text(out, "null");
    else
        buffer_json_string(out, text, strlen(text));
}

void tune_report_line(struct buffer *out, const struct bagtag_tune_progress *event)
{
    char scratch[BAGTAG_SETTING_BYTES];
    const char *text;
    buffer_format(out, "{\"trial\":%" PRIu32 ",\"rung\":%" PRIu32, event->trial, event->rung);
    for (size_t i = 0; bagtag_setting_at(i) != NULL; i++) {
        const struct bagtag_setting *setting = tried(event->settings, i, &text, scratch);
        if (setting != NULL)
            add_tried_member(out, setting, text);
    }
    buffer_format(out, ",\"folds\":%" PRIu32, event->folds);
    add_member(out, "share", event->share);
    buffer_format(out, ",\"documents\":%" PRIu64, event->n_scored);
    add_member(out, "score", event->score);
    buffer_format(out, ",\"seconds\":%.3f}\n", event->training_seconds);
}

/* Formats " --ngrams 2 ...", truncated to TUNE_ROW_BYTES. */
static void list_tried(char out[TUNE_ROW_BYTES], const struct bagtag_train_options *settings)
{
    char scratch[BAGTAG_SETTING_BYTES];
    const char *text;
    size_t len = 0;
    for (size_t i = 0; bagtag_setting_at(i) != NULL && len < TUNE_ROW_BYTES; i++) {
        const struct bagtag_setting *setting = tried(settings, i, &text, scratch);
        if (setting != NULL)
            len += (size_t)snprintf(out + len, TUNE_ROW_BYTES - len, " --%s %s", setting->name, text);
    }
}

void tune_table_add(struct tune_table *table, const struct bagtag_tune_progress *event)
{
    if (event->rung != RUNG_OF_ALL)
        return;
    size_t at = table->n;
    while (at > 0 && table->rows[at - 1].score < event->score)
        at--;
    if (at == TUNE_TABLE_ROWS)
        return;
    table->n += table->n < TUNE_TABLE_ROWS;
    memmove(&table->rows[at + 1], &table->rows[at], (table->n - at - 1) * sizeof table->rows[0]);
    table->rows[at] = (struct tune_row){.score = event->score, .trial = event->trial};
    list_tried(table->rows[at].settings, event->settings);
}

void tune_report_choice(struct buffer *out, const struct tune_table *table, const struct bagtag_tune_summary *summary,
                        const char *metric)
{
    char count[FIGURE_BYTES];
    buffer_format(out, "trials     %s set%s of settings", figure_count(count, summary->trials),
                  summary->trials == 1 ? "" : "s");
    buffer_format(out, ", %s model%s trained%s\n", figure_count(count, summary->trainings),
                  summary->trainings == 1 ? "" : "s", summary->has_ended ? "; ended early" : "");
    for (size_t i = 0; i < table->n; i++) {
        buffer_text(out, i == 0 ? "best       " : "           ");
        buffer_fraction(out, table->rows[i].score, DIGITS);
        buffer_format(out, "  trial %" PRIu32 ":%s\n", table->rows[i].trial, table->rows[i].settings);
    }
    buffer_format(out, "chosen     trial %" PRIu32, summary->chosen);
    if (summary->chosen == 1)
        buffer_text(out, ", the settings train would choose");
    if (summary->n_scored > 0) {
        buffer_format(out, ": %s ", metric);
        buffer_fraction(out, summary->score, DIGITS);
        buffer_format(out, " on %s held-out document%s%s", figure_count(count, summary->n_scored),
                      plural_s(summary->n_scored), summary->is_rescored ? " of a fresh split" : "");
    }
    if (summary->n_scored > 0 && summary->chosen != 1) {
        buffer_text(out, "; the settings train would choose reach ");
        buffer_fraction(out, summary->first_score, DIGITS);
    }
}
