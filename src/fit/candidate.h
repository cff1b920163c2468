/* candidate.h - the settings that may be chosen for documents, and what they are tried with */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_CANDIDATE_H
#define BAGTAG_FIT_CANDIDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/corpus_contents.h"
#include "model/settings.h"

/* What is chosen together. */
struct candidate {
    enum weight weight;
    bool has_ngrams; /* those that the documents were read with */
    double decay;
    uint32_t chars_min, chars_max; /* 0, 0: no character n-grams */
    enum loss_kind loss;
};

/* Makes the documents be read with everything that a candidate may have: pairs of words; the longer n-grams of texts of
 * ideographs, whose words are each a few of them; what character n-grams are made of. */
void candidate_widen(struct corpus_options *how, const struct settings *settings);

/* The candidate that wins most often, around what is given in SETTINGS: words weighted by what they tell about the
 * labels; with n-grams where most words are single ideographs; with character n-grams where words are whole phrases, in
 * scripts without spaces, or documents are single words. */
struct candidate candidate_usual(const struct corpus_contents *contents, const struct settings *settings);

/* CANDIDATE with what is given in SETTINGS, and nothing that goes without effect. */
struct candidate candidate_around(struct candidate candidate, const struct settings *settings);

/* SETTINGS, in which nothing is chosen yet, with CANDIDATE: what a model of CONTENTS is trained with. */
struct settings candidate_settings(const struct candidate *candidate, const struct settings *settings,
                                   const struct corpus_contents *contents);

/* What CANDIDATE is tried with on a sample of N_DOCUMENTS: as candidate_settings, but faster. */
struct settings candidate_trial(const struct candidate *candidate, const struct settings *settings,
                                const struct corpus_contents *contents, size_t n_documents);

#endif
