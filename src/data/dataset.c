/* dataset.c - documents as ids, the input of training */
/* SPDX-License-Identifier: MIT */
#include "data/dataset.h"

#include <stdlib.h>

#include "base/large.h"
#include "base/mem.h"
#include "words/count_code.h"

void dataset_drop(struct dataset *dataset, size_t n_words, unsigned dropped)
{
    assert(dataset->values == DATASET_UNWEIGHTED);
    uint64_t at = 0, from = 0;
    for (size_t i = 0; i < dataset->n_documents; i++) {
        uint64_t end = dataset->offsets[i + 1];
        for (; from < end; from++)
            if ((dropped & dataset_id_of(dataset->ids[from], n_words)) == 0)
                dataset->ids[at++] = dataset->ids[from];
        dataset->offsets[i + 1] = at;
    }
    if ((dropped & DATASET_NO_ROW) != 0)
        dataset->has_others = false;
}

/* Most rows are rare n-grams, accessed in random order: one byte per row stays in the CPU caches where full counts
 * would not, and few bytes overflow. */
uint8_t *dataset_count_codes(const struct dataset *dataset, size_t first, size_t n)
{
    assert(dataset->values == DATASET_UNWEIGHTED);
    uint64_t n_ids = dataset->n_documents > 0 ? dataset->offsets[dataset->n_documents] : 0;
    uint8_t *codes = mem_zeroed(n, sizeof *codes); /* the lowest byte of each count, until all are known */
    uint32_t *carries = large_zeroed(n, sizeof *carries);
    if (codes == NULL || carries == NULL) {
        free(codes);
        large_free(carries);
        return NULL;
    }
    for (uint64_t k = 0; k < n_ids; k++) {
        size_t row = dataset->ids[k];
        if (row - first < n && ++codes[row - first] == 0)
            carries[row - first]++;
    }
    for (size_t i = 0; i < n; i++)
        codes[i] = count_code((uint64_t)carries[i] << 8 | codes[i]);
    large_free(carries);
    return codes;
}

bool dataset_has_several_labels(const struct dataset *dataset, size_t n)
{
    enum { RARE_DIVISOR = 20 }; /* rare: fewer than one in 20 */
    size_t n_such = 0;
    for (size_t i = 0; i < n; i++)
        n_such += dataset->label_offsets[i + 1] - dataset->label_offsets[i] > 1;
    return n_such * RARE_DIVISOR >= n;
}

void dataset_clear(struct dataset *dataset)
{
    large_free(dataset->ids);
    free(dataset->weights);
    free(dataset->scales);
    free(dataset->offsets);
    free(dataset->labels);
    free(dataset->label_offsets);
    *dataset = (struct dataset){0};
}
