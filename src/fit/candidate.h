/* candidate.h - settings that a race can choose, and the settings they are tried with */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_CANDIDATE_H
#define BAGTAG_FIT_CANDIDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/corpus_contents.h"
#include "model/settings.h"

/* The settings that are chosen together. */
struct candidate {
    enum weight weight;
    bool has_ngrams; /* as the documents were read */
    double decay;
    double dropout;
    enum layer layer;
    uint32_t chars_min, chars_max; /* 0, 0: no character n-grams */
    enum loss_kind loss;
};

/* Changes HOW so that the documents are read with everything that a candidate can need: bigrams, longer n-grams for
 * texts of ideographs, the tokens for character n-grams, and label names where they help. */
void candidate_widen(struct corpus_options *how, const struct settings *settings);

/* The standard candidate, adapted to what is given in SETTINGS: words weighted by gain; with n-grams if most words are
 * single ideographs; with character n-grams if words are whole phrases (in scripts without spaces) or documents are
 * single words; with ova if documents with several labels are not rare. */
struct candidate candidate_default(const struct corpus_contents *contents, const struct settings *settings);

/* The standard candidate for few documents, adapted to what is given in SETTINGS, with the loss of CANDIDATE: words,
 * bigrams and n-grams of 2 to 5 characters weighted by gain. (Measured with 1 to 64 documents a label on seven sets: on
 * average 1 to 3 points better than words alone, and nowhere worse by more than chance.) */
struct candidate candidate_default_of_few(const struct candidate *candidate, const struct settings *settings);

/* CANDIDATE with what is given in SETTINGS, without settings that have no effect. */
struct candidate candidate_around(struct candidate candidate, const struct settings *settings);

/* SETTINGS, in which nothing is chosen yet, with CANDIDATE applied: the settings to train a model of CONTENTS with. */
struct settings candidate_settings(const struct candidate *candidate, const struct settings *settings,
                                   const struct corpus_contents *contents);

/* The settings for trying CANDIDATE on a sample of N_DOCUMENTS: like candidate_settings, but faster. */
struct settings candidate_trial(const struct candidate *candidate, const struct settings *settings,
                                const struct corpus_contents *contents, size_t n_documents);

#endif
