/* model.c - a trained model in memory: settings, words, labels, weights */
/* SPDX-License-Identifier: MIT */
#include "base/large.h"
#include "base/number.h"
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

const char *const storage_names[] = {"float32", "int8", "int8-scores", "int8-leads", NULL};

struct bagtag_model *model_new(void)
{
    struct bagtag_model *model = mem_zeroed(1, sizeof *model);
    if (model != NULL)
        model->feature_kind = &feature_kind_bagtag;
    return model;
}

void bagtag_model_free(struct bagtag_model *model)
{
    if (model == NULL)
        return;
    vocab_clear(&model->words);
    large_free(model->owned_weights);
    vocab_clear(&model->label_tokens);
    label_tree_clear(&model->tree);
    large_free(model->owned_scores);
    large_free(model->owned_int8);
    large_free(model->owned_idf_codes);
    free(model->owned_codes);
    free(model->owned_ngram_ids);
    free(model->owned_char_ids);
    free(model->owned_ngram_counts);
    free(model->owned_ngram_index);
    free(model->owned_char_index);
    free(model->owned_idf);
    free(model->labels);
    free(model->label_counts);
    arena_clear(&model->strings);
    mapping_close(&model->model_file);
    mapping_close(&model->vocab_file);
    mapping_close(&model->scores_file);
    mapping_close(&model->packed_file);
    free(model);
}

/* An index that is not stored in a file may be larger: it replaces an interpolation search. */
static bool is_worth_it(const struct ngrams *ngrams, bool is_in_file)
{
    enum { MORE = 4 };
    return is_in_file ? ngram_has_index(ngrams) : ngrams->n_buckets / 64 < MORE * ngrams->n_ids;
}

static enum bagtag_status make_index(struct ngrams *ngrams, bool is_in_file, struct ngram_group **owned,
                                     struct bagtag_error *error)
{
    size_t n_groups = ngram_groups(ngrams->n_buckets), before = 0;
    if (ngrams->index != NULL || !is_worth_it(ngrams, is_in_file))
        return BAGTAG_OK;
    *owned = mem_array(n_groups, sizeof **owned);
    if (*owned == NULL)
        return error_memory(error);
    for (size_t g = 0; g < n_groups; g++)
        (*owned)[g] = ngram_group_of(ngrams, g, &before);
    ngrams->index = *owned;
    return BAGTAG_OK;
}

enum bagtag_status model_make_indexes(struct bagtag_model *model, struct bagtag_error *error)
{
    bool is_in_file = model->storage == STORAGE_PLAIN;
    enum bagtag_status status = make_index(&model->ngrams, is_in_file, &model->owned_ngram_index, error);
    if (status == BAGTAG_OK && model->feature_kind->shares_buckets) {
        model->subwords.known.index = model->ngrams.index;
        return status;
    }
    return status == BAGTAG_OK ? make_index(&model->subwords.known, is_in_file, &model->owned_char_index, error)
                               : status;
}

struct feature_rules model_feature_rules(const struct bagtag_model *model)
{
    size_t n_words = model->words.n_words;
    size_t n_apart = model->feature_kind->shares_buckets ? 0 : model->ngrams.n_ids;
    return (struct feature_rules){.tokenizer = &model->settings.tokenizer,
                                  .kind = model->feature_kind,
                                  .vocab = &model->words,
                                  .ngrams = &model->ngrams,
                                  .subwords = &model->subwords,
                                  .labels = model->label_tokens.n_words > 0 ? &model->label_tokens : NULL,
                                  .first_ngram = (uint32_t)n_words,
                                  .first_char = (uint32_t)(n_words + n_apart)};
}

const struct ngrams *model_shared_buckets(const struct bagtag_model *model)
{
    return model->ngrams.max_n > 1 ? &model->ngrams : &model->subwords.known;
}

const struct ngrams *model_listed_ngrams(const struct bagtag_model *model)
{
    return model->feature_kind->shares_buckets ? model_shared_buckets(model) : &model->ngrams;
}

