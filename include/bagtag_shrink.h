/* bagtag_shrink.h - shrinks models, for places where memory, disk or bandwidth is scarce */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_SHRINK_H
#define BAGTAG_SHRINK_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A small model is made from another: words and n-grams that affect scores least are dropped, numbers are rounded to
 * one byte each, and words are stored as hashes of 31 bits. It classifies, filters, tests and explains like any model,
 * but it has no vectors and cannot list its words.
 *
 * Method: a row e of the embedding contributes the scores W e, one for each label. Rows are ranked by the norm of that
 * vector (after subtracting its mean over the labels if only differences matter), times the row's weight in a weighted
 * bag, times the square root of the word's count; for a word n-gram the fourth root, because its words carry part of
 * the same information (1 in models of earlier versions or of fastText, which lack these counts). The count of a
 * character n-gram is the sum over all words that have it. With no more labels than dimensions the scores W e are
 * stored in place of e, and with two labels only half of their difference. A dropped word is an unknown word: it no
 * longer counts in the mean of a bag, or in the norm of a weighted one. That makes scores larger, so if held-out text
 * is given, all logits are multiplied by the factor that minimises its log loss. This changes no label: if labels are
 * decided independently, the model's threshold moves with the probabilities. (With a softmax, a threshold given in
 * training stays as it is.) */

struct bagtag_shrink_options {
    uint64_t most_bytes;      /* of the folder; 0: as small as most_loss allows */
    double most_loss;         /* percentage points of accuracy on FILES that may be lost, from 0 to 100; below 0: no
                                 limit */
    const char *const *files; /* labelled text that the model was not trained on, in regular files, which are read
                                 several times; n_files may be 0 without most_loss */
    size_t n_files;
    struct bagtag_input input; /* how FILES are read */
    int threads;               /* 0: bagtag_available_threads(); the result does not depend on it */
};
/* No limits, no files. One of the limits must be set. */
BAGTAG_API void bagtag_shrink_options_init(struct bagtag_shrink_options *options);

struct bagtag_shrink_summary {
    uint64_t rows_before, rows_after;
    uint64_t bytes_after;                   /* of the folder */
    uint64_t documents;                     /* of FILES with a label; 0: there were none */
    double accuracy_before, accuracy_after; /* on them; -1 without */
    double macro_f1_before, macro_f1_after; /* likewise, and as in struct bagtag_report */
    double loss_before, loss_after;
    struct bagtag_input_counts input; /* what was wrong in FILES */
};

/* Makes a small model from MODEL: the largest of at most `most_bytes` or, without that limit, the smallest one found
 * that loses at most `most_loss`. The same bytes for any number of threads and on any machine. The caller frees *OUT
 * with bagtag_model_free; SUMMARY may be NULL. BAGTAG_INPUT: MODEL has no labels or is small already; a limit cannot be
 * met. */
BAGTAG_API enum bagtag_status bagtag_shrink(const struct bagtag_model *model,
                                            const struct bagtag_shrink_options *options, struct bagtag_model **out,
                                            struct bagtag_shrink_summary *summary, struct bagtag_error *error);

/* BAGTAG_INPUT if MODEL was made by bagtag_shrink: it has no vectors and no list of words. */
BAGTAG_API enum bagtag_status bagtag_model_has_vectors(const struct bagtag_model *model, struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
