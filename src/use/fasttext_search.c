/* fasttext_search.c - the nearest neighbours of a word, with fastText's digits and order */
/* SPDX-License-Identifier: MIT */
#include "bagtag_fasttext.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"
#include "model/model_file.h"
#include "net/ranking.h"
#include "use/fasttext_words.h"

/* neighbors.c sums faster, but in another order: the last digits differ, and so does the order of ties, which here
 * depends on all words ranked before. */

enum { AT_ONCE = 4 }; /* independent sums, for instruction-level parallelism */

struct bagtag_fasttext_search {
    struct fasttext_words words;
    float *vectors; /* [words + AT_ONCE, D], each of norm 1 or zero */
    float *query;   /* [D] */
    struct ranked *heap;
    struct bagtag_neighbor *found;
    size_t heap_capacity, found_capacity;
};

/* Stores the vector of word I, scaled to norm 1. */
static enum bagtag_status make_vector(struct bagtag_fasttext_search *search, size_t i, struct bagtag_error *error)
{
    struct fasttext_words *words = &search->words;
    size_t width = words->model->settings.dim;
    enum bagtag_status status = word_vector_read_word(&words->word, i, words->vector, error);
    if (status != BAGTAG_OK)
        return status;
    float length = fasttext_length(words->vector, width);
    if (length > 0.0f)
        fasttext_add(search->vectors + i * width, words->vector, width, 1.0 / (double)length);
    return BAGTAG_OK;
}

static enum bagtag_status prepare(struct bagtag_fasttext_search *search, const struct bagtag_model *model,
                                  struct bagtag_error *error)
{
    size_t width = model->settings.dim, n_words = model->words.n_words, n_floats;
    enum bagtag_status status = fasttext_words_init(&search->words, model, error);
    if (status != BAGTAG_OK)
        return status;
    if (__builtin_mul_overflow(n_words + AT_ONCE, width, &n_floats))
        return error_memory(error);
    search->query = mem_array(width, sizeof *search->query);
    search->vectors = large_floats(n_floats);
    if (search->query == NULL || search->vectors == NULL)
        return error_memory(error);
    for (size_t i = 0; status == BAGTAG_OK && i < n_words; i++)
        status = make_vector(search, i, error);
    return status;
}

enum bagtag_status bagtag_fasttext_search_new(const struct bagtag_model *model, struct bagtag_fasttext_search **out,
                                              struct bagtag_error *error)
{
    struct bagtag_fasttext_search *search = mem_zeroed(1, sizeof *search);
    if (search == NULL)
        return error_memory(error);
    enum bagtag_status status = prepare(search, model, error);
    if (status == BAGTAG_OK)
        *out = search;
    else
        bagtag_fasttext_search_free(search);
    return status;
}

void bagtag_fasttext_search_free(struct bagtag_fasttext_search *search)
{
    if (search == NULL)
        return;
    fasttext_words_clear(&search->words);
    large_free(search->vectors);
    free(search->query);
    free(search->heap);
    free(search->found);
    free(search);
}

/* PRODUCTS[i] = the dot product of ROWS[i, 0..width) and QUERY, summed from first to last. */
static void multiply(const float *rows, const float *query, size_t width, float products[AT_ONCE])
{
    float sums[AT_ONCE] = {0};
    for (size_t d = 0; d < width; d++)
        for (size_t i = 0; i < AT_ONCE; i++)
            sums[i] += rows[i * width + d] * query[d];
    memcpy(products, sums, sizeof sums);
}

static bool is_excluded(const uint32_t *excluded, size_t n, size_t word)
{
    for (size_t i = 0; i < n; i++) {
        if (excluded[i] == word)
            return true;
    }
    return false;
}

/* Ranks the words by their cosines with the query; a cosine that is NaN is left out. */
static void rank(const struct bagtag_fasttext_search *search, const uint32_t *excluded, size_t n_excluded,
                 struct ranking *ranking)
{
    size_t width = search->words.model->settings.dim, n_words = search->words.model->words.n_words;
    float length = fasttext_length(search->query, width), products[AT_ONCE];
    if (length < 1e-8f)
        length = 1.0f;
    for (size_t i = 0; i < n_words; i++) {
        if (i % AT_ONCE == 0)
            multiply(search->vectors + i * width, search->query, width, products);
        struct ranked new = {.score = products[i % AT_ONCE] / length, .label = (uint32_t)i};
        if (!isnan(new.score) && ranking_wants(ranking, new.score) && !is_excluded(excluded, n_excluded, i))
            ranking_add(ranking, new);
    }
    ranking_sort(ranking);
}

static enum bagtag_status find(struct bagtag_fasttext_search *search, const uint32_t *excluded, size_t n_excluded,
                               size_t k, size_t *n, struct bagtag_error *error)
{
    size_t n_words = search->words.model->words.n_words, most = k < n_words ? k : n_words;
    if (most == 0) {
        *n = 0;
        return BAGTAG_OK;
    }
    if (mem_reserve(&search->heap, &search->heap_capacity, most + 1, sizeof *search->heap) != 0 ||
        mem_reserve(&search->found, &search->found_capacity, most, sizeof *search->found) != 0)
        return error_memory(error);
    struct ranking ranking = {.heap = search->heap, .most = most};
    rank(search, excluded, n_excluded, &ranking);
    for (size_t i = 0; i < ranking.n; i++)
        search->found[i] = (struct bagtag_neighbor){.word = ranking.heap[i].label, .cosine = ranking.heap[i].score};
    *n = ranking.n;
    return model_file_check_unchanged(search->words.model, error);
}

enum bagtag_status bagtag_fasttext_neighbors(struct bagtag_fasttext_search *search, struct bagtag_fasttext_word *a,
                                             size_t k, const struct bagtag_neighbor **found, size_t *n,
                                             struct bagtag_error *error)
{
    struct fasttext_words *words = &search->words;
    enum bagtag_status status = fasttext_words_read(words, a->text, a->len, error);
    if (status != BAGTAG_OK)
        return status;
    a->is_known = words->is_known;
    memcpy(search->query, words->vector, words->model->settings.dim * sizeof *search->query);
    const uint32_t excluded[] = {(uint32_t)words->row};
    status = find(search, excluded, words->row >= 0, k, n, error);
    *found = search->found;
    return status;
}

enum bagtag_status bagtag_fasttext_analogy(struct bagtag_fasttext_search *search, struct bagtag_fasttext_word abc[3],
                                           size_t k, const struct bagtag_neighbor **found, size_t *n,
                                           struct bagtag_error *error)
{
    static const double signs[] = {1.0, -1.0, 1.0};
    struct fasttext_words *words = &search->words;
    size_t width = words->model->settings.dim, n_excluded = 0;
    uint32_t excluded[3];
    memset(search->query, 0, width * sizeof *search->query);
    for (size_t i = 0; i < 3; i++) {
        enum bagtag_status status = fasttext_words_read(words, abc[i].text, abc[i].len, error);
        if (status != BAGTAG_OK)
            return status;
        double length = (double)fasttext_length(words->vector, width);
        abc[i].is_known = words->is_known;
        fasttext_add(search->query, words->vector, width, signs[i] / (length + 1e-8));
        if (words->row >= 0)
            excluded[n_excluded++] = (uint32_t)words->row;
    }
    enum bagtag_status status = find(search, excluded, n_excluded, k, n, error);
    *found = search->found;
    return status;
}
