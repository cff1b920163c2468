/* tally_report.c - computes a report from counts */
/* SPDX-License-Identifier: MIT */
#include "use/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "words/vocab.h"

/* A report and the names in it. */
struct owned_report {
    struct bagtag_report report; /* first, so that the report's address is that of the whole */
    struct arena names;
};

static double ratio(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : 0.0;
}

/* If both are equal, so is F1, but the formula may be off by the last bit. */
static double f1_of(double precision, double recall)
{
    if (precision == recall)
        return precision;
    return precision + recall > 0.0 ? 2.0 * precision * recall / (precision + recall) : 0.0;
}

static void add_totals(struct tally *sum, const struct tally *tally)
{
    sum->documents += tally->documents;
    sum->skipped += tally->skipped;
    records_merge_first(&sum->first_skipped, &tally->first_skipped);
    sum->invalid_utf8 += tally->invalid_utf8;
    sum->right += tally->right;
    sum->n_true += tally->n_true;
    sum->n_predicted += tally->n_predicted;
    sum->n_hits += tally->n_hits;
    sum->n_losses += tally->n_losses;
    sum->loss_sum += tally->loss_sum;
    for (size_t b = 0; b < TALLY_BINS; b++) {
        sum->bins[b].documents += tally->bins[b].documents;
        sum->bins[b].right += tally->bins[b].right;
        sum->bins[b].probability_sum += tally->bins[b].probability_sum;
    }
}

static double calibration_error(const struct tally *sum)
{
    double error = 0.0;
    for (size_t b = 0; b < TALLY_BINS; b++) {
        const struct tally_bin *bin = &sum->bins[b];
        double gap = (double)bin->right - (double)bin->probability_sum / TALLY_PROBABILITY_UNIT;
        error += gap < 0.0 ? -gap : gap;
    }
    return sum->documents ? error / (double)sum->documents : 0.0;
}

static void fill_totals(struct bagtag_report *report, const struct tally *tallies, size_t n)
{
    struct tally sum = {0};
    for (size_t t = 0; t < n; t++)
        add_totals(&sum, &tallies[t]);
    report->documents = sum.documents;
    report->skipped = sum.skipped;
    report->first_skipped = sum.first_skipped.place;
    report->invalid_utf8 = sum.invalid_utf8;
    report->accuracy = ratio(sum.right, sum.documents);
    report->precision = ratio(sum.n_hits, sum.n_predicted);
    report->recall = ratio(sum.n_hits, sum.n_true);
    report->f1 = f1_of(report->precision, report->recall);
    report->loss = sum.n_losses ? (double)sum.loss_sum / TALLY_LOSS_UNIT / (double)sum.n_losses : -1.0;
    report->ece = calibration_error(&sum);
}

/* Labels of the model first, then the unknown ones by count. */
static enum bagtag_status fill_labels(struct owned_report *owned, const struct tally *tallies, size_t n,
                                      const char *const *labels, const struct vocab *unknown,
                                      struct bagtag_error *error)
{
    struct bagtag_report *report = &owned->report;
    size_t n_known = tallies[0].n_labels, n_counted = 0;
    double f1_sum = 0.0;
    report->labels = mem_zeroed(n_known + unknown->n_words, sizeof *report->labels);
    if (!report->labels)
        return error_memory(error);
    report->n_labels = n_known + unknown->n_words;
    for (size_t c = 0; c < report->n_labels; c++) {
        struct bagtag_label_report *label = &report->labels[c];
        size_t len = c < n_known ? strlen(labels[c]) : 0;
        const char *name = c < n_known ? labels[c] : vocab_word(unknown, (uint32_t)(c - n_known), &len);
        label->label = arena_copy(&owned->names, name, len);
        if (!label->label)
            return error_memory(error);
        for (size_t t = 0; c < n_known && t < n; t++) {
            label->support += tallies[t].labels[c].support;
            label->predicted += tallies[t].labels[c].predicted;
            label->hits += tallies[t].labels[c].hits;
        }
        if (c >= n_known)
            label->support = (uint64_t)unknown->counts[c - n_known];
        label->precision = ratio(label->hits, label->predicted);
        label->recall = ratio(label->hits, label->support);
        label->f1 = f1_of(label->precision, label->recall);
        f1_sum += label->f1;
        n_counted += label->support || label->predicted;
    }
    report->macro_f1 = n_counted ? f1_sum / (double)n_counted : 0.0;
    return BAGTAG_OK;
}

