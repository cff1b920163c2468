/* candidate.c - settings that a race can choose, and the settings they are tried with */
/* SPDX-License-Identifier: MIT */
#include "fit/candidate.h"

#include <stdbool.h>

#include "words/vocab.h"

enum { LONGEST_NGRAM = 2, LONGEST_IDEOGRAPHS = 4 };
enum { TRIAL_DIM = 32 };

/* The number of epochs is such that VISITS documents are visited over all epochs, as a model needs a number of steps;
 * at least LEAST, at most MOST. It is higher with a learning rate below the usual one, as steps are shorter, and with
 * dropout, as they see less; lower, down to two, if more than ENOUGH documents would be visited, and ENOUGH_OF_LABEL
 * for each label (127 languages, 146,000 documents, accuracy on other articles: .9606 with 4 epochs, .9637 with 8,
 * .9646 with 12; held-out lines of the same articles do not show it). */
struct epochs {
    uint32_t visits, least, most, enough;
};
/* A layer that starts from zero needs more epochs, and a higher learning rate with ova, where most gradients are small:
 * those of labels that a document does not have. With ova the identity needs the higher rate too, as its labels have no
 * long codes. */
static const struct epochs of_model = {42000, 7, 20, 400000}, of_trial = {16000, 5, 20, UINT32_MAX};
static const struct epochs of_model_from_zero = {60000, 10, 40, 600000},
                           of_trial_from_zero = {16000, 8, 20, UINT32_MAX};
enum { ENOUGH_OF_LABEL = 6000 };
static const double USUAL_RATE = 0.5, RATE_OF_OVA = 1.0;
enum { EPOCHS_WITH_DROPOUT = 2 };

/* Few labels need few columns: more do not separate them better, but cost time and memory. Very many labels need more.
 * More documents mean more rows, and more time and memory for each column; with very many, half the columns are about
 * as good (127 languages, 146,000 documents, 8 epochs, accuracy on other articles: .9643 with 64 columns, .9637 with
 * 32). */
static uint32_t dim_for(const struct corpus_contents *contents, enum layer layer)
{
    enum { DIM = 64, NARROW = 32, NARROWEST = 16, WIDE = 128, WIDE_CODES = 256 };
    enum { MANY_DOCUMENTS = 5000, VERY_MANY_DOCUMENTS = 60000, FEW_LABELS = 32, MANY_LABELS = 256 };
    size_t n_documents = corpus_contents_read(contents), n_labels = contents->labels.n_words;
    if (layer == LAYER_CODES)
        return n_labels > MANY_LABELS ? WIDE_CODES : SETTINGS_KEPT_CODES_DIM;
    if (n_documents < MANY_DOCUMENTS)
        return DIM;
    if (n_labels <= 8)
        return NARROWEST;
    if (n_labels > MANY_LABELS)
        return WIDE;
    return n_labels <= FEW_LABELS || n_documents > VERY_MANY_DOCUMENTS ? NARROW : DIM;
}

void candidate_widen(struct corpus_options *how, const struct settings *settings)
{
    if (!settings_is_given(settings, SETTING_NGRAMS)) {
        how->max_ngram = how->max_ngram < LONGEST_NGRAM ? LONGEST_NGRAM : how->max_ngram;
        how->max_ideographs = LONGEST_IDEOGRAPHS;
    }
    if (!settings_is_given(settings, SETTING_CHARS))
        how->has_others = true;
    if (!settings_is_given(settings, SETTING_LABEL_TEXTS))
        how->label_texts = LABEL_TEXTS_IF_INFORMATIVE;
}

/* Decay needs weighted bags, and a maximum cannot be weighted. Vectors of a given width need a trained layer. */
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
    if (settings->bag != BAG_MEAN)
        candidate.dropout = 0.0;
    if (settings_is_given(settings, SETTING_DROPOUT))
        candidate.dropout = settings->dropout;
    if (settings_is_given(settings, SETTING_LAYER))
        candidate.layer = settings->layer;
    else if (settings_is_given(settings, SETTING_DIM) || settings->pretrained_file != NULL)
        candidate.layer = LAYER_TRAINED;
    if (settings_is_given(settings, SETTING_LOSS))
        candidate.loss = settings->loss;
    if (settings_is_given(settings, SETTING_CHARS)) {
        candidate.chars_min = settings->chars_min;
        candidate.chars_max = settings->chars_max;
    }
    return candidate;
}

/* Words between spaces usually have fewer characters than this, and documents more words. */
static const double LONG_WORD = 12.0, FEW_WORDS = 1.5;
enum { USUAL_MIN = 2, USUAL_MAX = 4, MAX_OF_FEW = 5 }; /* characters of an n-gram */

