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
#include "base/pool.h"
#include "io/mapping.h"
#include "model/settings.h"
#include "net/label_tree.h"
#include "net/rows.h"
#include "net/rows_codes.h"
#include "net/rows_int8.h"
#include "words/features.h"
#include "words/ngram.h"
#include "words/strtab.h"
#include "words/subword.h"
#include "words/vocab.h"

/* The results of training, "metrics" in config.json. valid_* are -1 if nothing was held out. */
struct model_metrics {
    uint64_t documents;
    uint64_t tokens;
    double train_loss;
    double valid_loss;
    double valid_accuracy;
};

/* The size and checksum of a file other than config.json, as recorded there. */
struct model_file_sum {
    uint64_t bytes;
    char checksum[33]; /* XXH3-128 in 32 hexadecimal digits, canonical form; "" if unknown */
};
struct model_sums {
    struct model_file_sum weights; /* model.safetensors */
    struct model_file_sum words;   /* vocab.safetensors */
    struct model_file_sum scores;  /* scores.safetensors; all zero if there is none */
};

/* How a model stores its rows: "storage" in config.json, absent in plain models. All others were made by shrink, can
 * only classify, and recognise words by their tags. */
enum storage {
    STORAGE_PLAIN,      /* floats */
    STORAGE_ROWS,       /* the embedding as int8 */
    STORAGE_SCORES,     /* rows folded with the output layer, as int8 */
    STORAGE_DIFFERENCES /* for two labels: half of (second score - first score), as int8 */
};
extern const char *const storage_names[]; /* in the order of the enum, NULL at the end */

/* Does not change once it is shared. The weights are row-major without padding between rows, and at least 64 bytes
 * after each array are readable. A model without labels, converted from a table or an unsupervised fastText model, has
 * no output layer: C = 0, and `weight` and `bias` are NULL. */
struct bagtag_model {
    struct settings settings; /* of its training; strings in arena */
    const char
        *unknown_choices[N_SETTINGS]; /* training choices that only a later version knows, as text in arena; or NULL */
    struct model_metrics metrics;
    const char *unicode_version; /* in arena; NULL if the tokenizer does not depend on it */
    struct arena strings;
    uint32_t fasttext_version; /* of the fastText file it was opened from; 0 if there is none */
    const char *path;          /* it was opened from, in arena; NULL if it was not opened */
    const char **labels;       /* [n_labels], NUL-terminated, in arena */
    size_t n_labels;           /* C */
    int64_t *label_counts;     /* [n_labels], training documents with each; NULL if unknown; freed by free() */
    const struct feature_kind *feature_kind; /* how tokens are hashed and looked up in the members below */
    struct vocab words;
    struct ngrams ngrams;
    const uint8_t *ngram_counts; /* of model_listed_ngrams, as codes of words/count_code.h; NULL if unknown */
    struct subwords subwords;
    struct vocab label_tokens; /* tokens that are labels without having feature_kind's prefix; n_words is 0 if none */
    size_t n_unnamed;          /* rows of a table converted without words, looked up only by number */
    const float *idf;          /* [V], with --weight idf or gain; otherwise NULL */
    const uint8_t *idf_codes;  /* [V], the same as bytes, in a shrunk model; otherwise NULL */
    enum storage storage;
    struct rows rows;        /* the embedding [V, D]; only net/rows looks inside; all zero if there are only scores */
    struct rows scores;      /* [V, C], which give the logits of a folded model; otherwise all zero */
    const float *weight;     /* [C, D], NULL without labels */
    const float *factor;     /* [C], multiplies the outputs of W, if the loss is_in_order; otherwise NULL */
    const float *bias;       /* [C], NULL without labels */
    struct label_tree tree;  /* for the loss fasttext-hs; otherwise all zero */
    struct rows_codes codes; /* the data of `rows` that are product-quantised; otherwise all zero */
    struct rows_int8 int8;   /* the data of `rows` or `scores` in a shrunk model; otherwise all zero */
    /* what the arrays above point into: mapped files, or owned blocks */
    struct mapping model_file;
    struct mapping vocab_file;
    struct mapping scores_file; /* all zero if there is no scores.safetensors */
    struct mapping packed_file; /* contains the three above; all zero if they are separate files */
    struct model_sums sums;     /* of the files it was opened from; all zero if it was not opened */
    float *owned_weights; /* those of embedding, weight, factor, bias that are not mapped, in one large_floats block */
    size_t n_owned_weights;
    float *owned_idf;         /* idf, when not mapped */
    float *owned_scores;      /* of `scores`, when not mapped */
    int8_t *owned_int8;       /* codes of `int8`, when not mapped; from large_array */
    uint8_t *owned_idf_codes; /* idf_codes, likewise */
    float *owned_codes;       /* centroids and norms of `codes`, when not mapped; freed by free() */
    int32_t *owned_ngram_ids; /* ngrams.ids and ngrams.rows, when not mapped; freed by free() */
    int32_t *owned_char_ids;  /* subwords.known.ids, likewise */
    struct ngram_group *owned_ngram_index, *owned_char_index;
    uint8_t *owned_ngram_counts; /* when not mapped; freed by free() */
};

