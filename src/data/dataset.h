/* dataset.h - documents as ids, the input of training */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_DATASET_H
#define BAGTAG_DATA_DATASET_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/rows.h"

/* What each document of a data set has in addition to its ids. Initially nothing; data/dataset_weights.h changes it. */
enum dataset_values {
    DATASET_UNWEIGHTED, /* all ids count the same, and may be repeated in a document */
    DATASET_COUNTS,     /* a document has each id once, in ascending order, with its count. Not for training */
    DATASET_WEIGHTS     /* likewise, with a weight for each id and a scale for each document (words/weight.h) */
};

/* From a line of text to the input of training (N documents, T tokens):
 *
 *     line of text
 *        | reader            labels | text
 *        | tokenizer         text -> (pointer, length) tokens, no copies
 *        v
 *     string table           token -> id; n-grams hashed to buckets
 *        v
 *     dataset                ids[T]  offsets[N+1]  labels[]  label_offsets[N+1]
 *
 * Document i has the rows ids[offsets[i] .. offsets[i+1]) of the embedding, in the order of ngram.h, and the labels
 * labels[label_offsets[i] .. label_offsets[i+1]). The text itself is not kept. */
struct dataset {
    uint32_t *ids; /* from large_array */
    enum dataset_values values;
    bool has_others; /* some ids are DATASET_OTHER or above */
    float *weights;  /* [T], counts or weights; NULL with DATASET_UNWEIGHTED */
    float *scales;   /* [N], with DATASET_WEIGHTS; otherwise NULL */
    uint64_t *offsets;
    uint32_t *labels; /* DATASET_UNKNOWN_LABEL: a label not seen in training (held-out documents only) */
    uint64_t *label_offsets;
    size_t n_documents;
    size_t n_label_texts; /* the last documents are names of labels (data/label_texts.h), which are never held out */
};
#define DATASET_UNKNOWN_LABEL UINT32_MAX

/* The number of documents that were read from files; they come before the names of labels. */
static inline size_t dataset_documents_read(const struct dataset *dataset)
{
    return dataset->n_documents - dataset->n_label_texts;
}

/* What an id stands for: a word; a row after the words (an n-gram); or, from DATASET_OTHER on, a token outside the
 * vocabulary, which has no row and matters only for its character n-grams. Such tokens must be removed before a data
 * set is weighted or trained on. */
enum dataset_id { DATASET_WORD = 1, DATASET_NGRAM = 2, DATASET_NO_ROW = 4 };
#define DATASET_OTHER UINT32_C(0x80000000)

static inline enum dataset_id dataset_id_of(uint32_t id, size_t n_words)
{
    return id >= DATASET_OTHER ? DATASET_NO_ROW : id < n_words ? DATASET_WORD : DATASET_NGRAM;
}

/* Removes the ids of the kinds DROPPED (bits of enum dataset_id) from all documents. Only with DATASET_UNWEIGHTED. */
void dataset_drop(struct dataset *dataset, size_t n_words, unsigned dropped);

/* The rows of document I, for training. */
static inline struct document dataset_document(const struct dataset *dataset, size_t i)
{
    assert(dataset->values != DATASET_COUNTS && !dataset->has_others);
    uint64_t first = dataset->offsets[i];
    struct document document = {.ids = dataset->ids + first, .n = (size_t)(dataset->offsets[i + 1] - first)};
    if (dataset->values == DATASET_WEIGHTS) {
        document.weights = dataset->weights + first;
        document.scale = dataset->scales[i];
    }
    return document;
}

/* How often each of the N rows from FIRST on occurs in the documents, as codes of words/count_code.h; free with free();
 * NULL if out of memory. Only with DATASET_UNWEIGHTED. */
uint8_t *dataset_count_codes(const struct dataset *dataset, size_t first, size_t n);

/* Whether more than a few of the first N documents have several labels. */
bool dataset_has_several_labels(const struct dataset *dataset, size_t n);

void dataset_clear(struct dataset *dataset); /* an all-zero dataset is allowed */

#endif
