/* race.h - settings chosen by a short race on held-out documents */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_RACE_H
#define BAGTAG_FIT_RACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "data/corpus_contents.h"
#include "fit/candidate.h"
#include "fit/choosing.h"
#include "fit/round.h"
#include "model/settings.h"

enum { RACE_OTHERS = 2 };

/* The winner, and how the plain mean of words did. */
struct race_result {
    struct candidate best;
    struct candidate others[RACE_OTHERS]; /* [n_others]: the best with another weight, the best with another layer */
    size_t n_others;
    double accuracy, plain_accuracy; /* -1: no such candidate */
    double words_accuracy;  /* of the best without its character n-grams, on the same documents; -1: it has none */
    size_t n_held_out;      /* documents that each accuracy is measured on; 0: there was no race */
    size_t n_documents;     /* of the sample that the candidates without character n-grams were tried on */
    struct outcome outcome; /* of the best of these; free with outcomes_clear, also after a failure */
};

/* Trains each candidate that SETTINGS allow on part of contents->train and scores it on the rest, in several splits if
 * there are few documents. CONTENTS, read as candidate_widen says, are not changed. The result depends only on the
 * contents, the settings and the seed. The best replaces the standard candidate (candidate_default) only if it is
 * clearly better, so that few documents, or rare labels, do not decide by chance; with fewer than RACE_MIN_DOCUMENTS
 * the standard candidate is used. A fixed layer wins only if it is clearly better. If the best has ova, it is tried
 * with softmax too, which wins if it is better. */
enum { RACE_MIN_DOCUMENTS = 20 };
enum bagtag_status race_run(const struct corpus_contents *contents, const struct settings *settings,
                            struct choosing *choosing, struct race_result *result, struct bagtag_error *error);

#endif
