/* sample.h - documents that settings are tried on, and how they part into those learnt from and those held out */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_SAMPLE_H
#define BAGTAG_MODEL_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pool.h"
#include "text/corpus.h"
#include "text/dataset.h"

/* Documents in a random order, each row of a document once and `weights` how often it is there; no scales. The rows
 * are those of the contents that they come from: words, then n-grams. */
struct sample {
    struct dataset documents;
    size_t n_words;  /* rows below this are words */
    size_t n_rows;   /* V: words and n-grams */
    size_t n_labels; /* C */
};

/* Takes documents of contents->train in an order drawn from SEED, until there are MOST_ROWS rows or no more documents;
 * CONTENTS is only read. After a failure, too, sample_clear. */
enum status sample_take(struct sample *sample, const struct corpus_contents *contents, uint64_t most_rows,
                        uint64_t seed, struct pool *pool, struct error *error);
void sample_clear(struct sample *sample); /* an all-zero sample is allowed */

/* A sample parts in SAMPLE_FOLDS ways: in fold F each SAMPLE_FOLDS-th document, from the Fth on, is held out. */
enum { SAMPLE_FOLDS = 5 };

/* The documents of FOLD that are learnt from and those held out, with rows below N_ROWS alone; what no document of the
 * first kind has is unknown to a model, and leaves the second. Both have room for scales, which are not yet filled.
 * After a failure, too, both are to be cleared. */
enum status sample_split(const struct sample *sample, size_t fold, size_t n_rows, struct dataset *train,
                         struct dataset *held_out, struct error *error);

#endif
