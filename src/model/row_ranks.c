/* row_ranks.c - ranks the rows of a model by how much they say about labels */
/* SPDX-License-Identifier: MIT */
#include "model/row_ranks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"
#include "net/loss.h"
#include "words/count_code.h"

enum { BLOCK = 64, LANES = KERNEL_LANES };

/* All workers measure the lengths of score vectors: each takes consecutive blocks of the stored rows. */
struct measuring {
    const struct bagtag_model *model;
    float *lengths;       /* [stored rows] */
    const float *queries; /* [C][padded], where padded is D rounded up to whole lines */
    size_t padded;
    const struct kernel *kernel;
    int n_workers;
};

struct ranked_row {
    float size;
    uint32_t row;
};

bool row_ranks_are_shift_invariant(const struct bagtag_model *model)
{
    enum loss_kind loss = model->settings.loss;
    return loss == LOSS_SOFTMAX || loss == LOSS_FASTTEXT_SOFTMAX;
}

static void measure_block(const struct measuring *measuring, size_t first, size_t n)
{
    const struct bagtag_model *model = measuring->model;
    float dots[BLOCK];
    double squares[BLOCK] = {0.0};
    for (size_t c = 0; c < model->n_labels; c++) {
        rows_dots(&model->rows, measuring->kernel, dots, measuring->queries + c * measuring->padded, first, n);
        for (size_t i = 0; i < n; i++)
            squares[i] += (double)dots[i] * (double)dots[i];
    }
    for (size_t i = 0; i < n; i++)
        measuring->lengths[first + i] = (float)sqrt(squares[i]);
}

static void measure(void *context, int worker)
{
    const struct measuring *measuring = context;
    size_t n = measuring->model->rows.n, n_blocks = (n + BLOCK - 1) / BLOCK, n_workers = (size_t)measuring->n_workers;
    size_t share = (n_blocks + n_workers - 1) / n_workers, first = (size_t)worker * share;
    for (size_t block = first; block < first + share && block < n_blocks; block++) {
        size_t left = n - block * BLOCK;
        measure_block(measuring, block * BLOCK, left < BLOCK ? left : BLOCK);
    }
}

/* W with its factors, less its mean over the labels where only differences count. */
static float *make_queries(const struct bagtag_model *model, size_t padded)
{
    size_t C = model->n_labels, D = model->settings.dim, n_floats;
    float *queries = __builtin_mul_overflow(padded, C, &n_floats) ? NULL : large_floats(n_floats);
    for (size_t d = 0; queries != NULL && d < D; d++) {
        double mean = 0.0;
        for (size_t c = 0; c < C; c++) {
            double factor = model->factor != NULL ? (double)model->factor[c] : 1.0;
            queries[c * padded + d] = (float)((double)model->weight[c * D + d] * factor);
            mean += (double)queries[c * padded + d] / (double)C;
        }
        for (size_t c = 0; row_ranks_are_shift_invariant(model) && c < C; c++)
            queries[c * padded + d] = (float)((double)queries[c * padded + d] - mean);
    }
    return queries;
}

static int compare(const void *a, const void *b)
{
    struct ranked_row x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    if (x.size != y.size)
        return x.size > y.size ? -1 : 1;
    return x.row < y.row ? -1 : x.row > y.row;
}

/* Adds TIMES, the count of the word TOKEN, to the counts of its character n-grams; BUCKETS has room for them. */
static void count_chars(double *counts, const struct feature_rules *rules, struct token token, double times,
                        uint32_t *buckets)
{
    size_t n = rules->kind->char_buckets(rules->subwords, token, buckets);
    for (size_t k = 0; k < n; k++) {
        uint32_t place = ngram_find(&rules->subwords->known, buckets[k]);
        if (place != NGRAM_NONE)
            counts[rules->first_char + place] += times;
    }
}

