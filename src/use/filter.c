/* filter.c - passes on the lines that have a label, unchanged */
/* SPDX-License-Identifier: MIT */
#include "use/filter.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/choices.h"
#include "base/mem.h"
#include "model/model.h"
#include "use/line_joiner.h"

void bagtag_filter_options_init(struct bagtag_filter_options *options)
{
    *options = (struct bagtag_filter_options){.input = record_rules_usual(), .threshold = BAGTAG_MOST_PROBABLE};
}

static bool has_label(const struct filter *filter, const struct scored_records *scored, size_t i)
{
    if (filter->options->threshold == BAGTAG_MOST_PROBABLE) {
        return scorer_best(&scored->scorer, i, 1, scored->best) > 0 && filter->is_asked[scored->best[0].label];
    }
    for (size_t c = 0; scorer_has_answer(&scored->scorer, i) && c < scored->scorer.model->n_labels; c++)
        if (filter->is_asked[c] && (double)scorer_probability(&scored->scorer, i, c) >= filter->threshold)
            return true;
    return false;
}

float filter_score(const struct filter *filter, const struct scored_records *scored, size_t i)
{
    float best = -1.0f;
    if (!scorer_has_answer(&scored->scorer, i) || (filter->options->is_known && !scorer_knows(&scored->scorer, i)))
        return best;
    for (size_t c = 0; c < scored->scorer.model->n_labels; c++) {
        float probability = filter->is_asked[c] ? scorer_probability(&scored->scorer, i, c) : -1.0f;
        best = probability > best ? probability : best;
    }
    return best;
}

static bool is_passed(const struct filter *filter, const struct scored_records *scored, size_t i)
{
    bool fits = has_label(filter, scored, i) && (!filter->options->is_known || scorer_knows(&scored->scorer, i));
    return fits != filter->options->invert;
}

static void put_number(const struct filter *filter, uint64_t line, struct buffer *out)
{
    if (filter->options->numbering == BAGTAG_NUMBERED)
        buffer_format(out, "%" PRIu64 ":", line);
}

void filter_put(const struct filter *filter, uint64_t line, const char *bytes, size_t len, struct buffer *out)
{
    put_number(filter, line, out);
    buffer_bytes(out, bytes, len);
}

/* Consecutive records that pass are copied in one piece, unless line numbers are written between them. */
static size_t put_passed(void *context, struct scored_records *scored, struct buffer *out)
{
    struct filter *filter = context;
    const char *piece = ""; /* the piece not yet copied, PIECE_LEN bytes */
    size_t piece_len = 0, n_passed = 0;
    bool is_counted = filter->options->most > 0, is_numbered = filter->options->numbering == BAGTAG_NUMBERED;
    for (size_t i = 0; i < scored->n; i++) {
        const struct record *record = &scored->records[i];
        if ((is_counted && filter->n_left == 0) || !is_passed(filter, scored, i))
            continue;
        n_passed++;
        if (is_counted) /* there is only one thread then */
            filter->n_left--;
        if (is_numbered || record->raw != piece + piece_len) {
            buffer_bytes(out, piece, piece_len);
            piece = record->raw;
            piece_len = 0;
        }
        put_number(filter, record->line, out);
        piece_len += record->raw_len;
    }
    buffer_bytes(out, piece, piece_len);
    return n_passed;
}

void filter_put_header(void *context, struct line header, char delimiter, struct buffer *out)
{
    (void)context;
    (void)delimiter;
    buffer_bytes(out, header.text, header.len);
}

enum bagtag_status filter_open(struct filter *filter, const struct bagtag_model *model, const size_t *labels,
                               size_t n_labels, const struct bagtag_filter_options *options, struct bagtag_error *error)
{
    *filter = (struct filter){.options = options, .n_left = options->most};
    enum bagtag_status status = choices_check("numbering", options->numbering, BAGTAG_NUMBERED + 1, error);
    if (status == BAGTAG_OK)
        status = model_require_labels(model, error);
    if (status != BAGTAG_OK)
        return status;
    filter->is_asked = mem_zeroed(model->n_labels, sizeof *filter->is_asked);
    if (!filter->is_asked)
        return error_memory(error);
    status = chosen_labels_open(&filter->chosen, model, &options->among, error);
    for (size_t i = 0; status == BAGTAG_OK && i < n_labels; i++) {
        status = chosen_labels_check(&filter->chosen, model, labels[i], "label", error);
        if (status == BAGTAG_OK)
            filter->is_asked[labels[i]] = true;
    }
    if (status != BAGTAG_OK)
        return status;
    if (options->threshold == BAGTAG_MOST_PROBABLE)
        return BAGTAG_OK;
    return model_threshold(model, options->threshold, &filter->threshold, error);
}

void filter_close(struct filter *filter)
{
    free(filter->is_asked);
    chosen_labels_close(&filter->chosen);
}

struct bagtag_filter_counts filter_counts_public(const struct record_counts *found)
{
    struct bagtag_stream_counts counts = record_counts_public(found);
    return (struct bagtag_filter_counts){.lines = found->records,
                                         .passed = found->passed,
                                         .invalid_utf8 = found->invalid_utf8,
                                         .labelled = found->labelled,
                                         .first_labelled = counts.first_labelled,
                                         .labelled_as = counts.labelled_as,
                                         .input = found->input};
}

enum bagtag_status bagtag_filter(const struct bagtag_model *model, const size_t *labels, size_t n_labels,
                                 const char *const *files, size_t n_files, const struct bagtag_filter_options *options,
                                 const struct bagtag_sink *sink, struct bagtag_filter_counts *counts,
                                 struct bagtag_error *error)
{
    struct record_counts found = {0};
    struct filter filter;
    struct line_joiner joiner = {.sink = sink, .n_left = options->most > 0 ? &filter.n_left : NULL};
    enum bagtag_status status = filter_open(&filter, model, labels, n_labels, options, error);
    if (status == BAGTAG_OK)
        status = record_stream_run(&(struct record_stream){.model = model,
                                                           .files = files,
                                                           .n_files = n_files,
                                                           .input = &options->input,
                                                           .threads = options->most > 0 ? 1 : options->threads,
                                                           .choice = filter.chosen.choice,
                                                           .put = put_passed,
                                                           .put_header = filter_put_header,
                                                           .context = &filter,
                                                           .sink = &(struct bagtag_sink){line_joiner_write, &joiner}},
                                   &found, error);
    if (joiner.is_full)
        status = BAGTAG_OK;
    if (status == BAGTAG_OK && counts)
        *counts = filter_counts_public(&found);
    filter_close(&filter);
    return status;
}
