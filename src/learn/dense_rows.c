/* dense_rows.c - the rows of some documents, renumbered without unused rows */
/* SPDX-License-Identifier: MIT */
#include "learn/dense_rows.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/large.h"
#include "base/mem.h"

/* Marks the rows of DATASET with 1; returns how many were not marked before. */
static size_t mark(uint32_t *numbers, const struct dataset *dataset)
{
    uint64_t n = dataset->offsets[dataset->n_documents];
    size_t n_rows = 0;
    for (uint64_t k = 0; k < n; k++) {
        n_rows += numbers[dataset->ids[k]] == 0;
        numbers[dataset->ids[k]] = 1;
    }
    return n_rows;
}

static void renumber(struct dataset *dataset, const uint32_t *numbers)
{
    uint64_t n = dataset->offsets[dataset->n_documents];
    for (uint64_t k = 0; k < n; k++)
        dataset->ids[k] = numbers[dataset->ids[k]];
}

/* Turns marks into new numbers. */
static bool count(struct dense_rows *dense, const struct sample *sample, uint32_t *numbers)
{
    size_t first_char = sample->n_rows - sample->n_char_rows, n_words = 0;
    dense->words = mem_array(sample->n_words, sizeof *dense->words);
    if (!dense->words)
        return false;
    for (size_t row = 0; row < sample->n_rows; row++) {
        if (numbers[row] == 0)
            continue;
        if (row < sample->n_words)
            dense->words[n_words++] = sample->words ? sample->words[row] : (uint32_t)row;
        dense->n_char_rows += row >= first_char;
        numbers[row] = (uint32_t)dense->n_rows++;
    }
    dense->pretrained = (struct pretrained_rows){.from = sample->pretrained, .words = dense->words, .n = n_words};
    return true;
}

enum bagtag_status dense_rows_make(struct dense_rows *dense, const struct sample *sample,
                                   const struct sample_view *view, struct dataset *train, struct dataset *held_out,
                                   struct bagtag_error *error)
{
    size_t n_rows = sample_rows(sample, view);
    uint32_t *numbers = large_zeroed(sample->n_rows, sizeof *numbers);
    *dense = (struct dense_rows){.n_rows = 0};
    if (!numbers)
        return error_memory(error);
    large_fault_in(numbers);
    bool is_parted = sample->held_out.n_documents > 0;
    if (mark(numbers, train) > n_rows - n_rows / 4 && !is_parted) {
        *dense = (struct dense_rows){
            .n_rows = n_rows, .n_char_rows = sample->n_char_rows, .pretrained = sample_pretrained(sample)};
    } else if (count(dense, sample, numbers)) {
        renumber(train, numbers);
        renumber(held_out, numbers);
    } else {
        large_free(numbers);
        return error_memory(error);
    }
    large_free(numbers);
    return BAGTAG_OK;
}

void dense_rows_clear(struct dense_rows *dense)
{
    free(dense->words);
    *dense = (struct dense_rows){0};
}
