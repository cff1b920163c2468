/* model.h - a trained model in memory: settings, words, labels, weights */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_MODEL_MODEL_H
#define BAGTAG_MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "base/arena.h"
#include "base/error.h"
#include "io/mapping.h"
#include "text/tokenizer.h"
#include "words/features.h"
#include "words/ngram.h"
#include "words/subword.h"
#include "words/vocab.h"

/* The settings a model was made with and what training reached: config.json. Strings live in the model's arena. */
struct model_settings {
    struct tokenizer tokenizer;
    const char *unicode_version; /* NULL: does not matter to the tokenizer */
    const char *label_prefix;
    uint64_t min_count;
    uint32_t max_ngram;
    uint32_t n_buckets;
    uint32_t min_char; /* 0 .. max_char; 0, 0: no character n-grams */
    uint32_t max_char;
    uint32_t dim;
    const char *bag;
    const char *weight;
    double decay;
    const char *bias; /* "trained" or "prior" */
    const char *loss;
    double temperature; /* that W and b were divided by after training; 1: they were not */
    double threshold;   /* that gave the best F1 on held-out documents; -1: not known */
    uint32_t epochs;
    uint32_t patience; /* 0: none */
    double learning_rate;
    uint32_t batch;
    const char *schedule;
    uint64_t seed;
    double valid_percent;
    /* metrics of the training run; the held-out ones are -1 when nothing was held out */
    uint64_t documents;
    uint64_t tokens;
    double train_loss;
    double valid_loss;
    double valid_accuracy;
};

/* What config.json says about one of the other two files. */
struct model_file_sum {
    uint64_t bytes;
    char checksum[33]; /* XXH3-128 in 32 hexadecimal digits, canonical form; "" when not known */
};
struct model_sums {
    struct model_file_sum weights; /* model.safetensors */
    struct model_file_sum words;   /* vocab.safetensors */
};

/* Immutable once made. The weights are row-major without padding between rows, and at least 64 bytes behind each
 * array are readable. V = words.n_words + ngrams.n_ids + subwords.known.n_ids + n_unnamed. A model without labels was
 * converted from a table; it has no output layer: C = 0, and `weight` and `bias` are NULL. */
struct bagtag_model {
    struct model_settings settings;
    struct arena strings;
    const char *path;      /* it was opened from, in arena; NULL for a model that was not opened */
    const char **labels;   /* [n_labels], NUL-terminated, in arena */
    size_t n_labels;       /* C */
    int64_t *label_counts; /* [n_labels], documents of the training that carry each; NULL: not known; freed by free() */
    struct vocab words;
    struct ngrams ngrams;
    struct subwords subwords;
    size_t n_unnamed;       /* rows of a table that came without words, which are looked up by number alone */
    const float *idf;       /* [V], of --weight idf or gain; otherwise NULL */
    const float *embedding; /* [V, D] */
    const float *weight;    /* [C, D], NULL without labels */
    const float *bias;      /* [C], likewise */
    /* where the arrays live: a mapped model's files, or blocks of the trainer */
    struct mapping model_file;
    struct mapping vocab_file;
    struct model_sums sums; /* of the files it was opened from; all zero for a model that was not opened */
    float *owned_weights;   /* embedding, weight, bias in one mem_floats block; NULL when mapped */
    size_t n_owned_weights;
    float *owned_idf;         /* idf, when not mapped */
    int32_t *owned_ngram_ids; /* ngrams.ids, when not mapped; freed by free() */
    int32_t *owned_char_ids;  /* subwords.known.ids, likewise */
};

/* An empty model; NULL when memory is out. bagtag_model_free frees it with all it holds. */
struct bagtag_model *model_new(void);

/* What a text's rows follow from; borrows all from the model. */
struct feature_rules model_feature_rules(const struct bagtag_model *model);

/* V. */
size_t model_n_rows(const struct bagtag_model *model);

/* BAGTAG_INPUT, and a sentence that says why, when the model has no labels to choose from, or none but unnamed rows to
 * look words up in. */
enum bagtag_status model_need_labels(const struct bagtag_model *model, struct bagtag_error *error);
enum bagtag_status model_need_words(const struct bagtag_model *model, struct bagtag_error *error);

/* *OUT becomes WANTED, which must be a probability, or for BAGTAG_MODEL_THRESHOLD the model's own threshold, which it
 * must have. */
enum bagtag_status model_threshold(const struct bagtag_model *model, double wanted, double *out,
                                   struct bagtag_error *error);

#endif
