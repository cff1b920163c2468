/* filter.h - which lines a filter passes */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_FILTER_H
#define BAGTAG_USE_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "use/chosen_labels.h"
#include "use/record_stream.h"

struct filter {
    const struct bagtag_filter_options *options;
    double threshold;
    struct chosen_labels chosen;
    bool *is_asked;  /* [C]: whether the caller asks for this label; only chosen ones */
    uint64_t n_left; /* lines that may still pass, if options->most is set; only one thread runs then */
};

/* Checks labels, options and model. Call filter_close in any case. */
enum bagtag_status filter_open(struct filter *filter, const struct bagtag_model *model, const size_t *labels,
                               size_t n_labels, const struct bagtag_filter_options *options,
                               struct bagtag_error *error);
void filter_close(struct filter *filter);

/* The score of record I: the highest probability of a label asked for; below 0 if it has no answer or, with is_known,
 * the model knows nothing of it. */
float filter_score(const struct filter *filter, const struct scored_records *scored, size_t i);

/* Appends a record that passes: its line number, if lines are numbered, and its LEN bytes. */
void filter_put(const struct filter *filter, uint64_t line, const char *bytes, size_t len, struct buffer *out);

/* Appends the header of csv rows. */
void filter_put_header(void *context, struct line header, char delimiter, struct buffer *out);

/* Converts FOUND to the public struct. */
struct bagtag_filter_counts filter_counts_public(const struct record_counts *found);

#endif
