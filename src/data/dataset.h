/* dataset.h - documents as ids: what the trainer sees */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_DATASET_H
#define BAGTAG_DATA_DATASET_H

#include <stddef.h>
#include <stdint.h>

/* From a line of text to what training reads (N documents, T tokens):
 *
 *     line of text
 *        | reader            labels | text
 *        | tokenizer         text -> (pointer, length) tokens, no copies
 *        v
 *     string table           token -> id; n-grams hashed to buckets
 *        v
 *     dataset                ids[T]  offsets[N+1]  labels[]  label_offsets[N+1]
 *
 * Document i has the rows ids[offsets[i] .. offsets[i+1]) of the embedding, in the order that ngram.h
 * tells, and the labels labels[label_offsets[i] .. label_offsets[i+1]). The text itself is gone. */
struct dataset {
    uint32_t *ids;  /* from large_array */
    float *weights; /* beside the ids, and */
    float *scales;  /* [N], of weighted documents (words/weight.h); otherwise both are NULL */
    uint64_t *offsets;
    uint32_t *labels; /* DATASET_UNKNOWN_LABEL: a label that training never saw (held-out documents only) */
    uint64_t *label_offsets;
    size_t n_documents;
};
#define DATASET_UNKNOWN_LABEL UINT32_MAX

void dataset_clear(struct dataset *dataset); /* an all-zero dataset is allowed */

#endif
