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

/* The results of training: "metrics" of config.json. Those of held-out documents are -1 if nothing was held out. */
struct model_metrics {
    uint64_t documents;
    uint64_t tokens;
    double train_loss;
    double valid_loss;
    double valid_accuracy;
};

/* What config.json says about one of the other files. */
struct model_file_sum {
    uint64_t bytes;
    char checksum[33]; /* XXH3-128 in 32 hexadecimal digits, canonical form; "" when not known */
};
struct model_sums {
    struct model_file_sum weights; /* model.safetensors */
    struct model_file_sum words;   /* vocab.safetensors */
    struct model_file_sum scores;  /* scores.safetensors; all zero: there is none */
};

/* How a model has its rows: "storage" of config.json, which plain models do without. All others were made by shrink,
 * only classify, and know words by their tags. */
enum storage {
    STORAGE_PLAIN,  /* floats */
    STORAGE_ROWS,   /* the embedding as int8 */
    STORAGE_SCORES, /* rows folded with the layer, as int8 */
    STORAGE_LEADS   /* of two labels half of what the second has more than the first, as int8 */
};
extern const char *const storage_names[]; /* in the order of the enum, NULL at the end */

/* Never changes once made. The weights are row-major without padding between rows, and at least 64 bytes after each
 * array are readable. A model without labels was converted from a table and has no output layer: C = 0, and `weight`
 * and `bias` are NULL. */
struct bagtag_model {
    struct settings settings;      /* of its training, with the chosen `batch`; strings in arena */
    const char *later[N_SETTINGS]; /* choices of a later version, which only describe its training; in arena; or NULL */
    struct model_metrics metrics;
    const char *unicode_version; /* in arena; NULL: does not matter to the tokenizer */
    struct arena strings;
    uint32_t fasttext_version; /* of the fastText file it was opened from; 0: not from one */
    const char *path;          /* it was opened from, in arena; NULL for a model that was not opened */
    const char **labels;       /* [n_labels], NUL-terminated, in arena */
    size_t n_labels;           /* C */
    int64_t *label_counts;     /* [n_labels], training documents with each; NULL: not known; freed by free() */
    const struct feature_kind *feature_kind; /* how texts are looked up in the three below */
    struct vocab words;
    struct ngrams ngrams;
    const uint8_t
        *ngram_counts; /* how often each of model_listed_ngrams was seen: words/count_code.h; NULL: not known */
    struct subwords subwords;
    struct vocab label_tokens; /* tokens that are labels besides those of the kind's prefix; n_words 0: none */
    size_t n_unnamed;          /* rows of a table that came without words, which are looked up by number alone */
    const float *idf;          /* [V], of --weight idf or gain; otherwise NULL */
    const uint8_t *idf_codes;  /* [V], the same in bytes, of a shrunk model; otherwise NULL */
    enum storage storage;
    struct rows rows;        /* the embedding [V, D]; opened by nobody but net/rows; all zero where only scores are */
    struct rows scores;      /* [V, C] where folded: they give the logits; otherwise all zero */
    const float *weight;     /* [C, D], NULL without labels */
    const float *factor;     /* [C], of what W gives, where the loss has its outputs in order; otherwise NULL */
    const float *bias;       /* [C], as `weight` */
    struct label_tree tree;  /* of the loss fasttext-hs; otherwise all zero */
    struct rows_codes codes; /* of `rows`, where they are that; otherwise all zero */
    struct rows_int8 int8;   /* of `rows` or `scores`, likewise */
    /* where the arrays live: a mapped model's files, or blocks of the trainer */
    struct mapping model_file;
    struct mapping vocab_file;
    struct mapping scores_file; /* of `scores`, if they were saved */
    struct mapping packed_file; /* of which these are parts; all zero: they are files */
    struct model_sums sums;     /* of the files it was opened from; all zero for a model that was not opened */
    float *owned_weights; /* embedding, weight, factor, bias, those that are not mapped, in one large_floats block */
    size_t n_owned_weights;
    float *owned_idf;         /* idf, when not mapped */
    float *owned_scores;      /* of `scores`, when not mapped */
    int8_t *owned_int8;       /* codes of `int8`, when not mapped; from large_array */
    uint8_t *owned_idf_codes; /* idf_codes, likewise */
    float *owned_codes;       /* centroids and norms of `codes`, when not mapped; freed by free() */
    int32_t *owned_ngram_ids; /* ngrams.ids, and its rows, when not mapped; freed by free() */
    int32_t *owned_char_ids;  /* subwords.known.ids, likewise */
    struct ngram_group *owned_ngram_index, *owned_char_index;
    uint8_t *owned_ngram_counts; /* when not mapped; freed by free() */
};

