/* bagtag_explain.h - what each word of a text contributed to its label */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_EXPLAIN_H
#define BAGTAG_EXPLAIN_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The logits of a text are z = W h + b, and h is the sum of its rows, each times its share of the bag. So z is b plus
 * the contributions of the rows, and the contribution of a word is exact; the text need not be scored without it. */

/* What bagtag_explain writes for a text. bias + the sum of the tokens' scores is the logit of its best label; lead_bias
 * + the sum of their leads is that logit minus the logit of the runner-up, the second best label.
 *   TEXT    for people: the label, the text, the words that contribute most for and against the label, an empty line
 *   SHADED  the same for a terminal, with words on backgrounds of blue (for) and orange (against)
 *   JSONL   {"label":"x","logit":1,"bias":1,"runner_up":"y","lead":1,"lead_bias":1,"tokens":[{"token":"t","start":0,
 *           "end":1,"score":1,"lead":1}]}; start and end are bytes of the text; runner_up is null if there is only
 *           one label
 *   TSV     a line for the bias, without a token, and one for each token: line number, label, token, start, end,
 *           score, lead
 *   HTML    one self-contained page for all texts */
enum bagtag_explanation {
    BAGTAG_EXPLANATION_TEXT,
    BAGTAG_EXPLANATION_SHADED,
    BAGTAG_EXPLANATION_JSONL,
    BAGTAG_EXPLANATION_TSV,
    BAGTAG_EXPLANATION_HTML
};

struct bagtag_explain_options {
    struct bagtag_input input; /* read as text; labels in it are skipped */
    enum bagtag_explanation output;
    size_t words; /* for TEXT, SHADED and HTML: at most this many for and this many against the label */
    int threads;  /* 0: bagtag_available_threads() */
};
BAGTAG_API void bagtag_explain_options_init(struct bagtag_explain_options *options);

/* Writes to SINK what each token of each line of FILES contributed to the line's best label, in order (no files:
 * standard input). The contribution of a token is that of its word, those of its character n-grams, and an equal share
 * of each word n-gram that it is in. Models with bag max, or whose labels form a tree, are BAGTAG_INPUT: their logits
 * are not sums of contributions. */
BAGTAG_API enum bagtag_status bagtag_explain(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                             const struct bagtag_explain_options *options,
                                             const struct bagtag_sink *sink, struct bagtag_stream_counts *counts,
                                             struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
