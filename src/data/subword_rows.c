/* subword_rows.c - character n-grams of each word, listed once and added to the documents with the word */
/* SPDX-License-Identifier: MIT */
#include "data/subword_rows.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/large.h"
#include "base/mem.h"
#include "words/buckets.h"

#define MAX_ROWS ((size_t)INT32_MAX)

/* ---- lists ------------------------------------------------------------------------------------------------- */

/* Each worker has a run of the words and others. */
struct listing {
    struct subword_lists *lists;
    const struct subwords *rules;
    const struct corpus_contents *contents;
    uint8_t *is_wanted; /* [n_words + n_others], or NULL: all are */
    struct buckets buckets;
    size_t n_workers;
};

static struct token word_at(const struct vocab *words, size_t i)
{
    size_t len;
    const char *text = vocab_word(words, (uint32_t)i, &len);
    return (struct token){.text = text, .len = (uint32_t)len};
}

/* The token at index I of the lists, and whether training documents have it. */
static struct token token_at(const struct corpus_contents *contents, size_t i, bool *is_trained_on)
{
    const struct corpus_others *others = &contents->others;
    size_t n_words = contents->words.n_words;
    *is_trained_on = i < n_words || others->are_trained_on[i - n_words];
    if (i < n_words)
        return word_at(&contents->words, i);
    uint64_t begin = others->offsets[i - n_words], end = others->offsets[i - n_words + 1];
    return (struct token){.text = others->bytes + begin, .len = (uint32_t)(end - begin)};
}

/* The index of ID in the lists, or SIZE_MAX for a word n-gram. */
static inline size_t place_of(const struct subword_lists *lists, uint32_t id)
{
    switch (dataset_id_of(id, lists->n_words)) {
    case DATASET_WORD:
        return id;
    case DATASET_NO_ROW:
        return lists->n_words + (id - DATASET_OTHER);
    case DATASET_NGRAM:
        break;
    }
    return SIZE_MAX;
}

static size_t run_start(size_t n, size_t worker, size_t n_workers)
{
    return (size_t)((uint64_t)n * worker / n_workers);
}

static void count(void *context, int worker)
{
    struct listing *l = context;
    size_t n = l->lists->n_words + l->lists->n_others, end = run_start(n, (size_t)worker + 1, l->n_workers);
    for (size_t i = run_start(n, (size_t)worker, l->n_workers); i < end; i++) {
        bool is_trained_on;
        struct token token = token_at(l->contents, i, &is_trained_on);
        bool is_wanted = l->is_wanted == NULL || l->is_wanted[i];
        l->lists->offsets[i + 1] = is_wanted ? l->contents->kind->count_chars(l->rules, token) : 0;
    }
}

/* Stores the buckets where the ranks will be, and touches those of training documents. */
static void touch(void *context, int worker)
{
    struct listing *l = context;
    struct subword_lists *lists = l->lists;
    size_t n = lists->n_words + lists->n_others, end = run_start(n, (size_t)worker + 1, l->n_workers);
    for (size_t i = run_start(n, (size_t)worker, l->n_workers); i < end; i++) {
        bool is_trained_on;
        struct token token = token_at(l->contents, i, &is_trained_on);
        uint32_t *buckets = lists->ranks + lists->offsets[i];
        if (lists->offsets[i] == lists->offsets[i + 1])
            continue;
        size_t n_here = l->contents->kind->char_buckets(l->rules, token, buckets);
        for (size_t k = 0; is_trained_on && k < n_here; k++)
            buckets_touch(&l->buckets, buckets[k]);
    }
}

static void rank(void *context, int worker)
{
    struct listing *l = context;
    struct subword_lists *lists = l->lists;
    size_t n = (size_t)lists->offsets[lists->n_words + lists->n_others];
    size_t end = run_start(n, (size_t)worker + 1, l->n_workers);
    for (size_t k = run_start(n, (size_t)worker, l->n_workers); k < end; k++) {
        uint32_t bucket = lists->ranks[k];
        lists->ranks[k] = buckets_is_touched(&l->buckets, bucket) ? buckets_rank(&l->buckets, bucket) : NGRAM_NONE;
    }
}

/* Marks the words and others that occur in DOCUMENTS. False if out of memory. */
static bool mark_wanted(struct listing *l, const struct dataset *documents)
{
    const struct subword_lists *lists = l->lists;
    uint64_t n = documents->offsets[documents->n_documents];
    l->is_wanted = mem_zeroed(lists->n_words + lists->n_others, 1);
    for (uint64_t k = 0; l->is_wanted != NULL && k < n; k++) {
        size_t place = place_of(lists, documents->ids[k]);
        if (place != SIZE_MAX)
            l->is_wanted[place] = 1;
    }
    return l->is_wanted != NULL;
}

