/* sample.c - documents to try settings on, and their splits into training and held-out documents */
/* SPDX-License-Identifier: MIT */
#include "learn/sample.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/large.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/sort.h"
#include "data/dataset_weights.h"
#include "learn/sample_order.h"

enum { STREAM_SHARE = 52 };

/* BESIDE is DATASET_UNWEIGHTED or DATASET_COUNTS. */
static int dataset_allocate(struct dataset *to, enum dataset_values values, size_t n_documents, uint64_t n_rows,
                            uint64_t n_labels)
{
    to->values = values;
    to->ids = large_array((size_t)n_rows, sizeof *to->ids);
    if (values == DATASET_COUNTS)
        to->weights = mem_array((size_t)n_rows, sizeof *to->weights);
    to->offsets = mem_zeroed(n_documents + 1, sizeof *to->offsets);
    to->labels = mem_array((size_t)n_labels, sizeof *to->labels);
    to->label_offsets = mem_zeroed(n_documents + 1, sizeof *to->label_offsets);
    bool has_counts = to->weights || values == DATASET_UNWEIGHTED;
    return to->ids && has_counts && to->offsets && to->labels && to->label_offsets ? 0 : -1;
}

/* Rows that a view leaves out: rare words and n-grams in [first, end), and all ids from `limit` on. */
struct left_out {
    size_t first, end, limit;
};

static bool is_left_out(const struct left_out *out, uint32_t row)
{
    return row >= out->limit || (row >= out->first && row < out->end);
}

/* Appends document I of FROM, without the rows left out. TO must have room. */
static void append(struct dataset *to, const struct dataset *from, size_t i, const struct left_out *out)
{
    size_t n = to->n_documents++;
    uint64_t at = to->offsets[n], label_at = to->label_offsets[n];
    for (uint64_t k = from->offsets[i]; k < from->offsets[i + 1]; k++) {
        if (is_left_out(out, from->ids[k]))
            continue;
        to->ids[at] = from->ids[k];
        if (to->values == DATASET_COUNTS)
            to->weights[at] = from->weights[k];
        at++;
    }
    for (uint64_t l = from->label_offsets[i]; l < from->label_offsets[i + 1]; l++)
        to->labels[label_at++] = from->labels[l];
    to->offsets[n + 1] = at;
    to->label_offsets[n + 1] = label_at;
}

/* Copies the first N documents of FROM in ORDER (NULL: their own) and unites them. All names of labels must be among
 * them, at the end. */
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
    if (dataset_allocate(to, DATASET_UNWEIGHTED, n, n_rows, n_labels) != 0)
        return error_memory(error);
    for (size_t i = 0; i < n; i++)
        append(to, from, order ? order[i] : i, &none);
    to->has_others = from->has_others;
    to->n_label_texts = from->n_label_texts;
    return dataset_merge_equal(to, pool, error);
}

static void count_words(struct sample *sample, const struct vocab *words)
{
    for (size_t i = 0; i < words->n_words; i++)
        for (size_t k = 0; k <= SAMPLE_COUNTS && (int64_t)k <= words->counts[i]; k++)
            sample->n_words_seen[k]++;
}

/* ---- equal documents --------------------------------------------------------------------------------------- */

struct fingerprint {
    uint64_t hash;
    uint32_t document;
};

static int by_hash(const void *a, const void *b)
{
    const struct fingerprint *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->document > y->document) - (x->document < y->document);
}

/* Hashes the words of document I and their counts; *N becomes their number. */
static uint64_t hash_document(const struct dataset *documents, size_t i, size_t n_words, size_t *n)
{
    uint64_t first = documents->offsets[i], end = first;
    while (end < documents->offsets[i + 1] && documents->ids[end] < n_words)
        end++;
    *n = (size_t)(end - first);
    uint64_t parts[] = {hash_bytes(documents->ids + first, *n * sizeof *documents->ids),
                        hash_bytes(documents->weights + first, *n * sizeof *documents->weights)};
    return hash_bytes(parts, sizeof parts);
}

