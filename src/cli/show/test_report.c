/* test_report.c - a report of `bagtag test` as a table and as JSON */
/* SPDX-License-Identifier: MIT */
#include "cli/show/test_report.h"
#include "base/buffer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/show/baseline.h"
#include "cli/show/figures.h"

enum { N_CONFUSIONS = 10, WIDEST_LABEL = 64, NARROW = 60 /* columns */ };

/* The layout of the table of labels: the usual one, and one for narrow terminals. */
struct layout {
    const char *documents, *precision, *recall;
    int widths[4];
    int decimals;
    size_t columns; /* besides the labels */
};

static const struct layout wide = {"documents", "precision", "recall", {9, 9, 6, 6}, 4, 38};
static const struct layout narrow = {"docs", "prec", "rec", {6, 4, 4, 4}, 2, 26};

static const struct layout *layout_for(struct table_place place)
{
    return place.columns < NARROW ? &narrow : &wide;
}

/* With one label and one prediction per document, the four figures are the same. */
static bool are_equal(const struct bagtag_report *report)
{
    return report->precision == report->accuracy && report->recall == report->accuracy &&
           report->f1 == report->accuracy;
}

static void add_baseline(struct buffer *out, size_t line, const struct bagtag_report *report, size_t columns)
{
    const struct bagtag_label_report *most = report->labels;
    for (size_t i = 1; i < report->n_labels; i++)
        if (report->labels[i].support > most->support)
            most = &report->labels[i];
    if (report->n_labels > 0)
        baseline_add(out, line, most->label, most->support, report->documents, BASELINE_SHARE, columns);
}

static void add_figures(struct buffer *out, const struct bagtag_report *report, size_t k, struct table_place place)
{
    const struct layout *layout = layout_for(place);
    char count[FIGURE_BYTES];
    buffer_format(out, "documents  %s", figure_count(count, report->documents));
    if (report->skipped > 0) {
        buffer_format(out, " (skipped %s without a label, %sat ", figure_count(count, report->skipped),
                      report->skipped == 1 ? "" : "the first ");
        buffer_printable(out, report->first_skipped.file, strlen(report->first_skipped.file));
        buffer_format(out, ":%" PRIu64 ")", report->first_skipped.line);
    }
    if (report->left_out > 0)
        buffer_format(out, "\nleft out   %s without any of the chosen labels", figure_count(count, report->left_out));
    buffer_char(out, '\n');
    size_t line = out->len;
    buffer_format(out, "accuracy   %.4f", report->accuracy);
    bool is_short = are_equal(report) && layout == &wide;
    if (is_short)
        buffer_text(out, " (also precision, recall and F1)");
    add_baseline(out, line, report, place.columns);
    if (is_short) {
        buffer_char(out, '\n');
    } else {
        buffer_format(out, "\nprecision  %.4f", report->precision);
        if (k > 1)
            buffer_format(out, " (up to %zu labels a document)", k);
        buffer_text(out, k == 0 ? " (any number of labels a document)\n" : "\n");
        buffer_format(out, "recall     %.4f\n", report->recall);
        buffer_format(out, "F1         %.4f\n", report->f1);
    }
    buffer_format(out, "macro F1   %.4f\n", report->macro_f1);
    buffer_format(out, "loss       %s\n", figure_loss(count, report->loss));
    buffer_format(out, "ECE        %.4f", report->ece);
    if (layout == &wide)
        buffer_format(out, " (probabilities are off by %.1f %% on average)", report->ece * 100);
    buffer_char(out, '\n');
}

/* Most frequent first, ties in the model's order: the labels are in one array, so their addresses are in that order. */
static int compare_labels(const void *a, const void *b)
{
    const struct bagtag_label_report *left = *(const struct bagtag_label_report *const *)a;
    const struct bagtag_label_report *right = *(const struct bagtag_label_report *const *)b;
    if (left->support != right->support)
        return left->support < right->support ? 1 : -1;
    return left < right ? -1 : left > right;
}

/* The labels of the report, most frequent first; NULL if out of memory. */
static const struct bagtag_label_report **sorted_labels(const struct bagtag_report *report)
{
    const struct bagtag_label_report **sorted = mem_array(report->n_labels, sizeof *sorted);
    if (sorted == NULL)
        return NULL;
    for (size_t i = 0; i < report->n_labels; i++)
        sorted[i] = &report->labels[i];
    qsort(sorted, report->n_labels, sizeof *sorted, compare_labels);
    return sorted;
}

static void add_labels(struct output *output, const struct bagtag_report *report, struct test_report_style style)
{
    struct buffer *out = &output->text;
    size_t n_shown = report->n_labels < style.n_rows ? report->n_labels : style.n_rows;
    if (n_shown == 0)
        return;
    const struct bagtag_label_report **sorted = sorted_labels(report);
    if (sorted == NULL) {
        out->failed = true;
        return;
    }
    struct table_place place = style.place;
    const struct layout *layout = layout_for(place);
    size_t most = place.columns - layout->columns < WIDEST_LABEL ? place.columns - layout->columns : WIDEST_LABEL;
    size_t widest = strlen("label");
    for (size_t i = 0; i < n_shown; i++)
        widest = table_widen(widest, sorted[i]->label, strlen(sorted[i]->label), most);

    const int *widths = layout->widths;
    buffer_char(out, '\n');
    table_begin_heading(out, place);
    table_cell(out, "label", strlen("label"), widest, place);
    buffer_format(out, "  %*s  %*s  %*s  %*s", widths[0], layout->documents, widths[1], layout->precision, widths[2],
                  layout->recall, widths[3], "F1");
    table_end_heading(out, place);
    for (size_t i = 0; i < n_shown && output_flush_some(output); i++) {
        char count[FIGURE_BYTES];
        table_cell(out, sorted[i]->label, strlen(sorted[i]->label), widest, place);
        buffer_format(out, "  %*s", widths[0], figure_count(count, sorted[i]->support));
        buffer_format(out, "  %*.*f", widths[1], layout->decimals, sorted[i]->precision);
        buffer_format(out, "  %*.*f", widths[2], layout->decimals, sorted[i]->recall);
        buffer_format(out, "  %*.*f\n", widths[3], layout->decimals, sorted[i]->f1);
    }
    if (n_shown < report->n_labels)
        buffer_format(out, "and %zu more (--rows)\n", report->n_labels - n_shown);
    free(sorted);
}

