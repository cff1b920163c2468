/* test_report.c - a report of `bagtag test` as a table and as JSON */
/* SPDX-License-Identifier: MIT */
#include "cli/show/test_report.h"
#include "base/buffer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/show/figures.h"
#include "cli/show/terminal.h"

enum { N_CONFUSIONS = 10, WIDEST_LABEL = 40 };

static void begin_heading(struct buffer *out, bool is_bold)
{
    if (is_bold)
        buffer_text(out, "\x1b[1m");
}

static void end_heading(struct buffer *out, bool is_bold)
{
    buffer_text(out, is_bold ? "\x1b[0m\n" : "\n");
}

static void add_spaces(struct buffer *out, size_t n)
{
    while (n-- > 0)
        buffer_char(out, ' ');
}

/* LABEL, then spaces up to COLUMNS columns. */
static void add_label(struct buffer *out, const char *label, size_t columns)
{
    size_t len = strlen(label);
    size_t taken = terminal_columns(label, len);
    buffer_printable(out, label, len);
    if (taken < columns)
        add_spaces(out, columns - taken);
}

static void add_figures(struct buffer *out, const struct bagtag_report *report, size_t k)
{
    char count[FIGURE_BYTES];
    buffer_format(out, "documents  %s", figure_count(count, report->documents));
    if (report->skipped > 0) {
        buffer_format(out, " (skipped %s without a label, %sat ", figure_count(count, report->skipped),
                      report->skipped == 1 ? "" : "the first ");
        buffer_printable(out, report->first_skipped.file, strlen(report->first_skipped.file));
        buffer_format(out, ":%" PRIu64 ")", report->first_skipped.line);
    }
    buffer_format(out, "\naccuracy   %.4f\n", report->accuracy);
    buffer_format(out, "precision  %.4f", report->precision);
    buffer_format(out, k == 1 ? "\n" : " (up to %zu labels a document)\n", k);
    buffer_format(out, "recall     %.4f\n", report->recall);
    buffer_format(out, "F1         %.4f\n", report->f1);
    buffer_format(out, "macro F1   %.4f\n", report->macro_f1);
    buffer_format(out, "loss       %.4f\n", report->loss);
    buffer_format(out, "ECE        %.4f (expected calibration error)\n", report->ece);
}

/* Most frequent first, then in the model's order: a report keeps its labels in one array, so addresses tell. */
static int compare_labels(const void *a, const void *b)
{
    const struct bagtag_label_report *left = *(const struct bagtag_label_report *const *)a;
    const struct bagtag_label_report *right = *(const struct bagtag_label_report *const *)b;
    if (left->support != right->support)
        return left->support < right->support ? 1 : -1;
    return left < right ? -1 : left > right;
}

/* The labels of the report, the most frequent first; NULL when memory is out. */
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
    size_t widest = strlen("label");
    for (size_t i = 0; i < n_shown; i++) {
        size_t columns = terminal_columns(sorted[i]->label, strlen(sorted[i]->label));
        widest = columns > widest ? columns : widest;
    }
    widest = widest < WIDEST_LABEL ? widest : WIDEST_LABEL;

    buffer_char(out, '\n');
    begin_heading(out, style.is_bold);
    add_label(out, "label", widest);
    buffer_text(out, "  documents  precision  recall      F1");
    end_heading(out, style.is_bold);
    for (size_t i = 0; i < n_shown && output_flush_some(output); i++) {
        char count[FIGURE_BYTES];
        add_label(out, sorted[i]->label, widest);
        buffer_format(out, "  %9s  %9.4f  %6.4f  %6.4f\n", figure_count(count, sorted[i]->support),
                      sorted[i]->precision, sorted[i]->recall, sorted[i]->f1);
    }
    if (n_shown < report->n_labels)
        buffer_format(out, "and %zu more (--rows)\n", report->n_labels - n_shown);
    free(sorted);
}

/* A cell of the confusion matrix off its diagonal. */
struct mistake {
    uint64_t n;
    size_t truth, taken_for;
};

/* Puts MISTAKE where it belongs among the N worst so far; returns their new number. Equal ones stay in the order of
 * the matrix. */
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

static void add_confusions(struct buffer *out, const struct bagtag_report *report, bool is_bold)
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
    begin_heading(out, is_bold);
    buffer_text(out, "documents  most common confusions (true label -> predicted)");
    end_heading(out, is_bold);
    for (size_t i = 0; i < n_worst; i++) {
        char count[FIGURE_BYTES];
        buffer_format(out, "%9s  ", figure_count(count, worst[i].n));
        add_label(out, report->labels[worst[i].truth].label, 0);
        buffer_text(out, " -> ");
        add_label(out, report->labels[worst[i].taken_for].label, 0);
        buffer_char(out, '\n');
    }
}

void test_report_text(struct output *output, const struct bagtag_report *report, struct test_report_style style)
{
    add_figures(&output->text, report, style.k);
    add_labels(output, report, style);
    add_confusions(&output->text, report, style.is_bold);
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
    add_member(out, "accuracy", report->accuracy);
    add_member(out, "precision", report->precision);
    add_member(out, "recall", report->recall);
    add_member(out, "f1", report->f1);
    add_member(out, "macro_f1", report->macro_f1);
    add_member(out, "loss", report->loss);
    add_member(out, "ece", report->ece);
    add_json_labels(output, report);
    add_json_confusion(output, report);
    buffer_text(out, "}\n");
}