/* Documents with equal hashes are taken as equal: a collision would only put two documents into the same fold. */
static bool find_twins(struct sample *sample)
{
    size_t n = sample->documents.n_documents, n_prints = 0;
    struct fingerprint *prints = mem_array(n, sizeof *prints);
    sample->twins = mem_array(n, sizeof *sample->twins);
    if (!prints || !sample->twins) {
        free(prints);
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        size_t n_words;
        uint64_t hash = hash_document(&sample->documents, i, sample->n_words, &n_words);
        sample->twins[i] = (uint32_t)i;
        if (n_words > 0)
            prints[n_prints++] = (struct fingerprint){hash, (uint32_t)i};
    }
    qsort(prints, n_prints, sizeof *prints, by_hash);
    for (size_t k = 1; k < n_prints; k++)
        if (prints[k].hash == prints[k - 1].hash)
            sample->twins[prints[k].document] = sample->twins[prints[k - 1].document];
    free(prints);
    return true;
}

/* ---- from contents to a sample ----------------------------------------------------------------------------- */

/* Takes the documents of contents->train that ORDER lists. */
static enum bagtag_status take(struct sample *sample, const struct corpus_contents *contents, const uint32_t *order,
                               size_t n, struct pool *pool, struct bagtag_error *error)
{
    *sample = (struct sample){.n_words = contents->words.n_words,
                              .n_rows = contents->words.n_words + contents->n_ngram_ids,
                              .n_labels = contents->labels.n_words,
                              .pretrained = contents->pretrained};
    count_words(sample, &contents->words);
    enum bagtag_status status = copy(&sample->documents, &contents->train, order, n, pool, error);
    return status == BAGTAG_OK && !find_twins(sample) ? error_memory(error) : status;
}

enum bagtag_status sample_take(struct sample *sample, const struct corpus_contents *contents, uint64_t max_rows,
                               size_t max_documents, uint64_t seed, struct pool *pool, struct bagtag_error *error)
{
    *sample = (struct sample){.n_words = 0};
    size_t n;
    uint32_t *order = sample_order(contents, max_rows, max_documents, seed, &n);
    if (!order)
        return error_memory(error);
    enum bagtag_status status = take(sample, contents, order, n, pool, error);
    free(order);
    return status;
}

enum bagtag_status sample_take_split(struct sample *sample, const struct corpus_contents *contents, uint64_t max_rows,
                                     size_t max_documents, uint64_t seed, struct pool *pool, struct bagtag_error *error)
{
    const struct dataset *held_out = &contents->held_out;
    *sample = (struct sample){.n_words = 0};
    size_t n;
    uint32_t *order = sample_order(contents, max_rows, max_documents, seed, &n);
    if (!order)
        return error_memory(error);
    sort_u32(order, n);
    enum bagtag_status status = take(sample, contents, order, n, pool, error);
    free(order);
    if (status == BAGTAG_OK)
        status = copy(&sample->held_out, held_out, NULL, sample_enough(held_out, held_out->n_documents, NULL, max_rows),
                      pool, error);
    return status;
}

size_t sample_drawn(const struct sample *sample)
{
    return dataset_documents_read(&sample->documents);
}

struct pretrained_rows sample_pretrained(const struct sample *sample)
{
    return (struct pretrained_rows){.from = sample->pretrained, .words = sample->words, .n = sample->n_words};
}

void sample_clear(struct sample *sample)
{
    free(sample->words);
    free(sample->twins);
    dataset_clear(&sample->documents);
    dataset_clear(&sample->held_out);
    *sample = (struct sample){0};
}

/* ---- views -------------------------------------------------------------------------------------------------- */

/* Documents are in random order, or sorted by label if they are few (sample_order.h). They are dealt to the folds one
 * by one; in the second split each round starts at the next fold. */