/* COUNTS [stored rows], initially zero: gets the counts of words, and of character n-grams in these words. */
static enum bagtag_status count_words(double *counts, const struct bagtag_model *model, struct bagtag_error *error)
{
    const struct feature_rules rules = model_feature_rules(model);
    const struct vocab *words = &model->words;
    uint32_t *buckets = NULL;
    size_t capacity = 0;
    enum bagtag_status status = BAGTAG_OK;
    for (size_t i = 0; status == BAGTAG_OK && i < words->n_words; i++) {
        struct token token = {0};
        size_t len;
        token.text = vocab_word(words, (uint32_t)i, &len);
        token.len = (uint32_t)len;
        counts[i] += (double)words->counts[i];
        if (rules.subwords->max_n == 0)
            continue;
        if (mem_reserve(&buckets, &capacity, rules.kind->max_chars(rules.subwords, len), sizeof *buckets) != 0)
            status = error_memory(error);
        else
            count_chars(counts, &rules, token, (double)words->counts[i], buckets);
    }
    free(buckets);
    return status;
}

/* A word n-gram gets the square root of its count, because its words say part of the same: on held-out documents of
 * eleven data sets, models of 30 kB to 1 MB are better this way than with full counts or none. A row that character
 * n-grams share has at least their count. */
static void count_ngrams(double *counts, const struct bagtag_model *model)
{
    size_t n = model->ngram_counts != NULL ? model_listed_ngrams(model)->n_ids : 0;
    double *of_ngrams = counts + model->words.n_words;
    for (size_t i = 0; i < n; i++) {
        double root = sqrt((double)count_of_code(model->ngram_counts[i]));
        of_ngrams[i] = root > of_ngrams[i] ? root : of_ngrams[i];
    }
}

/* Values that are not finite, in a damaged model, come last. */
static float size_of(const struct bagtag_model *model, size_t i, float length, double count)
{
    double size = (double)length;
    if (model->idf != NULL)
        size *= (double)model->idf[i];
    if (count > 1.0)
        size *= sqrt(count);
    return isfinite(size) ? (float)size : 0.0f;
}

static void rank(uint32_t *ranks, const struct bagtag_model *model, const float *lengths, const double *counts,
                 struct ranked_row *order)
{
    size_t n = model_n_reachable_rows(model);
    for (size_t i = 0; i < n; i++) {
        size_t place = model_stored_row(model, i);
        order[i] = (struct ranked_row){size_of(model, i, lengths[place], counts[place]), (uint32_t)i};
    }
    qsort(order, n, sizeof *order, compare);
    for (size_t k = 0; k < n; k++)
        ranks[order[k].row] = (uint32_t)k;
}

enum bagtag_status row_ranks_find(uint32_t *ranks, const struct bagtag_model *model, struct pool *pool,
                                  struct bagtag_error *error)
{
    size_t padded = (model->settings.dim + LANES - 1) / LANES * LANES;
    float *queries = make_queries(model, padded);
    struct ranked_row *order = mem_array(model_n_reachable_rows(model), sizeof *order);
    double *counts = mem_zeroed(model->rows.n, sizeof *counts);
    struct measuring measuring = {.model = model,
                                  .lengths = mem_array(model->rows.n, sizeof(float)),
                                  .queries = queries,
                                  .padded = padded,
                                  .n_workers = pool_n_workers(pool)};
    enum bagtag_status status = kernel_choose(&measuring.kernel, error);
    if (status == BAGTAG_OK && (queries == NULL || order == NULL || counts == NULL || measuring.lengths == NULL))
        status = error_memory(error);
    if (status == BAGTAG_OK)
        status = count_words(counts, model, error);
    if (status == BAGTAG_OK) {
        count_ngrams(counts, model);
        pool_run(pool, measure, &measuring);
        rank(ranks, model, measuring.lengths, counts, order);
    }
    free(measuring.lengths);
    free(order);
    free(counts);
    large_free(queries);
    return status;
}