/* An off-diagonal cell of the confusion matrix. */
struct mistake {
    uint64_t n;
    size_t truth, taken_for;
};

/* Inserts MISTAKE into the N worst so far, in order; returns their new number. Ties keep the order of the matrix. */
static size_t insert_mistake(struct mistake worst[N_CONFUSIONS], size_t n, struct mistake mistake)
{
    size_t at = n;
    while (at > 0 && worst[at - 1].n < mistake.n)
        at--;
    if (at == N_CONFUSIONS)
        return n;
    size_t last = n < N_CONFUSIONS ? n : N_CONFUSIONS - 1;
    memmove(worst + at + 1, worst + at, (last - at) * sizeof worst[0]);
    worst[at] = mistake;
    return last + 1;
}

static void add_confusions(struct buffer *out, const struct bagtag_report *report, struct table_place place)
{
    if (report->confusion == NULL)
        return;
    struct mistake worst[N_CONFUSIONS];
    size_t n_worst = 0;
    size_t C = report->n_labels;
    for (size_t i = 0; i < C; i++) {
        for (size_t j = 0; j < C; j++) {
            uint64_t n = report->confusion[i * C + j];
            if (i != j && n > 0)
                n_worst = insert_mistake(worst, n_worst, (struct mistake){n, i, j});
        }
    }
    if (n_worst == 0)
        return;
    buffer_char(out, '\n');
    const struct layout *layout = layout_for(place);
    size_t most = place.columns == SIZE_MAX ? SIZE_MAX : (place.columns - (size_t)layout->widths[0] - 6) / 2;
    table_begin_heading(out, place);
    buffer_format(out, "%*s  most common confusions", layout->widths[0], layout->documents);
    buffer_text(out, layout == &wide ? " (true label -> predicted)" : "");
    table_end_heading(out, place);
    for (size_t i = 0; i < n_worst; i++) {
        char count[FIGURE_BYTES];
        const char *truth = report->labels[worst[i].truth].label, *taken = report->labels[worst[i].taken_for].label;
        buffer_format(out, "%*s  ", layout->widths[0], figure_count(count, worst[i].n));
        table_text(out, truth, strlen(truth), most, place);
        buffer_text(out, " -> ");
        table_text(out, taken, strlen(taken), most, place);
        buffer_char(out, '\n');
    }
}

void test_report_text(struct output *output, const struct bagtag_report *report, struct test_report_style style)
{
    add_figures(&output->text, report, style.k, style.place);
    add_labels(output, report, style);
    add_confusions(&output->text, report, style.place);
}

static void add_member(struct buffer *out, const char *name, double value)
{
    buffer_format(out, ",\"%s\":", name);
    figure_json(out, value);
}

static void add_count(struct buffer *out, const char *before, uint64_t n)
{
    buffer_text(out, before);
    buffer_unsigned(out, n);
}

static void add_json_labels(struct output *output, const struct bagtag_report *report)
{
    struct buffer *out = &output->text;
    buffer_text(out, ",\"labels\":[");
    for (size_t i = 0; i < report->n_labels && output_flush_some(output); i++) {
        const struct bagtag_label_report *label = &report->labels[i];
        buffer_text(out, i == 0 ? "{\"label\":" : ",{\"label\":");
        buffer_json_string(out, label->label, strlen(label->label));
        add_count(out, ",\"support\":", label->support);
        add_member(out, "precision", label->precision);
        add_member(out, "recall", label->recall);
        add_member(out, "f1", label->f1);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

static void add_json_confusion(struct output *output, const struct bagtag_report *report)
{
    struct buffer *out = &output->text;
    size_t C = report->n_labels;
    if (report->confusion == NULL) {
        buffer_text(out, ",\"confusion\":null");
        return;
    }
    buffer_text(out, ",\"confusion\":[");
    for (size_t i = 0; i < C && output_flush_some(output); i++) {
        buffer_text(out, i == 0 ? "[" : ",[");
        for (size_t j = 0; j < C; j++)
            add_count(out, j == 0 ? "" : ",", report->confusion[i * C + j]);
        buffer_char(out, ']');
    }
    buffer_char(out, ']');
}

void test_report_json(struct output *output, const struct bagtag_report *report)
{
    struct buffer *out = &output->text;
    add_count(out, "{\"documents\":", report->documents);
    add_count(out, ",\"skipped\":", report->skipped);
    add_count(out, ",\"left_out\":", report->left_out);
    add_member(out, "accuracy", report->accuracy);
    add_member(out, "precision", report->precision);
    add_member(out, "recall", report->recall);
    add_member(out, "f1", report->f1);
    add_member(out, "macro_f1", report->macro_f1);
    add_member(out, "loss", figure_measured(report->loss));
    add_member(out, "ece", report->ece);
    add_json_labels(output, report);
    add_json_confusion(output, report);
    buffer_text(out, "}\n");
}
