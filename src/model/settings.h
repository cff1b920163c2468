/* settings.h - the settings of a model and of the run that trains it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_SETTINGS_H
#define BAGTAG_MODEL_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "data/corpus_contents.h"
#include "data/record_rules.h"
#include "net/bag.h"
#include "net/loss.h"
#include "text/tokenizer.h"
#include "words/feature_kind.h"
#include "words/weight.h"

/* The bias of each label: learned, fixed to the label's frequency, or zero. */
enum bias { BIAS_TRAINED, BIAS_PRIOR, BIAS_NONE };
extern const char *const bias_names[]; /* in the order of the enum, NULL at the end */

/* The linear layer from a bag to the labels: learned; the identity, where rows have a column for each label; or a fixed
 * code for each label. */
enum layer { LAYER_TRAINED, LAYER_IDENTITY, LAYER_CODES };
extern const char *const layer_names[]; /* likewise */

/* The learning rate over a run: falls to zero, or stays constant. */
enum schedule { SCHEDULE_LINEAR, SCHEDULE_CONSTANT };
extern const char *const schedule_names[]; /* likewise */

/* Named sets of defaults. */
enum recipe { RECIPE_NONE, RECIPE_FASTTEXT };
extern const char *const recipe_names[]; /* likewise */

/* The settings, named as on the command line. config.json and each group of --help list them in this order. */
enum setting_id {
    SETTING_TOKENIZER,
    SETTING_LOWER,
    SETTING_FEATURES,
    SETTING_NGRAMS,
    SETTING_CHARS,
    SETTING_BUCKETS,
    SETTING_MIN_COUNT,
    SETTING_LABEL_TEXTS,
    SETTING_DIM,
    SETTING_LAYER,
    SETTING_BAG,
    SETTING_WEIGHT,
    SETTING_LOSS,
    SETTING_THRESHOLD,
    SETTING_EPOCHS,
    SETTING_LR,
    SETTING_DECAY,
    SETTING_DROPOUT,
    SETTING_BIAS,
    SETTING_PRETRAINED,
    SETTING_PRETRAINED_ALL,
    SETTING_FREEZE,
    SETTING_PATIENCE,
    SETTING_TEMPERATURE,
    SETTING_BATCH,
    SETTING_SCHEDULE,
    SETTING_SEED,
    SETTING_FORMAT,
    SETTING_LABEL_PREFIX,
    SETTING_TEXT_FIELD,
    SETTING_LABEL_FIELD,
    SETTING_TEXT_COLUMN,
    SETTING_LABEL_COLUMN,
    SETTING_DELIMITER,
    SETTING_HEADER,
    SETTING_SKIP_BAD,
    SETTING_VALID,
    SETTING_THREADS,
    SETTING_RACE,
    SETTING_RECIPE,
    N_SETTINGS
};

enum { SETTINGS_MAX_DIM = 4096 };

/* The settings of a model and its training. Strings are borrowed. */
struct settings {
    struct tokenizer tokenizer; /* with the requested case folding, or its default */
    enum feature_set features;
    uint32_t ngrams;    /* word n-grams up to this length; 1: none */
    uint32_t chars_min; /* character n-grams of chars_min to chars_max; 0, 0: none */
    uint32_t chars_max;
    uint32_t buckets;
    uint64_t min_count;
    bool label_texts; /* the names of rare labels are training documents as well */
    uint32_t dim;     /* with an identity layer the number of labels, see settings_fit_labels */
    enum layer layer;
    enum bag bag;
    enum weight weight;
    enum loss_kind loss;
    double threshold; /* given, or the best for F1 on held-out documents; -1: none */
    uint32_t epochs;
    double learning_rate;
    double decay;
    double dropout; /* share of a text's rows that each epoch leaves out */
    enum bias bias;
    const char *pretrained_file; /* file of initial word vectors, NULL: none */
    uint32_t pretrained_words;   /* after training: the number of words that began with one */
    bool pretrained_all;         /* add words of the file that the documents lack to the model */
    bool freeze;                 /* words keep the vectors of that file */
    uint32_t patience;           /* 0: none */
    double temperature;          /* W and b are divided by it after training */
    uint32_t batch;              /* 0: chosen from the learning rate, see settings_batch */
    enum schedule schedule;
    uint64_t seed;
    const char *label_prefix;
    const char *text_field;
    const char *label_field;
    const char *text_column;
    const char *label_column;
    const char *delimiter;
    bool header;
    bool skip_bad;
    const char *valid_file; /* file of held-out documents, NULL: none */
    double valid_percent;   /* or this share of the training lines, 0: none */
    enum format format;
    uint32_t threads; /* 0: all that this process may use */
    bool race;        /* settings that are not given are chosen by a race */
    enum recipe recipe;
    uint64_t given; /* a bit for each enum setting_id: set by the caller, so no race or search changes it */
};

static inline bool settings_is_given(const struct settings *settings, enum setting_id id)
{
    return settings->given >> id & 1;
}

/* BAGTAG_ARGUMENT if settings contradict each other. Each must be in range. */
enum bagtag_status settings_check(const struct settings *settings, struct bagtag_error *error);

/* Sets `dim` to N_LABELS for an identity layer, and raises it to SETTINGS_KEPT_CODES_DIM for a layer of codes if it is
 * too small. For the identity, BAGTAG_ARGUMENT if another `dim` was given or N_LABELS is above SETTINGS_MAX_DIM. */
enum bagtag_status settings_fit_labels(struct settings *settings, size_t n_labels, struct bagtag_error *error);

/* How files are read, as an option of the public API. Strings are borrowed from SETTINGS. */
struct bagtag_input settings_input(const struct settings *settings);

/* How a corpus is read. Strings are borrowed from SETTINGS. */
struct corpus_options settings_corpus(const struct settings *settings);

/* Documents per step: `batch` or, if that is 0, as many as the learning rate allows; 0 if nothing is trained. */
uint32_t settings_batch(const struct settings *settings);

/* Whether the layer starts from a code for each label (net/params.h) instead of zeros: if it keeps the codes; or if it
 * is trained, rows are weighted, none is pretrained, and there are enough columns for codes. */
bool settings_begin_with_codes(const struct settings *settings);
enum { SETTINGS_MIN_FOR_CODES = 16 };

/* With fewer columns than the first, many labels could get the same code; the second is the default `dim` for kept
 * codes. */
enum { SETTINGS_MIN_FOR_KEPT_CODES = 32, SETTINGS_KEPT_CODES_DIM = 64 };

/* All threads of a run, including the calling one. */
int settings_threads(const struct settings *settings);

#endif