enum bagtag_status model_share_buckets(struct bagtag_model *model, const struct ngrams *buckets,
                                       struct bagtag_error *error)
{
    const struct settings *settings = &model->settings;
    model->ngrams = *buckets;
    enum bagtag_status status = buckets->ids != NULL ? model_make_indexes(model, error) : BAGTAG_OK;
    if (settings->chars_max > 0)
        model->subwords =
            (struct subwords){.min_n = settings->chars_min, .max_n = settings->chars_max, .known = model->ngrams};
    if (settings->ngrams <= 1)
        model->ngrams = (struct ngrams){.max_n = 1};
    return status;
}

static size_t n_bucket_rows(const struct bagtag_model *model)
{
    if (model->feature_kind->shares_buckets)
        return model_shared_buckets(model)->n_ids + model_shared_buckets(model)->has_unseen_row;
    return model->ngrams.n_ids + model->subwords.known.n_ids;
}

size_t model_n_reachable_rows(const struct bagtag_model *model)
{
    return model->words.n_words + n_bucket_rows(model) + model->n_unnamed;
}

size_t model_stored_row(const struct bagtag_model *model, size_t i)
{
    size_t n_words = model->words.n_words;
    const int32_t *places = model->feature_kind->shares_buckets ? model_shared_buckets(model)->rows : NULL;
    bool is_moved = places != NULL && i >= n_words && i - n_words < n_bucket_rows(model);
    return is_moved ? n_words + (size_t)places[i - n_words] : i;
}

void model_read_reachable_row(const struct bagtag_model *model, size_t i, float *out)
{
    rows_read(&model->rows, model_stored_row(model, i), out);
}

size_t model_n_rows(const struct bagtag_model *model)
{
    return model->rows.kind != NULL ? model->rows.n : model->scores.n;
}

enum bagtag_status model_require_labels(const struct bagtag_model *model, struct bagtag_error *error)
{
    if (model->n_labels > 0)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_INPUT, "%s has no labels: it was %s", model->path ? model->path : "the model",
                     model_is_fasttext(model) ? "trained without any" : "converted from vectors, not trained");
}

enum bagtag_status model_require_words(const struct bagtag_model *model, struct bagtag_error *error)
{
    enum bagtag_status status = model_require_vectors(model, error);
    if (status != BAGTAG_OK || model->words.n_words > 0 || model->n_unnamed == 0)
        return status;
    return error_set(error, BAGTAG_INPUT,
                     "%s has no words: it was converted from a table without --words; look up its rows by number",
                     model->path ? model->path : "the model");
}

enum bagtag_status model_require_vectors(const struct bagtag_model *model, struct bagtag_error *error)
{
    if (model->storage == STORAGE_PLAIN)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_INPUT,
                     "%s was shrunk: it classifies but has neither vectors nor words; use the model it was made from",
                     model->path ? model->path : "the model");
}

size_t bagtag_model_n_labels(const struct bagtag_model *model)
{
    return model->n_labels;
}

size_t bagtag_model_n_words(const struct bagtag_model *model)
{
    return model->words.n_words;
}

size_t bagtag_model_n_rows(const struct bagtag_model *model)
{
    return model_n_rows(model);
}

size_t bagtag_model_n_chars(const struct bagtag_model *model)
{
    return model->subwords.known.n_ids;
}

size_t bagtag_model_dim(const struct bagtag_model *model)
{
    return model->settings.dim;
}

const char *bagtag_model_label(const struct bagtag_model *model, size_t i)
{
    return i < model->n_labels ? model->labels[i] : NULL;
}

int64_t bagtag_model_find_label(const struct bagtag_model *model, const char *label)
{
    for (size_t i = 0; i < model->n_labels; i++)
        if (strcmp(model->labels[i], label) == 0)
            return (int64_t)i;
    return -1;
}