/* An empty model; NULL if out of memory. bagtag_model_free frees it with all it holds. */
struct bagtag_model *model_new(void);

/* Adds indexes, if worth it, to the n-grams of a model that was trained; owned by the model. */
enum bagtag_status model_make_indexes(struct bagtag_model *model, struct bagtag_error *error);

/* The rules that give a text its rows; all borrowed from the model. */
struct feature_rules model_feature_rules(const struct bagtag_model *model);

/* The buckets that have rows, where n-grams of words and of characters share them. */
const struct ngrams *model_shared_buckets(const struct bagtag_model *model);

/* The buckets of word n-grams, shared or their own: `ngram.ids` of vocab.safetensors. */
const struct ngrams *model_listed_ngrams(const struct bagtag_model *model);

/* Gives the model BUCKETS for both, with an index if they are listed; its settings say which n-grams there are. */
enum bagtag_status model_share_buckets(struct bagtag_model *model, const struct ngrams *buckets,
                                       struct bagtag_error *error);

/* The tokens that are labels: the labels as they stand. */
enum bagtag_status model_list_label_tokens(struct bagtag_model *model, struct bagtag_error *error);

/* The tree of a loss that has one, from label_counts. BAGTAG_INPUT if they are not there or too high. */
enum bagtag_status model_make_tree(struct bagtag_model *model, struct bagtag_error *error);

/* V as words, buckets and unnamed rows make it; a file of fastText may have more rows, which nothing leads to. */
size_t model_n_reachable_rows(const struct bagtag_model *model);

/* Row I of those, in their order: words, buckets ascending, unnamed ones. */
void model_read_reachable_row(const struct bagtag_model *model, size_t i, float *out);

/* Its place among the rows that are stored. */
size_t model_reachable_place(const struct bagtag_model *model, size_t i);

/* V. */
size_t model_n_rows(const struct bagtag_model *model);

/* BAGTAG_INPUT, with the reason, if scores cannot stand for the embedding and the output layer: see bagtag_model_fold.
 */
enum bagtag_status model_check_fold(const struct bagtag_model *model, struct bagtag_error *error);

/* Folds MODEL, with POOL, if that can be done: from now on it has scores, which give its answers and are saved with it.
 * Otherwise it stays as it is. Nothing may change the embedding or the output layer afterwards. */
enum bagtag_status model_make_scores(struct bagtag_model *model, struct pool *pool, struct bagtag_error *error);

/* Whether MODEL has scores beside an embedding: those of a shrunk model are all it has. */
bool model_is_folded(const struct bagtag_model *model);

/* BAGTAG_INPUT, with the number of the first other row in *ROW, unless the scores of MODEL, which is folded, are those
 * of its embedding and its output layer, bit by bit. */
enum bagtag_status model_compare_scores(const struct bagtag_model *model, size_t *row, struct bagtag_error *error);

/* BAGTAG_INPUT, with the reason, if the model has no labels, or no words. */
enum bagtag_status model_need_labels(const struct bagtag_model *model, struct bagtag_error *error);
enum bagtag_status model_need_words(const struct bagtag_model *model, struct bagtag_error *error);

/* Whether MODEL is of fastText: a file of it, or a folder converted from one. */
bool model_is_fasttext(const struct bagtag_model *model);

/* What the labels of MODEL began with where it was trained; "" where it is still part of them. Borrowed. */
const char *model_label_prefix(const struct bagtag_model *model);

/* OUT[0..D) = row C of W times its factor. */
void model_read_label(const struct bagtag_model *model, size_t c, float *out);

/* BAGTAG_INPUT if the model was shrunk: it has no vectors and no words to read. */
enum bagtag_status model_need_vectors(const struct bagtag_model *model, struct bagtag_error *error);

/* How many bytes the labels of MODEL have before what a file that is read by PREFIX calls them: its length where it is
 * still part of them. */
size_t model_label_cut(const struct bagtag_model *model, const char *prefix);

/* Adds the labels to LABELS, which has none yet, as a file that is read by PREFIX calls them: the id of each is its
 * number. */
enum bagtag_status model_index_labels(const struct bagtag_model *model, const char *prefix, struct strtab *labels,
                                      struct bagtag_error *error);

/* *OUT = WANTED, which must be a probability, as a float32 like those that it is compared with: one that was printed is
 * reached by what it was printed for. For BAGTAG_MODEL_THRESHOLD, the model's own threshold, which it must have. */
enum bagtag_status model_threshold(const struct bagtag_model *model, double wanted, double *out,
                                   struct bagtag_error *error);

#endif
