/* more_words.c - adds words that no training document has to a trained model */
/* SPDX-License-Identifier: MIT */
#include "model/more_words.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"
#include "base/plural.h"

/* All words: those of the model, then the others. */
struct all_words {
    const struct vocab *known;
    const struct strtab *others;
};

static const char *word_at(const void *context, size_t i, size_t *len, int64_t *count)
{
    const struct all_words *words = context;
    size_t n_known = words->known->n_words;
    if (i < n_known) {
        *count = words->known->counts[i];
        return vocab_word(words->known, (uint32_t)i, len);
    }
    *count = 0;
    *len = words->others->entries[i - n_known].len;
    return strtab_text(words->others, (uint32_t)(i - n_known));
}

static uint64_t hash_word(const void *context, const char *text, uint32_t len)
{
    (void)context;
    return feature_hash(&feature_kind_bagtag, text, len);
}

static enum bagtag_status add_to_vocabulary(struct bagtag_model *model, const struct strtab *others,
                                            struct bagtag_error *error)
{
    assert(model->feature_kind == &feature_kind_bagtag);
    const struct all_words all = {&model->words, others};
    const struct vocab_source source = {
        .n = model->words.n_words + others->n, .word = word_at, .context = &all, .hash = hash_word};
    struct vocab joined;
    enum bagtag_status status = vocab_from_words(&joined, &source, error);
    if (status == BAGTAG_OK) {
        vocab_clear(&model->words);
        model->words = joined;
    }
    return status;
}

/* Inserts the vectors between the rows of words and those of n-grams, shifting everything after them. */
static enum bagtag_status add_to_weights(struct bagtag_model *model, const struct vectors *vectors,
                                         struct bagtag_error *error)
{
    size_t dim = model->settings.dim, n_rows = model->rows.n, n_others = vectors->others.n;
    size_t n_before = model->words.n_words * dim, n_added = n_others * dim, n_old = model->n_owned_weights;
    float *old = model->owned_weights, *joined = large_floats(n_old + n_added);
    if (joined == NULL)
        return error_memory(error);
    memcpy(joined, old, n_before * sizeof *joined);
    memcpy(joined + n_before, vectors->other_vectors, n_added * sizeof *joined);
    memcpy(joined + n_before + n_added, old + n_before, (n_old - n_before) * sizeof *joined);
    model->weight = joined + n_added + (model->weight - old);
    model->bias = joined + n_added + (model->bias - old);
    model->owned_weights = joined;
    model->n_owned_weights = n_old + n_added;
    model->rows = rows_of_floats(joined, n_rows + n_others, dim, dim);
    large_free(old);
    return BAGTAG_OK;
}

static enum bagtag_status add_to_row_weights(struct bagtag_model *model, size_t n_rows, size_t n_others, float weight,
                                             struct bagtag_error *error)
{
    enum { READ_PADDING = 16 };
    size_t n_words = model->words.n_words;
    float *old = model->owned_idf, *joined = mem_zeroed(n_rows + n_others + READ_PADDING, sizeof *joined);
    if (joined == NULL)
        return error_memory(error);
    memcpy(joined, old, n_words * sizeof *joined);
    for (size_t i = 0; i < n_others; i++)
        joined[n_words + i] = weight;
    memcpy(joined + n_words + n_others, old + n_words, (n_rows - n_words) * sizeof *joined);
    model->idf = model->owned_idf = joined;
    free(old);
    return BAGTAG_OK;
}

enum bagtag_status model_add_words(struct bagtag_model *model, const struct vectors *vectors, float weight,
                                   struct bagtag_error *error)
{
    size_t n_rows = model->rows.n, n_others = vectors->others.n;
    if (n_others == 0)
        return BAGTAG_OK;
    if (n_rows + n_others > VOCAB_MAX_WORDS)
        return error_set(error, BAGTAG_INPUT, "expected at most %zu rows; found %zu, and %zu more word%s in %s",
                         VOCAB_MAX_WORDS, n_rows, n_others, plural_s(n_others), model->settings.pretrained_file);
    enum bagtag_status status = add_to_weights(model, vectors, error);
    if (status == BAGTAG_OK && model->idf != NULL)
        status = add_to_row_weights(model, n_rows, n_others, weight, error);
    return status == BAGTAG_OK ? add_to_vocabulary(model, &vectors->others, error) : status;
}
