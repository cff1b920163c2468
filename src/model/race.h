/* race.h - settings chosen by a short race on held-out documents */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_RACE_H
#define BAGTAG_MODEL_RACE_H

#include "bagtag.h"
#include "base/error.h"
#include "base/pool.h"
#include "math/kernel.h"
#include "text/corpus.h"

/* The settings that candidates differ in. */
struct race_candidate {
    const char *weight; /* "none", "idf" */
    uint32_t ngrams;
    double decay;
};

/* What came first, and what a plain mean of words reached. */
struct race_result {
    struct race_candidate best;
    double accuracy, plain_accuracy;
    size_t n_held_out; /* documents that each accuracy is over */
};

/* The longest n-grams of any candidate: the contents must have been read with them. */
enum { RACE_NGRAMS = 2 };

/* The width of the model that is trained in the end. */
enum { RACE_CHOSEN_DIM = 64 };

/* Trains each candidate that OPTIONS' fixed settings allow on a part of contents->train and scores it on another, over
 * several splits when documents are few; CONTENTS is only read. Deterministic: a function of the contents, the
 * options and the seed. With fewer than RACE_FEWEST_DOCUMENTS there is no race: the best is then the settings
 * that win most often elsewhere, and n_held_out is 0. */
enum { RACE_FEWEST_DOCUMENTS = 200 };
enum status race_run(const struct corpus_contents *contents, const struct bagtag_train_options *options,
                     const struct kernel *kernel, struct pool *pool, struct race_result *result, struct error *error);

#endif
