/* sample_order.c - which documents of a training set make a sample, and in what order */
/* SPDX-License-Identifier: MIT */
#include "learn/sample_order.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"

enum { STREAM_SAMPLE = 50 };
enum { FEW_DOCUMENTS = 1000 }; /* with more documents, chance deals labels evenly enough */

size_t sample_enough(const struct dataset *from, size_t n_documents, const uint32_t *order, uint64_t max_rows)
{
    uint64_t n_rows = 0;
    size_t n = 0;
    for (; n < n_documents && n_rows < max_rows; n++) {
        size_t at = order ? order[n] : n;
        n_rows += from->offsets[at + 1] - from->offsets[at];
    }
    return n;
}

/* The first label of document I; C if it has none. */
static size_t first_label(const struct corpus_contents *contents, size_t i)
{
    uint64_t first = contents->train.label_offsets[i];
    return first < contents->train.label_offsets[i + 1] ? contents->train.labels[first] : contents->labels.n_words;
}

/* Sorts ORDER[0..n) by label (a stable counting sort). False if out of memory. */
static bool sort_by_label(uint32_t *order, size_t n, const struct corpus_contents *contents)
{
    size_t n_labels = contents->labels.n_words;
    size_t *places = mem_zeroed(n_labels + 2, sizeof *places); /* of the next document of each label */
    uint32_t *drawn = mem_array(n, sizeof *drawn);
    bool has_memory = places && drawn;
    for (size_t k = 0; has_memory && k < n; k++) {
        drawn[k] = order[k];
        places[first_label(contents, order[k]) + 1]++;
    }
    for (size_t c = 0; has_memory && c < n_labels; c++)
        places[c + 1] += places[c];
    for (size_t k = 0; has_memory && k < n; k++)
        order[places[first_label(contents, drawn[k])]++] = drawn[k];
    free(places);
    free(drawn);
    return has_memory;
}

uint32_t *sample_order(const struct corpus_contents *contents, uint64_t max_rows, size_t max_documents, uint64_t seed,
                       size_t *n)
{
    size_t n_read = corpus_contents_read(contents);
    uint32_t *order = mem_array(contents->train.n_documents, sizeof *order);
    if (!order)
        return NULL;
    rng_permutation(seed, STREAM_SAMPLE, order, n_read);
    *n = sample_enough(&contents->train, n_read, order, max_rows);
    *n = *n < max_documents ? *n : max_documents;
    if (*n < FEW_DOCUMENTS && !sort_by_label(order, *n, contents)) {
        free(order);
        return NULL;
    }
    for (size_t i = n_read; i < contents->train.n_documents; i++)
        order[(*n)++] = (uint32_t)i;
    return order;
}
