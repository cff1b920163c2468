/* sample.h - documents that settings are tried on, and their splits into training and held-out documents */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LEARN_SAMPLE_H
#define BAGTAG_LEARN_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"
#include "data/corpus_contents.h"
#include "data/dataset.h"

enum { SAMPLE_COUNTS = 10 };

/* Documents with counts beside their rows (DATASET_COUNTS). The rows are those of the contents that they come from:
 * words, then n-grams. */
struct sample {
    struct dataset documents;
    uint32_t *twins;                        /* [n_documents]: the first document with the same words, each as often; of
                                               one without words itself */
    struct dataset held_out;                /* likewise, of a parted sample */
    size_t n_words_seen[SAMPLE_COUNTS + 1]; /* [k]: words with a count of at least k in all training documents */
    size_t n_words;                         /* rows below this are words */
    size_t n_rows;                          /* V: words, n-grams, n-grams of characters */
    size_t n_char_rows;                     /* the last rows: n-grams of characters, in every view */
    size_t n_labels;                        /* C */
    const struct pretrained *pretrained;    /* of the contents, borrowed; NULL: none */
    uint32_t *words;                        /* [n_words]: the word of the contents that each is; NULL: the same */
};

/* Takes documents of contents->train in an order drawn from SEED (sample_order.h), until there are MOST_ROWS rows or
 * MOST_DOCUMENTS documents, or no more are left. CONTENTS is only read. Call sample_clear also after a failure. */
enum bagtag_status sample_take(struct sample *sample, const struct corpus_contents *contents, uint64_t most_rows,
                               size_t most_documents, uint64_t seed, struct pool *pool, struct bagtag_error *error);

/* The same, plus the documents of contents->held_out until there are MOST_ROWS rows. All are in the order of the
 * contents, so a trial on all of them equals a training run on the contents. */
enum bagtag_status sample_take_parted(struct sample *sample, const struct corpus_contents *contents, uint64_t most_rows,
                                      size_t most_documents, uint64_t seed, struct pool *pool,
                                      struct bagtag_error *error);
size_t sample_drawn(const struct sample *sample); /* its documents without names of labels */
void sample_clear(struct sample *sample);         /* an all-zero sample is allowed */

/* The part of a sample that a trial uses, and how it is split. In fold F < SAMPLE_FOLDS every SAMPLE_FOLDS-th document
 * from the Fth on is held out. The folds from SAMPLE_FOLDS to 2 * SAMPLE_FOLDS are a different split, in which
 * documents that were held out together no longer are. Equal documents stay on one side, because a text that was
 * trained on says nothing about new ones. A sample with its own held-out documents has only fold 0, which holds out
 * these. */
enum { SAMPLE_FOLDS = 5 };
struct sample_view {
    size_t fold;
    double share;       /* of the documents that are trained on, above 0 to 1 */
    uint64_t min_count; /* words seen less often are left out, up to SAMPLE_COUNTS */
    bool has_ngrams;    /* false: without the n-grams of words */
};

/* The vectors that rows of SAMPLE begin with, borrowed from it. */
struct pretrained_rows sample_pretrained(const struct sample *sample);

/* V of the view, which leaves out the rows from here on. */
size_t sample_rows(const struct sample *sample, const struct sample_view *view);

/* How many documents fold FOLD holds out. */
size_t sample_held_out(const struct sample *sample, size_t fold);

/* The training and the held-out documents of a view. Rows and labels that no training document has are unknown: rows
 * are removed from the held-out documents, and labels become DATASET_UNKNOWN_LABEL. Both have counts, and no others.
 * Clear both also after a failure. */
enum bagtag_status sample_split(const struct sample *sample, const struct sample_view *view, struct dataset *train,
                                struct dataset *held_out, struct bagtag_error *error);

#endif
