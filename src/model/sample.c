/* sample.c - documents that settings are tried on, and how they part into those learnt from and those held out */
/* SPDX-License-Identifier: MIT */
#include "model/sample.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "text/weight.h"

enum { STREAM_SAMPLE = 50 };

static int dataset_allocate(struct dataset *to, size_t n_documents, uint64_t n_rows, uint64_t n_labels)
{
    to->ids = mem_array((size_t)n_rows, sizeof *to->ids);
    to->weights = mem_array((size_t)n_rows, sizeof *to->weights);
    to->scales = mem_array(n_documents, sizeof *to->scales);
    to->offsets = mem_zeroed(n_documents + 1, sizeof *to->offsets);
    to->labels = mem_array((size_t)n_labels, sizeof *to->labels);
    to->label_offsets = mem_zeroed(n_documents + 1, sizeof *to->label_offsets);
    return to->ids && to->weights && to->scales && to->offsets && to->labels && to->label_offsets ? 0 : -1;
}

/* Appends document I of FROM, of its rows those below N_ROWS; TO has room. */
static void append(struct dataset *to, const struct dataset *from, size_t i, size_t n_rows)
{
    size_t n = to->n_documents++;
    uint64_t at = to->offsets[n], label_at = to->label_offsets[n];
    for (uint64_t k = from->offsets[i]; k < from->offsets[i + 1]; k++) {
        if (from->ids[k] >= n_rows)
            continue;
        to->ids[at] = from->ids[k];
        if (from->weights)
            to->weights[at] = from->weights[k];
        at++;
    }
    for (uint64_t l = from->label_offsets[i]; l < from->label_offsets[i + 1]; l++)
        to->labels[label_at++] = from->labels[l];
    to->offsets[n + 1] = at;
    to->label_offsets[n + 1] = label_at;
}

enum status sample_take(struct sample *sample, const struct corpus_contents *contents, uint64_t most_rows,
                        uint64_t seed, struct pool *pool, struct error *error)
{
    const struct dataset *all = &contents->train;
    struct dataset *documents = &sample->documents;
    *sample = (struct sample){.n_words = contents->words.n_words,
                              .n_rows = contents->words.n_words + contents->n_ngram_ids,
                              .n_labels = contents->labels.n_words};
    uint32_t *order = mem_array(all->n_documents, sizeof *order);
    if (!order)
        return error_memory(error);
    rng_permutation(seed, STREAM_SAMPLE, order, all->n_documents);
    uint64_t n_rows = 0, n_labels = 0;
    size_t n = 0;
    for (; n < all->n_documents && n_rows < most_rows; n++) {
        n_rows += all->offsets[order[n] + 1] - all->offsets[order[n]];
        n_labels += all->label_offsets[order[n] + 1] - all->label_offsets[order[n]];
    }
    enum status status = STATUS_OK;
    if (dataset_allocate(documents, n, n_rows, n_labels) != 0)
        status = error_memory(error);
    for (size_t i = 0; status == STATUS_OK && i < n; i++)
        append(documents, all, order[i], SIZE_MAX);
    free(order);
    if (status != STATUS_OK)
        return status;
    free(documents->weights);
    free(documents->scales);
    documents->weights = documents->scales = NULL;
    return weight_unite_all(documents, pool, error);
}

void sample_clear(struct sample *sample)
{
    dataset_clear(&sample->documents);
    *sample = (struct sample){0};
}

/* The sample is in random order already. */
static bool is_held_out(size_t i, size_t fold)
{
    return i % SAMPLE_FOLDS == fold;
}

static enum status drop_unseen(const struct dataset *train, struct dataset *held_out, size_t n_rows,
                               struct error *error)
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
    return STATUS_OK;
}

enum status sample_split(const struct sample *sample, size_t fold, size_t n_rows, struct dataset *train,
                         struct dataset *held_out, struct error *error)
{
    const struct dataset *all = &sample->documents;
    size_t n = all->n_documents;
    if (dataset_allocate(train, n, all->offsets[n], all->label_offsets[n]) != 0 ||
        dataset_allocate(held_out, n, all->offsets[n], all->label_offsets[n]) != 0)
        return error_memory(error);
    for (size_t i = 0; i < n; i++)
        append(is_held_out(i, fold) ? held_out : train, all, i, n_rows);
    return drop_unseen(train, held_out, n_rows, error);
}