static enum bagtag_status fill_confusion(struct bagtag_report *report, const struct tally *tallies, size_t n,
                                         uint32_t *const *id_maps, struct bagtag_error *error)
{
    size_t n_known = tallies[0].n_labels, n_labels = report->n_labels;
    if (n_labels > TALLY_CONFUSION_LABELS_MAX)
        return BAGTAG_OK;
    report->confusion = mem_zeroed(n_labels * n_labels, sizeof *report->confusion);
    if (!report->confusion)
        return error_memory(error);
    for (size_t t = 0; t < n; t++) {
        for (size_t row = 0; row < n_known; row++)
            for (size_t column = 0; column < n_known; column++)
                report->confusion[row * n_labels + column] += tallies[t].confusion[row * n_known + column];
        for (size_t i = 0; i < tallies[t].n_strays; i++) {
            const struct tally_stray *stray = &tallies[t].strays[i];
            report->confusion[(n_known + id_maps[t][stray->unknown]) * n_labels + stray->predicted]++;
        }
    }
    return BAGTAG_OK;
}

/* Merges the unknown labels of all tallies into one vocabulary; ID_MAPS[t] maps the ids of tally t to it. */
static enum bagtag_status merge_unknown(struct vocab *unknown, struct tally *tallies, size_t n, uint32_t **id_maps,
                                        struct bagtag_error *error)
{
    struct strtab **tables = mem_array(n, sizeof *tables);
    if (!tables)
        return error_memory(error);
    enum bagtag_status status = BAGTAG_OK;
    for (size_t t = 0; t < n; t++) {
        tables[t] = &tallies[t].unknown;
        id_maps[t] = mem_array(tables[t]->n, sizeof **id_maps);
        if (!id_maps[t])
            status = error_memory(error);
    }
    if (status == BAGTAG_OK)
        status = vocab_build(unknown, tables, n, 1, false, id_maps, NULL, error);
    free(tables);
    return status;
}

enum bagtag_status tally_report(struct tally *tallies, size_t n, const char *const *labels, struct bagtag_report **out,
                                struct bagtag_error *error)
{
    struct vocab unknown = {0};
    struct owned_report *owned = mem_zeroed(1, sizeof *owned);
    uint32_t **id_maps = mem_zeroed(n, sizeof *id_maps);
    enum bagtag_status status = owned && id_maps ? BAGTAG_OK : error_memory(error);
    if (status == BAGTAG_OK) {
        fill_totals(&owned->report, tallies, n);
        status = merge_unknown(&unknown, tallies, n, id_maps, error);
    }
    if (status == BAGTAG_OK)
        status = fill_labels(owned, tallies, n, labels, &unknown, error);
    if (status == BAGTAG_OK)
        status = fill_confusion(&owned->report, tallies, n, id_maps, error);
    for (size_t t = 0; id_maps && t < n; t++)
        free(id_maps[t]);
    free(id_maps);
    vocab_clear(&unknown);
    if (status == BAGTAG_OK)
        *out = &owned->report;
    else if (owned)
        bagtag_report_free(&owned->report);
    return status;
}

void bagtag_report_free(struct bagtag_report *report)
{
    if (!report)
        return;
    struct owned_report *owned = (struct owned_report *)(void *)report;
    arena_clear(&owned->names);
    free(report->labels);
    free(report->confusion);
    free(owned);
}
