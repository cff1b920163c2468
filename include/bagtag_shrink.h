/* bagtag_shrink.h - models made small, for places where memory, disk or bandwidth is scarce */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_SHRINK_H
#define BAGTAG_SHRINK_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A small model is made of another: words and n-grams that move scores least are dropped, numbers are rounded to one
 * byte each, and words are known by a hash of 31 bits instead of their letters. It classifies, filters, tests and
 * explains as any model does, but it has no vectors and cannot name its words.
 *
 * Method: a row e of the embedding scores W e, once for each label. Rows are ranked by the length of that vector, less
 * its mean over the labels where only differences count, times the row's weight in a weighted bag, times the square
 * root of how often the word was seen; for a word n-gram the fourth root, because its words say part of the same (1 in
 * models of earlier versions or of fastText, which lack these counts). A character n-gram was seen as often as all
 * words that have it. With no more labels than dimensions the scores W e are stored in place of e, and with two labels
 * only half of their difference. A dropped word is an unknown word: it leaves the mean of a bag, or the length of a
 * weighted one. That makes scores larger, so with held-out text all logits are multiplied by the factor that makes its
 * loss least. That changes no label: the threshold of a model whose labels are decided on their own moves with the
 * probabilities. (With a softmax, a threshold given in training stays as it is.) */

struct bagtag_shrink_options {
    uint64_t most_bytes;      /* of the folder; 0: as small as most_loss allows */
    double most_loss;         /* points of accuracy on FILES that may be lost, from 0 to 100; below 0: any number */
    const char *const *files; /* labelled text that the model was not trained on, in regular files: they are read
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
    double loss_before, loss_after;         /* likewise, as in struct bagtag_report */
};

/* Makes a small model of MODEL: the largest of at most `most_bytes` or, without that limit, the smallest that was found
 * to lose no more than `most_loss`. The same bytes for any number of threads and on any machine. The result is the
 * caller's; SUMMARY may be NULL. BAGTAG_INPUT: a model without labels, or that is small already; a limit that cannot be
 * kept. */
BAGTAG_API enum bagtag_status bagtag_shrink(const struct bagtag_model *model,
                                            const struct bagtag_shrink_options *options, struct bagtag_model **out,
                                            struct bagtag_shrink_summary *summary, struct bagtag_error *error);

/* BAGTAG_INPUT, with a sentence, if MODEL was made by bagtag_shrink: it has neither vectors nor words to look at. */
BAGTAG_API enum bagtag_status bagtag_model_has_vectors(const struct bagtag_model *model, struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
