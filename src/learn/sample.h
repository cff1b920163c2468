/* sample.h - documents that settings are tried on, and how they part into those trained on and those held out */
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
    size_t n_words_seen[SAMPLE_COUNTS + 1]; /* [k]: words that all training documents hold k times or more */
    size_t n_words;                         /* rows below this are words */
    size_t n_rows;                          /* V: words, n-grams, n-grams of characters */
    size_t n_char_rows;                     /* the last rows: n-grams of characters, in every view */
    size_t n_labels;                        /* C */
};

/* Takes documents of contents->train in an order drawn from SEED, until there are MOST_ROWS rows, MOST_DOCUMENTS
 * documents or no more. CONTENTS is only read. After a failure, too, sample_clear. */
enum bagtag_status sample_take(struct sample *sample, const struct corpus_contents *contents, uint64_t most_rows,
                               size_t most_documents, uint64_t seed, struct pool *pool, struct bagtag_error *error);

/* The same, and the documents of contents->held_out until there are MOST_ROWS rows; all in the order of the contents
 * again: a trial on all of them is then a training run on the contents. */
enum bagtag_status sample_take_parted(struct sample *sample, const struct corpus_contents *contents, uint64_t most_rows,
                                      size_t most_documents, uint64_t seed, struct pool *pool,
                                      struct bagtag_error *error);
void sample_clear(struct sample *sample); /* an all-zero sample is allowed */

/* What a trial sees of a sample, and how it parts. In fold F below SAMPLE_FOLDS each SAMPLE_FOLDS-th document, from the
 * Fth on, is held out; the folds from SAMPLE_FOLDS to 2 * SAMPLE_FOLDS part it another way, in which documents that
 * were held out together are not. Documents that are equal go where the first of them goes, for what is trained on one
 * says nothing about texts that are new. A sample with held-out documents of its own has fold 0 alone: those. */
enum { SAMPLE_FOLDS = 5 };
struct sample_view {
    size_t fold;
    double share;       /* of the documents that are trained on, above 0 to 1 */
    uint64_t min_count; /* words seen less often are left out, up to SAMPLE_COUNTS */
    bool has_ngrams;    /* false: without the n-grams of words */
};

/* V as the view has it: rows from here on are not in it. */
size_t sample_rows(const struct sample *sample, const struct sample_view *view);

/* How many documents fold FOLD holds out. */
size_t sample_held_out(const struct sample *sample, size_t fold);

/* The documents of a view that are trained on and those held out; rows that no document of the first kind has are
 * unknown to a model, and leave the second, whose labels become DATASET_UNKNOWN_LABEL likewise. Both have counts, and
 * no others. After a failure, too, both are to be cleared. */
enum bagtag_status sample_split(const struct sample *sample, const struct sample_view *view, struct dataset *train,
                                struct dataset *held_out, struct bagtag_error *error);

#endif
