/* sample.c - documents that settings are tried on, and how they part into those learnt from and those held out */
/* SPDX-License-Identifier: MIT */
#include "learn/sample.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/large.h"
#include "base/mem.h"
#include "base/rng.h"
#include "data/dataset_weights.h"

enum { STREAM_SAMPLE = 50, STREAM_SHARE = 52 };

/* BESIDE may be nothing or counts. */
static int dataset_allocate(struct dataset *to, enum dataset_beside beside, size_t n_documents, uint64_t n_rows,
                            uint64_t n_labels)
{
    to->beside = beside;
    to->ids = large_array((size_t)n_rows, sizeof *to->ids);
    if (beside == DATASET_COUNTS)
        to->weights = mem_array((size_t)n_rows, sizeof *to->weights);
    to->offsets = mem_zeroed(n_documents + 1, sizeof *to->offsets);
    to->labels = mem_array((size_t)n_labels, sizeof *to->labels);
    to->label_offsets = mem_zeroed(n_documents + 1, sizeof *to->label_offsets);
    bool has_counts = to->weights || beside == DATASET_NOTHING;
    return to->ids && has_counts && to->offsets && to->labels && to->label_offsets ? 0 : -1;
}

/* Rows that a view leaves out: rare words and n-grams, from first to end, and what is no row, from behind on. */
struct left_out {
    size_t first, end, behind;
};

static bool is_left_out(const struct left_out *out, uint32_t row)
{
    return row >= out->behind || (row >= out->first && row < out->end);
}

/* Appends document I of FROM but for the rows left out; TO has room. */
static void append(struct dataset *to, const struct dataset *from, size_t i, const struct left_out *out)
{
    size_t n = to->n_documents++;
    uint64_t at = to->offsets[n], label_at = to->label_offsets[n];
    for (uint64_t k = from->offsets[i]; k < from->offsets[i + 1]; k++) {
        if (is_left_out(out, from->ids[k]))
            continue;
        to->ids[at] = from->ids[k];
        if (to->beside == DATASET_COUNTS)
            to->weights[at] = from->weights[k];
        at++;
    }
    for (uint64_t l = from->label_offsets[i]; l < from->label_offsets[i + 1]; l++)
        to->labels[label_at++] = from->labels[l];
    to->offsets[n + 1] = at;
    to->label_offsets[n + 1] = label_at;
}

/* The first N documents of FROM in ORDER (NULL: their own), united. */
static enum bagtag_status copy(struct dataset *to, const struct dataset *from, const uint32_t *order, size_t n,
                               struct pool *pool, struct bagtag_error *error)
{
    static const struct left_out none = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    uint64_t n_rows = 0, n_labels = 0;
    for (size_t i = 0; i < n; i++) {
        size_t at = order ? order[i] : i;
        n_rows += from->offsets[at + 1] - from->offsets[at];
        n_labels += from->label_offsets[at + 1] - from->label_offsets[at];
    }
    if (dataset_allocate(to, DATASET_NOTHING, n, n_rows, n_labels) != 0)
        return error_memory(error);
    for (size_t i = 0; i < n; i++)
        append(to, from, order ? order[i] : i, &none);
    to->has_others = from->has_others;
    return dataset_unite(to, pool, error);
}

/* How many documents of FROM, taken in ORDER (NULL: their own), have MOST_ROWS rows together. */
static size_t enough(const struct dataset *from, const uint32_t *order, uint64_t most_rows)
{
    uint64_t n_rows = 0;
    size_t n = 0;
    for (; n < from->n_documents && n_rows < most_rows; n++) {
        size_t at = order ? order[n] : n;
        n_rows += from->offsets[at + 1] - from->offsets[at];
    }
    return n;
}