enum bagtag_status subword_lists_make(struct subword_lists *lists, const struct subwords *rules,
                                      const struct corpus_contents *contents, const struct dataset *documents,
                                      struct pool *pool, struct bagtag_error *error)
{
    struct listing l = {
        .lists = lists, .rules = rules, .contents = contents, .n_workers = (size_t)pool_n_workers(pool)};
    lists->n_words = contents->words.n_words;
    lists->n_others = contents->others.n;
    lists->has_unseen_row = contents->kind->shares_buckets;
    size_t n = lists->n_words + lists->n_others;
    bool is_part = documents != NULL && documents->n_documents < contents->train.n_documents;
    lists->offsets = mem_array(n + 1, sizeof *lists->offsets);
    enum bagtag_status status = BAGTAG_OK;
    if (lists->offsets == NULL || buckets_init(&l.buckets, rules->known.n_buckets) != 0 ||
        (is_part && !mark_wanted(&l, documents))) {
        status = error_memory(error);
        goto out;
    }
    lists->offsets[0] = 0;
    pool_run(pool, count, &l);
    for (size_t i = 0; i < n; i++)
        lists->offsets[i + 1] += lists->offsets[i];
    lists->ranks = large_array((size_t)lists->offsets[n], sizeof *lists->ranks);
    if (lists->ranks == NULL) {
        status = error_memory(error);
        goto out;
    }
    pool_run(pool, touch, &l);
    if (buckets_rank_all(&l.buckets) != 0) {
        status = error_memory(error);
        goto out;
    }
    lists->n_ids = l.buckets.n_touched;
    lists->ids = mem_array(lists->n_ids, sizeof *lists->ids);
    if (lists->ids == NULL) {
        status = error_memory(error);
        goto out;
    }
    buckets_list(&l.buckets, lists->ids);
    pool_run(pool, rank, &l);

out:
    free(l.is_wanted);
    buckets_clear(&l.buckets);
    return status;
}

void subword_lists_clear(struct subword_lists *lists)
{
    free(lists->offsets);
    large_free(lists->ranks);
    free(lists->ids);
    *lists = (struct subword_lists){0};
}

double subword_rows_count(const struct subwords *rules, const struct corpus_contents *contents)
{
    const struct vocab *words = &contents->words;
    double n = 0;
    for (size_t i = 0; i < words->n_words; i++)
        n += (double)words->counts[i] * (double)contents->kind->count_chars(rules, word_at(words, i));
    return n;
}

/* ---- documents --------------------------------------------------------------------------------------------- */

/* Each worker has a run of documents. */
struct adding {
    const struct dataset *dataset;
    const struct subword_lists *lists;
    uint32_t first_row;
    uint64_t *offsets; /* [n_documents + 1], of the resulting rows */
    uint32_t *ids;
    size_t n_workers;
};

/* Lists the rows of document I; returns their number. ROWS may be NULL to count only. */
static uint64_t document_rows(const struct adding *a, size_t i, uint32_t *rows)
{
    const struct dataset *dataset = a->dataset;
    const struct subword_lists *lists = a->lists;
    uint64_t n = 0;
    for (uint64_t k = dataset->offsets[i]; k < dataset->offsets[i + 1]; k++) {
        uint32_t id = dataset->ids[k];
        if (dataset_id_of(id, lists->n_words) != DATASET_NO_ROW) {
            if (rows != NULL)
                rows[n] = id;
            n++;
        }
        size_t place = place_of(lists, id);
        if (place == SIZE_MAX)
            continue;
        for (uint64_t r = lists->offsets[place]; r < lists->offsets[place + 1]; r++) {
            uint32_t rank = lists->ranks[r];
            if (rank == NGRAM_NONE && !lists->has_unseen_row)
                continue;
            if (rows != NULL)
                rows[n] = a->first_row + (rank != NGRAM_NONE ? rank : (uint32_t)lists->n_ids);
            n++;
        }
    }
    return n;
}

static void count_rows(void *context, int worker)
{
    struct adding *a = context;
    size_t n = a->dataset->n_documents, end = run_start(n, (size_t)worker + 1, a->n_workers);
    for (size_t i = run_start(n, (size_t)worker, a->n_workers); i < end; i++)
        a->offsets[i + 1] = document_rows(a, i, NULL);
}

static void fill_rows(void *context, int worker)
{
    struct adding *a = context;
    size_t n = a->dataset->n_documents, end = run_start(n, (size_t)worker + 1, a->n_workers);
    for (size_t i = run_start(n, (size_t)worker, a->n_workers); i < end; i++)
        document_rows(a, i, a->ids + a->offsets[i]);
}

enum bagtag_status subword_rows_add(struct dataset *dataset, const struct subword_lists *lists, uint32_t first_row,
                                    struct pool *pool, struct bagtag_error *error)
{
    assert(dataset->values == DATASET_UNWEIGHTED);
    size_t n = dataset->n_documents;
    struct adding a = {
        .dataset = dataset, .lists = lists, .first_row = first_row, .n_workers = (size_t)pool_n_workers(pool)};
    if (lists->n_ids > MAX_ROWS - first_row)
        return error_set(error, BAGTAG_INPUT, "expected at most %zu words and n-grams; found %zu", MAX_ROWS,
                         first_row + lists->n_ids);
    a.offsets = mem_array(n + 1, sizeof *a.offsets);
    if (a.offsets == NULL)
        return error_memory(error);
    a.offsets[0] = 0;
    pool_run(pool, count_rows, &a);
    bool fits = true;
    for (size_t i = 0; i < n; i++)
        fits = !__builtin_add_overflow(a.offsets[i], a.offsets[i + 1], &a.offsets[i + 1]) && fits;
    a.ids = fits && a.offsets[n] <= SIZE_MAX ? large_array((size_t)a.offsets[n], sizeof *a.ids) : NULL;
    if (a.ids == NULL) {
        free(a.offsets);
        return error_memory(error);
    }
    pool_run(pool, fill_rows, &a);
    large_free(dataset->ids);
    free(dataset->offsets);
    dataset->ids = a.ids;
    dataset->offsets = a.offsets;
    dataset->has_others = false;
    return BAGTAG_OK;
}
