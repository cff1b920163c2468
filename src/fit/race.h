/* race.h - settings chosen by a short race on held-out documents */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_RACE_H
#define BAGTAG_FIT_RACE_H

#include <stddef.h>

#include "base/error.h"
#include "data/corpus_contents.h"
#include "fit/candidate.h"
#include "fit/choosing.h"
#include "model/settings.h"

/* What came first, and what a plain mean of words reached. */
struct race_result {
    struct candidate best;
    double accuracy, plain_accuracy;
    double words_accuracy; /* of the best without its character n-grams, on the same documents; -1 where it has none */
    size_t n_held_out;     /* documents that each accuracy is over; 0: there was no race */
};

/* Trains each candidate that SETTINGS allow on a part of contents->train and scores it on another, over
 * several splits when documents are few; CONTENTS, as candidate_widen has them, are only read. Deterministic: a
 * function of the contents, the settings and the seed. With fewer than RACE_FEWEST_DOCUMENTS there is no race: the best
 * is then the candidate that wins most often elsewhere. Where documents with several labels are not rare, ova is tried
 * with the bag and the n-grams of the best softmax, and taken when it is as good. */
enum { RACE_FEWEST_DOCUMENTS = 200 };
enum bagtag_status race_run(const struct corpus_contents *contents, const struct settings *settings,
                            struct choosing *choosing, struct race_result *result, struct bagtag_error *error);

#endif
