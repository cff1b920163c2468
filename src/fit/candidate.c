/* candidate.c - the settings that may be chosen for documents, and what they are tried with */
/* SPDX-License-Identifier: MIT */
#include "fit/candidate.h"

enum { LONGEST_NGRAM = 2, LONGEST_IDEOGRAPHS = 4 };
enum { DIM = 64, TRIAL_DIM = 32 };

/* Documents gone through in all epochs together, and epochs: more of them where documents are few, for a model needs
 * steps. */
enum { VISITS = 60000, LEAST_EPOCHS = 10, MOST_EPOCHS = 40 };
enum { TRIAL_VISITS = 16000, TRIAL_LEAST_EPOCHS = 8, TRIAL_MOST_EPOCHS = 20 };

void candidate_widen(struct corpus_options *how, const struct settings *settings)
{
    if (!settings_is_given(settings, SETTING_NGRAMS)) {
        how->max_ngram = how->max_ngram < LONGEST_NGRAM ? LONGEST_NGRAM : how->max_ngram;
        how->max_ideographs = LONGEST_IDEOGRAPHS;
    }
    if (!settings_is_given(settings, SETTING_CHARS))
        how->has_others = true;
}

/* Decay is for weighted bags, and there is no weighted maximum. */
struct candidate candidate_around(struct candidate candidate, const struct settings *settings)
{
    if (!bag_takes_weights(settings->bag))
        candidate.weight = WEIGHT_NONE;
    if (settings_is_given(settings, SETTING_WEIGHT))
        candidate.weight = settings->weight;
    if (settings_is_given(settings, SETTING_NGRAMS))
        candidate.has_ngrams = settings->ngrams > 1;
    if (settings_is_given(settings, SETTING_DECAY))
        candidate.decay = settings->decay;
    else if (candidate.weight == WEIGHT_NONE)
        candidate.decay = 0.0;
    if (settings_is_given(settings, SETTING_LOSS))
        candidate.loss = settings->loss;
    if (settings_is_given(settings, SETTING_CHARS)) {
        candidate.chars_min = settings->chars_min;
        candidate.chars_max = settings->chars_max;
    }
    return candidate;
}

struct candidate candidate_usual(const struct corpus_contents *contents, const struct settings *settings)
{
    bool has_ideographs = contents->max_ngram > LONGEST_NGRAM;
    return candidate_around((struct candidate){.weight = WEIGHT_GAIN, .has_ngrams = has_ideographs, .decay = 0.0003},
                            settings);
}

/* As many as go through VISITS documents in all, from LEAST to MOST. */
static uint32_t epochs_for(size_t n_documents, size_t visits, uint32_t least, uint32_t most)
{
    size_t epochs = n_documents ? (visits + n_documents - 1) / n_documents : most;
    return epochs < least ? least : epochs > most ? most : (uint32_t)epochs;
}

struct settings candidate_settings(const struct candidate *candidate, const struct settings *settings,
                                   const struct corpus_contents *contents)
{
    struct settings chosen = *settings;
    chosen.weight = candidate->weight;
    chosen.ngrams = candidate->has_ngrams ? contents->max_ngram : 1;
    chosen.decay = candidate->decay;
    chosen.chars_min = candidate->chars_min;
    chosen.chars_max = candidate->chars_max;
    chosen.loss = candidate->loss;
    if (!settings_is_given(settings, SETTING_BIAS))
        chosen.bias = BIAS_PRIOR;
    if (!settings_is_given(settings, SETTING_DIM))
        chosen.dim = DIM;
    if (!settings_is_given(settings, SETTING_EPOCHS))
        chosen.epochs = epochs_for(contents->train.n_documents, VISITS, LEAST_EPOCHS, MOST_EPOCHS);
    return chosen;
}

struct settings candidate_trial(const struct candidate *candidate, const struct settings *settings,
                                const struct corpus_contents *contents, size_t n_documents)
{
    struct settings tried = candidate_settings(candidate, settings, contents);
    uint32_t epochs = epochs_for(n_documents, TRIAL_VISITS, TRIAL_LEAST_EPOCHS, TRIAL_MOST_EPOCHS);
    if (!settings_is_given(settings, SETTING_EPOCHS) || settings->epochs > epochs)
        tried.epochs = epochs;
    if (tried.dim > TRIAL_DIM)
        tried.dim = TRIAL_DIM;
    return tried;
}