static bool is_held_out(const struct sample *sample, size_t document, size_t fold)
{
    size_t i = sample->twins[document];
    return fold < SAMPLE_FOLDS ? i % SAMPLE_FOLDS == fold
                               : (i + i / SAMPLE_FOLDS) % SAMPLE_FOLDS == fold - SAMPLE_FOLDS;
}

size_t sample_held_out(const struct sample *sample, size_t fold)
{
    size_t n = 0;
    if (sample->held_out.n_documents > 0)
        return sample->held_out.n_documents;
    for (size_t i = 0; i < sample_drawn(sample); i++)
        n += is_held_out(sample, i, fold);
    return n;
}

size_t sample_rows(const struct sample *sample, const struct sample_view *view)
{
    return view->has_ngrams || sample->n_char_rows > 0 ? sample->n_rows : sample->n_words;
}

/* Marks the labels of DATASET. NULL if out of memory. */
static uint8_t *labels_of(const struct dataset *dataset, size_t n_labels)
{
    uint8_t *is_seen = mem_zeroed(n_labels, 1);
    for (uint64_t l = 0; is_seen && l < dataset->label_offsets[dataset->n_documents]; l++)
        is_seen[dataset->labels[l]] = 1;
    return is_seen;
}

static enum bagtag_status forget_unseen_labels(const struct dataset *train, struct dataset *held_out, size_t n_labels,
                                               struct bagtag_error *error)
{
    uint8_t *is_seen = labels_of(train, n_labels);
    if (!is_seen)
        return error_memory(error);
    for (uint64_t l = 0; l < held_out->label_offsets[held_out->n_documents]; l++)
        if (held_out->labels[l] != DATASET_UNKNOWN_LABEL && !is_seen[held_out->labels[l]])
            held_out->labels[l] = DATASET_UNKNOWN_LABEL;
    free(is_seen);
    return BAGTAG_OK;
}

static enum bagtag_status drop_unseen_rows(const struct dataset *train, struct dataset *held_out, size_t n_rows,
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
    struct left_out out = {.first = sample->n_words, .end = sample->n_words, .limit = sample_rows(sample, view)};
    if (view->min_count > 1 && view->min_count <= SAMPLE_COUNTS)
        out.first = sample->n_words_seen[view->min_count];
    if (!view->has_ngrams)
        out.end = sample->n_rows - sample->n_char_rows;
    return out;
}

/* Adds the names of labels, except for labels that only held-out documents have, which must stay unknown. */
static enum bagtag_status append_label_texts(const struct sample *sample, const struct left_out *out,
                                             struct dataset *train, struct bagtag_error *error)
{
    const struct dataset *all = &sample->documents;
    uint8_t *is_seen = labels_of(train, sample->n_labels);
    if (!is_seen)
        return error_memory(error);
    for (size_t i = sample_drawn(sample); i < all->n_documents; i++)
        if (is_seen[all->labels[all->label_offsets[i]]]) {
            append(train, all, i, out);
            train->n_label_texts++;
        }
    free(is_seen);
    return BAGTAG_OK;
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
    for (size_t i = 0; i < sample_drawn(sample); i++) {
        if (!has_own && is_held_out(sample, i, view->fold))
            append(held_out, all, i, &out);
        else if (view->share >= 1.0 || (double)rng_unit(0, STREAM_SHARE, i) < view->share)
            append(train, all, i, &out);
    }
    for (size_t i = 0; has_own && i < own->n_documents; i++)
        append(held_out, own, i, &out);
    enum bagtag_status status = append_label_texts(sample, &out, train, error);
    if (status == BAGTAG_OK)
        status = drop_unseen_rows(train, held_out, sample_rows(sample, view), error);
    return status == BAGTAG_OK ? forget_unseen_labels(train, held_out, sample->n_labels, error) : status;
}
