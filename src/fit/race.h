/* race.h - settings chosen by a short race on held-out documents */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_RACE_H
#define BAGTAG_FIT_RACE_H

#include "base/error.h"
#include "base/pool.h"
#include "data/corpus_contents.h"
#include "learn/trial.h"
#include "math/kernel.h"
#include "model/settings.h"
#include "net/loss.h"

/* The settings that candidates differ in. */
struct race_candidate {
    enum weight weight;
    uint32_t ngrams;
    double decay;
    uint32_t chars_min, chars_max; /* 0, 0: no character n-grams */
    enum loss_kind loss;
};

/* What came first, and what a plain mean of words reached. */
struct race_result {
    struct race_candidate best;
    double accuracy, plain_accuracy;
    double words_accuracy; /* of the best without its character n-grams, on the same documents; -1 where it has none */
    size_t n_held_out;     /* documents that each accuracy is over */
    /* how the best is to be calibrated, by n_calibrated documents held out from a run with the settings of the end; 1
     * and -1 (none) where there are none, and no threshold where documents with several labels are rare */
    double temperature, threshold;
    size_t n_calibrated;
    uint32_t epochs; /* to train it for in the end */
};

/* The longest n-grams of any candidate, and those of a text of ideographs, whose words are each a few of them: the
 * contents must have been read with them. */
enum { RACE_NGRAMS = 2, RACE_IDEOGRAPHS = 4 };

/* The width of the model that is trained in the end. */
enum { RACE_CHOSEN_DIM = 64 };

/* How often the final training goes over N_DOCUMENTS at most: oftener where they are few, as a model needs steps. */
uint32_t race_epochs(size_t n_documents);

/* The width of the model that is trained in the end: RACE_CHOSEN_DIM, unless it is fixed. */
uint32_t race_dim(const struct settings *settings);

/* The bias that all candidates have, and so does what is trained in the end: the prior, unless it is given. */
enum bias race_bias(const struct settings *settings);

/* Trains each candidate that SETTINGS allow on a part of contents->train and scores it on another, over
 * several splits when documents are few; CONTENTS is only read. Deterministic: a function of the contents, the
 * settings and the seed. With fewer than RACE_FEWEST_DOCUMENTS there is no race: the best is then the settings
 * that win most often elsewhere, and n_held_out is 0. Where documents with several labels are not rare, ova is tried
 * with the bag and the n-grams of the best softmax, and taken when it is as good. */
enum { RACE_FEWEST_DOCUMENTS = 200 };
enum bagtag_status race_run(const struct corpus_contents *contents, const struct settings *settings,
                            const struct kernel *kernel, struct pool *pool, struct race_result *result,
                            struct bagtag_error *error);

/* Puts what RESULT chose into SETTINGS, but for what is given there. */
void race_apply(const struct race_result *result, struct settings *settings);

/* What a trial of CANDIDATE runs with, on a sample of N_DOCUMENTS. */
struct trial_settings race_settings(const struct race_candidate *candidate, const struct settings *settings,
                                    size_t n_documents);

#endif
