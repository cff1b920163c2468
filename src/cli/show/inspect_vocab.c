/* inspect_vocab.c - the words of a model with their counts and norms */
/* SPDX-License-Identifier: MIT */
#include "cli/show/inspect_vocab.h"
#include "base/buffer.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/show/exit_status.h"
#include "cli/show/figures.h"
#include "cli/show/output.h"
#include "cli/show/report.h"
#include "cli/show/table.h"

enum { COUNT_COLUMNS = 12, NORM_COLUMNS = 9 };

/* A word and its sort keys. */
struct entry {
    size_t number;
    const char *text; /* [len] */
    size_t len;
    uint64_t count;
    double norm;
};

/* The Euclidean norm of a row. */
static double norm_of(const float *row, size_t dim)
{
    double sum = 0.0;
    for (size_t d = 0; d < dim; d++)
        sum += (double)row[d] * (double)row[d];
    return sqrt(sum);
}

static int compare_numbers(const struct entry *x, const struct entry *y)
{
    return x->number < y->number ? -1 : x->number > y->number;
}

static int compare_counts(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return compare_numbers(x, y);
}

static int compare_words(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->len < y->len ? x->len : y->len);
    if (order == 0 && x->len != y->len)
        order = x->len < y->len ? -1 : 1;
    return order != 0 ? order : compare_numbers(x, y);
}

/* NaN, found in damaged models, sorts last. */
static int compare_norms(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    double p = isnan(x->norm) ? -1.0 : x->norm, q = isnan(y->norm) ? -1.0 : y->norm;
    if (p != q)
        return p > q ? -1 : 1;
    return compare_numbers(x, y);
}

/* All words, sorted; NULL if out of memory. */
static struct entry *sorted_words(const struct bagtag_model *model, const char *order)
{
    size_t n = bagtag_model_n_words(model), dim = bagtag_model_dim(model);
    struct entry *entries = mem_array(n, sizeof *entries);
    float *row = mem_array(dim, sizeof *row);
    if (entries == NULL || row == NULL) {
        free(entries);
        free(row);
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        struct entry *entry = &entries[i];
        entry->number = i;
        entry->text = bagtag_model_word(model, i, &entry->len, &entry->count);
        (void)bagtag_model_read_row(model, i, row, NULL); /* every word has a row */
        entry->norm = norm_of(row, dim);
    }
    free(row);
    qsort(entries, n, sizeof *entries,
          strcmp(order, "word") == 0   ? compare_words
          : strcmp(order, "norm") == 0 ? compare_norms
                                       : compare_counts);
    return entries;
}

static void add_line(struct buffer *out, const struct entry *entry)
{
    buffer_field(out, entry->text, entry->len);
    buffer_char(out, '\t');
    buffer_unsigned(out, entry->count);
    buffer_format(out, "\t%.6f\n", entry->norm);
}

static void add_json(struct buffer *out, const struct entry *entry, bool is_first)
{
    buffer_text(out, is_first ? "\n  {\"word\":" : ",\n  {\"word\":");
    buffer_json_string(out, entry->text, entry->len);
    buffer_text(out, ",\"count\":");
    buffer_unsigned(out, entry->count);
    buffer_text(out, ",\"norm\":");
    figure_json(out, entry->norm);
    buffer_char(out, '}');
}

/* The first N words as a table for a terminal. */
static void print_table(struct output *output, const struct entry *entries, size_t n, struct table_place place)
{
    struct buffer *out = &output->text;
    size_t widest = strlen("word"), most = place.columns - COUNT_COLUMNS - NORM_COLUMNS;
    for (size_t i = 0; i < n; i++)
        widest = table_widen(widest, entries[i].text, entries[i].len, most);
    table_begin_heading(out, place);
    table_cell(out, "word", strlen("word"), widest, place);
    buffer_format(out, "%*s%*s", COUNT_COLUMNS, "count", NORM_COLUMNS, "norm");
    table_end_heading(out, place);
    for (size_t i = 0; i < n && output_flush_some(output); i++) {
        char count[FIGURE_BYTES];
        table_cell(out, entries[i].text, entries[i].len, widest, place);
        buffer_format(out, "%*s%*.4f\n", COUNT_COLUMNS, figure_count(count, entries[i].count), NORM_COLUMNS,
                      entries[i].norm);
    }
}

static void print_list(struct output *output, const struct entry *entries, size_t n)
{
    for (size_t i = 0; i < n && output_flush_some(output); i++)
        add_line(&output->text, &entries[i]);
}

static void print_json(struct output *output, const struct entry *entries, size_t n)
{
    buffer_text(&output->text, "{\"words\":[");
    for (size_t i = 0; i < n && output_flush_some(output); i++)
        add_json(&output->text, &entries[i], i == 0);
    buffer_text(&output->text, n > 0 ? "\n]}\n" : "]}\n");
}

int inspect_vocab(const struct bagtag_model *model, const char *order, size_t k, bool is_json)
{
    struct output output = {0};
    size_t n = bagtag_model_n_words(model);
    struct table_place place = table_place();
    struct entry *entries = sorted_words(model, order);
    if (entries == NULL) {
        report_error("out of memory");
        return EXIT_FAILED;
    }
    n = k > 0 && k < n ? k : n;
    if (is_json)
        print_json(&output, entries, n);
    else if (table_is_terminal(place))
        print_table(&output, entries, n, place);
    else
        print_list(&output, entries, n);
    free(entries);
    return output_finish(&output);
}
