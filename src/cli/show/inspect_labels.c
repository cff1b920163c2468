/* inspect_labels.c - the labels of a model and their strongest words */
/* SPDX-License-Identifier: MIT */
#include "cli/show/inspect_labels.h"
#include "base/buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/show/exit_status.h"
#include "cli/show/figures.h"
#include "cli/show/output.h"
#include "cli/show/report.h"
#include "cli/show/table.h"
#include "cli/show/terminal.h"

enum { COUNT_COLUMNS = 9 };

/* One label and its words, the strongest first. */
struct entry {
    const struct bagtag_model *model;
    const char *label;
    int64_t count; /* -1: unknown */
    const struct bagtag_label_word *words;
    size_t n_words;
};

static const char *word_of(const struct entry *entry, size_t i, size_t *len)
{
    uint64_t count;
    return bagtag_model_word(entry->model, entry->words[i].word, len, &count);
}

static void add_line(struct buffer *out, const struct entry *entry)
{
    buffer_field(out, entry->label, strlen(entry->label));
    buffer_char(out, '\t');
    if (entry->count < 0)
        buffer_char(out, '-');
    else
        buffer_unsigned(out, (uint64_t)entry->count);
    for (size_t i = 0; i < entry->n_words; i++) {
        size_t len;
        const char *word = word_of(entry, i, &len);
        buffer_char(out, '\t');
        buffer_field(out, word, len);
    }
    buffer_char(out, '\n');
}

/* Words wrap at the terminal's width; further lines are indented to the column of the first word. */
static void add_row(struct buffer *out, const struct entry *entry, size_t label_columns, struct table_place place)
{
    char count[FIGURE_BYTES] = "-";
    size_t begin = label_columns + COUNT_COLUMNS + 1, column = begin;
    if (entry->count >= 0)
        (void)figure_count(count, (uint64_t)entry->count);
    table_cell(out, entry->label, strlen(entry->label), label_columns, place);
    buffer_format(out, "%*s ", COUNT_COLUMNS, count);
    for (size_t i = 0; i < entry->n_words; i++) {
        size_t len;
        const char *word = word_of(entry, i, &len);
        size_t columns = 1 + terminal_columns(word, len);
        if (column > begin && column + columns > place.columns) {
            buffer_format(out, "\n%*s", (int)begin, "");
            column = begin;
        }
        buffer_char(out, ' ');
        table_text(out, word, len, place.columns - begin - 1, place);
        column += columns;
    }
    buffer_char(out, '\n');
}

static size_t begin_table(struct buffer *out, const struct bagtag_model *model, struct table_place place)
{
    size_t columns = strlen("label"), most = place.columns / 3;
    for (size_t i = 0; i < bagtag_model_n_labels(model); i++)
        columns = table_widen(columns, bagtag_model_label(model, i), strlen(bagtag_model_label(model, i)), most);
    table_begin_heading(out, place);
    table_cell(out, "label", strlen("label"), columns, place);
    buffer_format(out, "%*s  strongest words", COUNT_COLUMNS, "count");
    table_end_heading(out, place);
    return columns;
}

static void add_json(struct buffer *out, const struct entry *entry, bool is_first)
{
    buffer_text(out, is_first ? "\n  {\"label\":" : ",\n  {\"label\":");
    buffer_json_string(out, entry->label, strlen(entry->label));
    buffer_text(out, ",\"count\":");
    if (entry->count < 0)
        buffer_text(out, "null");
    else
        buffer_unsigned(out, (uint64_t)entry->count);
    buffer_text(out, ",\"words\":[");
    for (size_t i = 0; i < entry->n_words; i++) {
        size_t len;
        const char *word = word_of(entry, i, &len);
        buffer_text(out, i > 0 ? ",{\"word\":" : "{\"word\":");
        buffer_json_string(out, word, len);
        buffer_text(out, ",\"strength\":");
        figure_json(out, entry->words[i].strength);
        buffer_char(out, '}');
    }
    buffer_text(out, "]}");
}

int inspect_labels(const struct bagtag_model *model, size_t k, bool is_json)
{
    struct output output = {0};
    struct bagtag_error error = {{0}};
    enum bagtag_status status = BAGTAG_OK;
    struct table_place place = table_place();
    size_t label_columns = 0;
    if (is_json)
        buffer_text(&output.text, "{\"labels\":[");
    else if (table_is_terminal(place))
        label_columns = begin_table(&output.text, model, place);
    for (size_t i = 0; i < bagtag_model_n_labels(model) && output_flush_some(&output); i++) {
        struct entry entry = {
            .model = model, .label = bagtag_model_label(model, i), .count = bagtag_model_label_count(model, i)};
        struct bagtag_label_word *words = NULL;
        status = bagtag_model_label_words(model, i, k, &words, &entry.n_words, &error);
        if (status != BAGTAG_OK)
            break;
        entry.words = words;
        if (is_json)
            add_json(&output.text, &entry, i == 0);
        else if (table_is_terminal(place))
            add_row(&output.text, &entry, label_columns, place);
        else
            add_line(&output.text, &entry);
        free(words);
    }
    if (is_json && status == BAGTAG_OK)
        buffer_text(&output.text, "\n]}\n");
    int code = status == BAGTAG_OK ? EXIT_DONE : report_failure(status, &error);
    int output_code = output_finish(&output);
    return code != EXIT_DONE ? code : output_code;
}