/* An empty model, freed by bagtag_model_free; NULL if out of memory. */
struct bagtag_model *model_new(void);

/* Builds the n-gram indexes that are missing and worth their memory; owned by the model. */
enum bagtag_status model_make_indexes(struct bagtag_model *model, struct bagtag_error *error);

/* The rules that map a text to rows; all borrowed from the model. */
struct feature_rules model_feature_rules(const struct bagtag_model *model);

/* The buckets that have rows, for a feature kind whose word and character n-grams share buckets (shares_buckets). */
const struct ngrams *model_shared_buckets(const struct bagtag_model *model);

/* The buckets of word n-grams, shared or not: `ngram.ids` in vocab.safetensors. */
const struct ngrams *model_listed_ngrams(const struct bagtag_model *model);

/* Uses BUCKETS for word and character n-grams, whichever the settings have, with an index if BUCKETS has ids. */
enum bagtag_status model_share_buckets(struct bagtag_model *model, const struct ngrams *buckets,
                                       struct bagtag_error *error);

/* Fills label_tokens with the labels as they are. */
enum bagtag_status model_list_label_tokens(struct bagtag_model *model, struct bagtag_error *error);

/* Builds the tree of a hierarchical softmax from label_counts. BAGTAG_INPUT if they are missing or too high. Does
 * nothing for other losses, or without labels. */
enum bagtag_status model_make_tree(struct bagtag_model *model, struct bagtag_error *error);

/* The number of rows that belong to words, buckets or unnamed rows. A fastText file may have more, which are never
 * looked up. */
size_t model_n_reachable_rows(const struct bagtag_model *model);

/* OUT[0..D) = reachable row I, in the order words, ascending buckets, unnamed rows. */
void model_read_reachable_row(const struct bagtag_model *model, size_t i, float *out);

/* The index of reachable row I among the stored rows. */
size_t model_stored_row(const struct bagtag_model *model, size_t i);

/* V, the number of stored rows. */
size_t model_n_rows(const struct bagtag_model *model);

/* BAGTAG_INPUT, with the reason, if the model cannot be folded: see bagtag_model_fold. */
enum bagtag_status model_check_fold(const struct bagtag_model *model, struct bagtag_error *error);

/* Folds MODEL on POOL if possible: its scores then give the answers and are saved with it, and the embedding and the
 * output layer must not change any more. Otherwise leaves it as it is. */
enum bagtag_status model_make_scores(struct bagtag_model *model, struct pool *pool, struct bagtag_error *error);

/* Whether MODEL has scores in addition to the embedding; a shrunk model may have scores alone. */
bool model_is_folded(const struct bagtag_model *model);

/* Compares the scores of MODEL, which is folded, with those of its embedding and output layer, bit for bit.
 * BAGTAG_INPUT, without a message, if they differ: *ROW is the first such row. */
enum bagtag_status model_compare_scores(const struct bagtag_model *model, size_t *row, struct bagtag_error *error);

/* BAGTAG_INPUT, with the reason, if the model has no labels, or no words. */
enum bagtag_status model_require_labels(const struct bagtag_model *model, struct bagtag_error *error);
enum bagtag_status model_require_words(const struct bagtag_model *model, struct bagtag_error *error);

/* Whether MODEL has fastText's features: a fastText file, a folder converted from one, or --features fasttext. */
bool model_is_fasttext(const struct bagtag_model *model);

/* What labels began with in MODEL's training data; "" if it is still part of them. Borrowed. */
const char *model_label_prefix(const struct bagtag_model *model);

/* OUT[0..D) = row C of W times its factor. */
void model_read_label(const struct bagtag_model *model, size_t c, float *out);

/* BAGTAG_INPUT if the model was shrunk: it has no vectors and no words to read. */
enum bagtag_status model_require_vectors(const struct bagtag_model *model, struct bagtag_error *error);

/* How many bytes to cut from the front of the labels of MODEL to get those of a file read with PREFIX: the length of
 * PREFIX if it is still part of them, otherwise 0. */
size_t model_label_cut(const struct bagtag_model *model, const char *prefix);

/* Adds the labels, cut by model_label_cut, to the empty table LABELS: the id of each is its number. */
enum bagtag_status model_index_labels(const struct bagtag_model *model, const char *prefix, struct strtab *labels,
                                      struct bagtag_error *error);

/* *OUT = WANTED, which must be a probability, rounded to float32 like the probabilities it is compared with: so the
 * text that a printed probability came from reaches it. For BAGTAG_MODEL_THRESHOLD, the model's own threshold, which it
 * must have. */
enum bagtag_status model_threshold(const struct bagtag_model *model, double wanted, double *out,
                                   struct bagtag_error *error);

#endif