size_t model_label_cut(const struct bagtag_model *model, const char *prefix)
{
    size_t len = strlen(prefix), c = 0;
    while (c < model->n_labels && strncmp(model->labels[c], prefix, len) == 0 && model->labels[c][len] != '\0')
        c++;
    return model->label_tokens.n_words > 0 && c == model->n_labels ? len : 0;
}

enum bagtag_status model_index_labels(const struct bagtag_model *model, const char *prefix, struct strtab *labels,
                                      struct bagtag_error *error)
{
    size_t cut = model_label_cut(model, prefix);
    for (size_t c = 0; c < model->n_labels; c++) {
        const char *label = model->labels[c] + cut;
        size_t len = strlen(label);
        uint64_t hash = hash_bytes(label, len);
        if (strtab_add(labels, label, (uint32_t)len, hash, (struct strtab_first){0}) == STRTAB_NONE)
            return error_memory(error);
    }
    return BAGTAG_OK;
}

int64_t bagtag_model_label_count(const struct bagtag_model *model, size_t i)
{
    return i < model->n_labels && model->label_counts ? model->label_counts[i] : -1;
}

const char *bagtag_model_word(const struct bagtag_model *model, size_t i, size_t *len, uint64_t *count)
{
    if (i >= model->words.n_words || model->storage != STORAGE_PLAIN)
        return NULL;
    int64_t seen = model->words.counts[i]; /* negative only in a model that was tampered with */
    if (count != NULL)
        *count = seen > 0 ? (uint64_t)seen : 0;
    return vocab_word(&model->words, (uint32_t)i, len);
}

int64_t bagtag_model_find_word(const struct bagtag_model *model, const char *word, size_t len)
{
    if (len > UINT32_MAX)
        return -1;
    uint32_t id =
        vocab_find(&model->words, word, (uint32_t)len, feature_hash(model->feature_kind, word, (uint32_t)len));
    return id == VOCAB_UNKNOWN ? -1 : (int64_t)id;
}

const float *bagtag_model_embedding(const struct bagtag_model *model, size_t i)
{
    return i < model->rows.n ? rows_borrow(&model->rows, i) : NULL;
}

enum bagtag_status bagtag_model_read_row(const struct bagtag_model *model, size_t i, float *out,
                                         struct bagtag_error *error)
{
    size_t n_rows = model_n_rows(model);
    enum bagtag_status status = model_require_vectors(model, error);
    if (status != BAGTAG_OK)
        return status;
    if (i >= n_rows)
        return error_set(error, BAGTAG_ARGUMENT, "row: expected a number below %zu; found %zu", n_rows, i);
    rows_read(&model->rows, i, out);
    return BAGTAG_OK;
}

const float *bagtag_model_weight(const struct bagtag_model *model)
{
    return model->weight;
}

const float *bagtag_model_bias(const struct bagtag_model *model)
{
    return model->bias;
}

bool model_is_fasttext(const struct bagtag_model *model)
{
    return model->feature_kind == &feature_kind_fasttext;
}

const char *model_label_prefix(const struct bagtag_model *model)
{
    return model->label_tokens.n_words > 0 ? "" : model->settings.label_prefix;
}

enum bagtag_status model_threshold(const struct bagtag_model *model, double wanted, double *out,
                                   struct bagtag_error *error)
{
    if (wanted == BAGTAG_MODEL_THRESHOLD && model->settings.threshold < 0.0)
        return error_set(error, BAGTAG_INPUT,
                         "%s%sthe model has no threshold: training sets one only with --threshold, or when documents "
                         "have several labels; give a number",
                         model->path ? model->path : "", model->path ? ": " : "");
    if (wanted != BAGTAG_MODEL_THRESHOLD && !(wanted >= 0.0 && wanted <= 1.0))
        return error_set(error, BAGTAG_ARGUMENT, "threshold: expected a probability from 0 to 1; found %g",
                         number_shown(wanted));
    *out = wanted == BAGTAG_MODEL_THRESHOLD ? model->settings.threshold : (double)(float)wanted;
    return BAGTAG_OK;
}
