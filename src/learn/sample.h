/* sample.h - documents to try settings on, and their splits into training and held-out documents */
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

/* Documents with counts (DATASET_COUNTS). The rows are those of the contents they come from: words, then n-grams. */
struct sample {
    struct dataset documents;
    uint32_t *twins;         /* [n_documents]: first document with the same words and counts, or itself */
    struct dataset held_out; /* its own, likewise with counts, from sample_take_split */
    size_t n_words_seen[SAMPLE_COUNTS + 1]; /* [k]: words that occur at least k times in all training documents */
    size_t n_words;                         /* rows below this are words */
    size_t n_rows;                          /* V: words, n-grams, character n-grams */
    size_t n_char_rows;                     /* the last rows: character n-grams, part of every view */
    size_t n_labels;                        /* C */
    const struct pretrained *pretrained;    /* of the contents, borrowed; NULL: none */
    uint32_t *words;                        /* [n_words]: number of each word in the contents; NULL: the same */
};

/* Takes documents of contents->train in an order drawn from SEED (sample_order.h) until they have MAX_ROWS rows, there
 * are MAX_DOCUMENTS of them, or none are left. CONTENTS is only read. Call sample_clear also after a failure. */
enum bagtag_status sample_take(struct sample *sample, const struct corpus_contents *contents, uint64_t max_rows,
                               size_t max_documents, uint64_t seed, struct pool *pool, struct bagtag_error *error);

/* Likewise, and takes the documents of contents->held_out as held-out documents until they have MAX_ROWS rows. All
 * keep the order of the contents, so a trial on all of them equals a training run on the contents. */
enum bagtag_status sample_take_split(struct sample *sample, const struct corpus_contents *contents, uint64_t max_rows,
                                     size_t max_documents, uint64_t seed, struct pool *pool,
                                     struct bagtag_error *error);
size_t sample_drawn(const struct sample *sample); /* its documents, without names of labels */
void sample_clear(struct sample *sample);         /* an all-zero sample is allowed */

/* The part of a sample that a trial uses, and how it is split. Fold F < SAMPLE_FOLDS holds out every SAMPLE_FOLDS-th
 * document from the Fth on. The folds from SAMPLE_FOLDS to 2 * SAMPLE_FOLDS - 1 are a different split, in which
 * documents that were held out together no longer are. Equal documents stay on one side, because a text seen in
 * training does not measure how well new ones are classified. A sample with its own held-out documents has only fold 0,
 * which holds out these. */
enum { SAMPLE_FOLDS = 5 };
struct sample_view {
    size_t fold;
    double share;       /* of the training documents to use, above 0 to 1 */
    uint64_t min_count; /* words that occur less often are left out, up to SAMPLE_COUNTS */
    bool has_ngrams;    /* false: leave out the n-grams of words */
};

/* The initial vectors for rows of SAMPLE, borrowed from it. */
struct pretrained_rows sample_pretrained(const struct sample *sample);

/* V of the view; rows from here on are left out. */
size_t sample_rows(const struct sample *sample, const struct sample_view *view);

/* How many documents FOLD holds out. */
size_t sample_held_out(const struct sample *sample, size_t fold);

/* Makes the training and held-out documents of a view. Rows and labels that no training document has are unknown: the
 * rows are removed from the held-out documents, and the labels become DATASET_UNKNOWN_LABEL. Both data sets have
 * counts, and no ids of tokens outside the vocabulary. Clear both also after a failure. */
enum bagtag_status sample_split(const struct sample *sample, const struct sample_view *view, struct dataset *train,
                                struct dataset *held_out, struct bagtag_error *error);

#endif
