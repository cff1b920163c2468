/* word_vector.c - the vector of a single word */
/* SPDX-License-Identifier: MIT */
#include "use/word_vector.h"

#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"

enum bagtag_status word_vector_init(struct word_vector *vector, const struct bagtag_model *model,
                                    struct bagtag_error *error)
{
    *vector = (struct word_vector){.model = model};
    enum bagtag_status status = kernel_choose(&vector->kernel, error);
    if (status != BAGTAG_OK)
        return status;
    vector->sum = large_floats(model->settings.dim);
    return vector->sum ? BAGTAG_OK : error_memory(error);
}

void word_vector_clear(struct word_vector *vector)
{
    free(vector->buckets);
    free(vector->ids);
    large_free(vector->sum);
    *vector = (struct word_vector){.model = NULL};
}

bool word_vector_has_subwords(const struct bagtag_model *model)
{
    return model->feature_kind->word_vectors_have_subwords && model->subwords.max_n > 0 &&
           model->subwords.known.n_ids > 0;
}

/* Lists the rows of WORD in vector->ids[0..*N). */
static enum bagtag_status list_rows(struct word_vector *vector, struct token word, int64_t row, size_t *n,
                                    struct bagtag_error *error)
{
    const struct feature_kind *kind = vector->model->feature_kind;
    const struct subwords *subwords = &vector->model->subwords;
    uint32_t first_row = model_feature_rules(vector->model).first_char;
    size_t most = kind->max_chars(subwords, word.len);
    if (mem_reserve(&vector->buckets, &vector->bucket_capacity, most, sizeof *vector->buckets) != 0 ||
        mem_reserve(&vector->ids, &vector->id_capacity, most + 1, sizeof *vector->ids) != 0)
        return error_memory(error);
    *n = 0;
    if (row >= 0)
        vector->ids[(*n)++] = (uint32_t)row;
    size_t n_buckets = kind->char_buckets(subwords, word, vector->buckets);
    for (size_t i = 0; i < n_buckets; i++) {
        uint32_t place = ngram_find(&subwords->known, vector->buckets[i]);
        if (place != NGRAM_NONE)
            vector->ids[(*n)++] = first_row + place;
    }
    return BAGTAG_OK;
}

enum bagtag_status word_vector_read(struct word_vector *vector, const char *word, size_t len, int64_t row, float *out,
                                    bool *is_known, struct bagtag_error *error)
{
    const struct rows *rows = &vector->model->rows;
    size_t n = 0;
    *is_known = row >= 0;
    if (word_vector_has_subwords(vector->model) && len <= UINT32_MAX) {
        enum bagtag_status status = list_rows(vector, (struct token){word, (uint32_t)len}, row, &n, error);
        if (status != BAGTAG_OK)
            return status;
        struct document document = {.ids = vector->ids, .n = n};
        rows->kind->sum(rows, vector->kernel, vector->sum, &document, n > 0 ? 1.0f / (float)n : 0.0f,
                        (struct document){.n = 0});
        *is_known = n > 0;
        memcpy(out, vector->sum, rows->width * sizeof *out);
    } else if (row >= 0) {
        rows_read(rows, (size_t)row, out);
    } else {
        memset(out, 0, rows->width * sizeof *out);
    }
    return BAGTAG_OK;
}

enum bagtag_status word_vector_read_word(struct word_vector *vector, size_t i, float *out, struct bagtag_error *error)
{
    bool is_known;
    size_t len;
    const char *word = vocab_word(&vector->model->words, (uint32_t)i, &len);
    return word_vector_read(vector, word, len, (int64_t)i, out, &is_known, error);
}

enum bagtag_status bagtag_model_word_vector(const struct bagtag_model *model, const char *word, size_t len, float *out,
                                            bool *is_known, struct bagtag_error *error)
{
    struct word_vector vector;
    int64_t row = -1;
    bool is_found = false;
    enum bagtag_status status = model_require_vectors(model, error);
    if (status == BAGTAG_OK)
        status = bagtag_model_look_up(model, word, len, &row, error);
    if (status == BAGTAG_OK)
        status = word_vector_init(&vector, model, error);
    if (status != BAGTAG_OK)
        return status;
    status = word_vector_read(&vector, word, len, row, out, &is_found, error);
    word_vector_clear(&vector);
    if (status == BAGTAG_OK)
        *is_known = is_found;
    return status;
}