static int ascending(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void count_words(struct sample *sample, const struct vocab *words)
{
    for (size_t i = 0; i < words->n_words; i++)
        for (size_t k = 0; k <= SAMPLE_COUNTS && (int64_t)k <= words->counts[i]; k++)
            sample->n_words_seen[k]++;
}

/* The documents of contents->train, in ORDER. */
static enum bagtag_status take(struct sample *sample, const struct corpus_contents *contents, const uint32_t *order,
                               size_t n, struct pool *pool, struct bagtag_error *error)
{
    *sample = (struct sample){.n_words = contents->words.n_words,
                              .n_rows = contents->words.n_words + contents->n_ngram_ids,
                              .n_labels = contents->labels.n_words};
    count_words(sample, &contents->words);
    return copy(&sample->documents, &contents->train, order, n, pool, error);
}

/* A random order of the documents of contents->train, freed by free(); NULL when memory is out. */
static uint32_t *draw_order(const struct corpus_contents *contents, uint64_t seed)
{
    size_t n = contents->train.n_documents;
    uint32_t *order = mem_array(n, sizeof *order);
    if (order)
        rng_permutation(seed, STREAM_SAMPLE, order, n);
    return order;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

enum bagtag_status sample_take(struct sample *sample, const struct corpus_contents *contents, uint64_t most_rows,
                               size_t most_documents, uint64_t seed, struct pool *pool, struct bagtag_error *error)
{
    *sample = (struct sample){.n_words = 0};
    uint32_t *order = draw_order(contents, seed);
    if (!order)
        return error_memory(error);
    size_t n = least(enough(&contents->train, order, most_rows), most_documents);
    enum bagtag_status status = take(sample, contents, order, n, pool, error);
    free(order);
    return status;
}

enum bagtag_status sample_take_parted(struct sample *sample, const struct corpus_contents *contents, uint64_t most_rows,
                                      size_t most_documents, uint64_t seed, struct pool *pool,
                                      struct bagtag_error *error)
{
    const struct dataset *held_out = &contents->held_out;
    *sample = (struct sample){.n_words = 0};
    uint32_t *order = draw_order(contents, seed);
    if (!order)
        return error_memory(error);
    size_t n = least(enough(&contents->train, order, most_rows), most_documents);
    qsort(order, n, sizeof *order, ascending);
    enum bagtag_status status = take(sample, contents, order, n, pool, error);
    free(order);
    if (status == BAGTAG_OK)
        status = copy(&sample->held_out, held_out, NULL, enough(held_out, NULL, most_rows), pool, error);
    return status;
}

void sample_clear(struct sample *sample)
{
    dataset_clear(&sample->documents);
    dataset_clear(&sample->held_out);
    *sample = (struct sample){0};
}

/* The sample is in random order already. The second way parts by the next digit of the number in base SAMPLE_FOLDS. */
static bool is_held_out(size_t i, size_t fold)
{
    return fold < SAMPLE_FOLDS ? i % SAMPLE_FOLDS == fold : i / SAMPLE_FOLDS % SAMPLE_FOLDS == fold - SAMPLE_FOLDS;
}

size_t sample_rows(const struct sample *sample, const struct sample_view *view)
{
    return view->has_ngrams || sample->n_char_rows > 0 ? sample->n_rows : sample->n_words;
}

static enum bagtag_status drop_unseen(const struct dataset *train, struct dataset *held_out, size_t n_rows,
                                      struct bagtag_error *error)
{
    uint8_t *is_seen = mem_zeroed(n_rows, 1);
    if (!is_seen)
        return error_memory(error);
    for (uint64_t k = 0; k < train->offsets[train->n_documents]; k++)
        is_seen[train->ids[k]] = 1;
    uint64_t at = 0, from = 0;
    for (size_t i = 0; i < held_out->n_documents; i++) {
        uint64_t end = held_out->offsets[i + 1];
        for (; from < end; from++) {
            if (!is_seen[held_out->ids[from]])
                continue;
            held_out->ids[at] = held_out->ids[from];
            held_out->weights[at++] = held_out->weights[from];
        }
        held_out->offsets[i + 1] = at;
    }
    free(is_seen);
    return BAGTAG_OK;
}

static struct left_out left_out(const struct sample *sample, const struct sample_view *view)
{
    struct left_out out = {.first = sample->n_words, .end = sample->n_words, .behind = sample_rows(sample, view)};
    if (view->min_count > 1 && view->min_count <= SAMPLE_COUNTS)
        out.first = sample->n_words_seen[view->min_count];
    if (!view->has_ngrams)
        out.end = sample->n_rows - sample->n_char_rows;
    return out;
}

enum bagtag_status sample_split(const struct sample *sample, const struct sample_view *view, struct dataset *train,
                                struct dataset *held_out, struct bagtag_error *error)
{
    const struct dataset *all = &sample->documents, *own = &sample->held_out;
    struct left_out out = left_out(sample, view);
    bool has_own = own->n_documents > 0;
    const struct dataset *from = has_own ? own : all;
    size_t n = all->n_documents;
    if (dataset_allocate(train, DATASET_COUNTS, n, all->offsets[n], all->label_offsets[n]) != 0 ||
        dataset_allocate(held_out, DATASET_COUNTS, from->n_documents, from->offsets[from->n_documents],
                         from->label_offsets[from->n_documents]) != 0)
        return error_memory(error);
    for (size_t i = 0; i < n; i++) {
        if (!has_own && is_held_out(i, view->fold))
            append(held_out, all, i, &out);
        else if (view->share >= 1.0 || (double)rng_unit(0, STREAM_SHARE, i) < view->share)
            append(train, all, i, &out);
    }
    for (size_t i = 0; has_own && i < own->n_documents; i++)
        append(held_out, own, i, &out);
    return drop_unseen(train, held_out, sample_rows(sample, view), error);
}
