/* filter.h - which lines a filter is asked for */
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
    bool *is_asked;  /* [C], of the chosen ones */
    uint64_t n_left; /* lines that may pass yet, where options->most says so: one thread counts them */
};

/* Checks labels, options and model. filter_close in any case. */
enum bagtag_status filter_open(struct filter *filter, const struct bagtag_model *model, const size_t *labels,
                               size_t n_labels, const struct bagtag_filter_options *options,
                               struct bagtag_error *error);
void filter_close(struct filter *filter);

/* The score of record I: the probability of the label asked for, of several the highest; below 0: it has no answer, or
 * nothing of it is known where that is asked for. */
float filter_score(const struct filter *filter, const struct scored_records *scored, size_t i);

/* Appends a record that passes: its LEN bytes as they came, after its number where that is asked for. */
void filter_put(const struct filter *filter, uint64_t line, const char *bytes, size_t len, struct buffer *out);

/* Appends the header of rows. */
void filter_put_header(void *context, struct line header, char delimiter, struct buffer *out);

/* FOUND as the library reports it. */
struct bagtag_filter_counts filter_counts_told(const struct record_counts *found);

#endif