static size_t count_characters(const char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

/* Totals over words, with repetitions. */
struct written {
    double n_words, n_characters;
};

static void add_word(struct written *written, const struct vocab *words, uint32_t word, double times)
{
    size_t len;
    const char *text = vocab_word(words, word, &len);
    written->n_words += times;
    written->n_characters += times * (double)count_characters(text, len);
}

/* Whether words hardly ever recur, because the text between spaces is longer than a word, or is the whole document.
 * Label names are not counted. */
static bool is_unspaced(const struct corpus_contents *contents)
{
    const struct vocab *words = &contents->words;
    const struct dataset *train = &contents->train;
    size_t n_read = corpus_contents_read(contents);
    struct written written = {0.0, 0.0};
    for (size_t i = 0; i < words->n_words; i++)
        add_word(&written, words, (uint32_t)i, (double)words->counts[i]);
    for (uint64_t k = train->offsets[n_read]; k < train->offsets[train->n_documents]; k++)
        if (dataset_id_of(train->ids[k], words->n_words) == DATASET_WORD)
            add_word(&written, words, train->ids[k], -1.0);
    return written.n_characters > LONG_WORD * written.n_words || written.n_words < FEW_WORDS * (double)n_read;
}

struct candidate candidate_default(const struct corpus_contents *contents, const struct settings *settings)
{
    struct candidate usual = {
        .weight = WEIGHT_GAIN, .has_ngrams = contents->max_ngram > LONGEST_NGRAM, .decay = 0.0003};
    if (corpus_contents_has_several_labels(contents))
        usual.loss = LOSS_OVA;
    if (is_unspaced(contents)) {
        usual.chars_min = USUAL_MIN;
        usual.chars_max = USUAL_MAX;
    }
    return candidate_around(usual, settings);
}

struct candidate candidate_default_of_few(const struct candidate *candidate, const struct settings *settings)
{
    static const struct candidate usual = {
        .weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.0003, .chars_min = USUAL_MIN, .chars_max = MAX_OF_FEW};
    struct candidate of_few = usual;
    of_few.loss = candidate->loss;
    return candidate_around(of_few, settings);
}

static bool begins_at_zero(const struct settings *settings)
{
    return settings->layer == LAYER_TRAINED && !settings_begin_with_codes(settings);
}

/* The learning rate and dropout of SETTINGS are chosen already. */
static uint32_t epochs_for(const struct epochs *epochs, size_t n_documents, size_t n_labels,
                           const struct settings *settings)
{
    enum { FEWEST = 2 };
    size_t enough = ENOUGH_OF_LABEL * n_labels;
    enough = enough < epochs->enough ? epochs->enough : enough;
    size_t n = n_documents ? (epochs->visits + n_documents - 1) / n_documents : epochs->most;
    n = n < epochs->least ? epochs->least : n;
    if (n * n_documents > enough)
        n = enough / n_documents < FEWEST ? FEWEST : enough / n_documents;
    n = settings->dropout > 0.0 ? EPOCHS_WITH_DROPOUT * n : n;
    double scaled = settings->learning_rate < USUAL_RATE ? (double)n * USUAL_RATE / settings->learning_rate : (double)n;
    return scaled < (double)epochs->most ? (uint32_t)scaled : epochs->most;
}

struct settings candidate_settings(const struct candidate *candidate, const struct settings *settings,
                                   const struct corpus_contents *contents)
{
    struct settings chosen = *settings;
    chosen.weight = candidate->weight;
    chosen.ngrams = candidate->has_ngrams ? contents->max_ngram : 1;
    chosen.decay = candidate->decay;
    chosen.dropout = candidate->dropout;
    chosen.chars_min = candidate->chars_min;
    chosen.chars_max = candidate->chars_max;
    chosen.loss = candidate->loss;
    if (!settings_is_given(settings, SETTING_BIAS))
        chosen.bias = BIAS_PRIOR;
    if (!settings_is_given(settings, SETTING_LABEL_TEXTS))
        chosen.label_texts = contents->train.n_label_texts > 0;
    chosen.layer = candidate->layer;
    if (chosen.layer == LAYER_IDENTITY)
        chosen.dim = (uint32_t)contents->labels.n_words;
    else if (contents->pretrained == NULL && !settings_is_given(settings, SETTING_DIM))
        chosen.dim = dim_for(contents, chosen.layer);
    if (chosen.loss == LOSS_OVA && !settings_begin_with_codes(&chosen) && !settings_is_given(settings, SETTING_LR))
        chosen.learning_rate = RATE_OF_OVA;
    if (!settings_is_given(settings, SETTING_EPOCHS))
        chosen.epochs = epochs_for(begins_at_zero(&chosen) ? &of_model_from_zero : &of_model,
                                   corpus_contents_read(contents), contents->labels.n_words, &chosen);
    return chosen;
}

struct settings candidate_trial(const struct candidate *candidate, const struct settings *settings,
                                const struct corpus_contents *contents, size_t n_documents)
{
    struct settings tried = candidate_settings(candidate, settings, contents);
    uint32_t epochs = epochs_for(begins_at_zero(&tried) ? &of_trial_from_zero : &of_trial, n_documents,
                                 contents->labels.n_words, &tried);
    if (!settings_is_given(settings, SETTING_EPOCHS) || settings->epochs > epochs)
        tried.epochs = epochs;
    if (contents->pretrained == NULL && tried.layer == LAYER_TRAINED && tried.dim > TRIAL_DIM)
        tried.dim = TRIAL_DIM;
    if (tried.layer == LAYER_CODES && tried.dim > TRIAL_DIM)
        tried.dim /= 2;
    return tried;
}
