/* bagtag_explain.h - what each word of a text gave to its label */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_EXPLAIN_H
#define BAGTAG_EXPLAIN_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The logits of a text are z = W h + b, and h is the sum of its rows, each times its share of the bag. So z is b plus
 * what each row gives, and what a word gives can be told exactly, without asking how the answer would be without it. */

/* What bagtag_explain writes for a text. bias + the sum of the tokens' scores is the logit of its best label, and
 * lead_bias + the sum of their leads the logit less that of the runner-up, the second best.
 *   TEXT    for people: the label, the text, the words that speak most for the label and against it, an empty line
 *   SHADED  the same for a terminal: words have shades of blue (for) and orange (against) behind them
 *   JSONL   {"label":"x","logit":1,"bias":1,"runner_up":"y","lead":1,"lead_bias":1,"tokens":[{"token":"t","start":0,
 *           "end":1,"score":1,"lead":1}]}; start and end are bytes of the text; runner_up is null for a single label
 *   TSV     a line for the bias, without a token, and one for each token: number of the line, label, token, start, end,
 *           score, lead
 *   HTML    a page of all texts, which needs nothing but itself */
enum bagtag_explanation {
    BAGTAG_EXPLANATION_TEXT,
    BAGTAG_EXPLANATION_SHADED,
    BAGTAG_EXPLANATION_JSONL,
    BAGTAG_EXPLANATION_TSV,
    BAGTAG_EXPLANATION_HTML
};

struct bagtag_explain_options {
    struct bagtag_input input; /* as text; labels are left out of it */
    enum bagtag_explanation output;
    size_t words; /* of TEXT, SHADED and HTML: at most so many for and against */
    int threads;  /* 0: bagtag_available_threads() */
};
BAGTAG_API void bagtag_explain_options_init(struct bagtag_explain_options *options);

/* Writes to SINK what each token of each line of FILES gave to the line's best label, in order (no files: standard
 * input). A token has the part of its word, those of its character n-grams, and an equal share of each word n-gram that
 * it is in. Models that take maxima or whose labels form a tree are BAGTAG_INPUT: there nothing has a part of its own.
 */
BAGTAG_API enum bagtag_status bagtag_explain(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                             const struct bagtag_explain_options *options,
                                             const struct bagtag_sink *sink, struct bagtag_stream_counts *counts,
                                             struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
