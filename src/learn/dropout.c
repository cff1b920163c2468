/* dropout.c - documents with some of their rows left out, different ones in each epoch */
/* SPDX-License-Identifier: MIT */
#include "learn/dropout.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"

/* One 64-bit random number decides about four rows. */
enum { STREAM_DROPOUT = 2000000, ROWS_A_NUMBER = 4, BITS_A_ROW = 16 };

enum bagtag_status dropout_room_init(struct dropout_room *room, size_t n_rows, struct bagtag_error *error)
{
    room->ids = mem_array(n_rows + 1, sizeof *room->ids); /* + 1: a row is written before it is tested */
    room->weights = mem_array(n_rows + 1, sizeof *room->weights);
    return room->ids && room->weights ? BAGTAG_OK : error_memory(error);
}

void dropout_room_clear(struct dropout_room *room)
{
    free(room->ids);
    free(room->weights);
    *room = (struct dropout_room){0};
}

/* Counts make a mean of the rows; weights are scaled so that their squares add up to 1. */
static float scale_of(enum weight weight, const float *weights, size_t n)
{
    double sum = 0.0;
    if (weight != WEIGHT_NONE)
        return weight_scale(weights, n);
    for (size_t k = 0; k < n; k++)
        sum += (double)weights[k];
    return sum > 0.0 ? (float)(1.0 / sum) : 0.0f;
}

/* Writes the remaining rows of DOCUMENT, whose first row is at PLACE in the array of all ids, to IDS and WEIGHTS;
 * returns their number. A row that is left out is written, too, but overwritten by the next: a branch could not be
 * predicted. */
static size_t thin(const struct document *document, uint64_t key, uint64_t place, uint32_t threshold, uint32_t *ids,
                   float *weights)
{
    const uint32_t mask = (1 << BITS_A_ROW) - 1;
    size_t left = 0, k = 0;
    for (; k + ROWS_A_NUMBER <= document->n; k += ROWS_A_NUMBER) {
        uint64_t bits = rng_at(key, place + k);
#pragma GCC unroll 4
        for (size_t row = 0; row < ROWS_A_NUMBER; row++) {
            ids[left] = document->ids[k + row];
            weights[left] = document->weights[k + row];
            left += (bits >> row * BITS_A_ROW & mask) >= threshold;
        }
    }
    uint64_t bits = rng_at(key, place + k);
    for (; k < document->n; k++, bits >>= BITS_A_ROW) {
        ids[left] = document->ids[k];
        weights[left] = document->weights[k];
        left += (bits & mask) >= threshold;
    }
    return left;
}

void dropout_thin(const struct dropout *dropout, uint32_t epoch, const uint32_t *ids, struct document *documents,
                  size_t n, struct dropout_room *room)
{
    uint64_t key = rng_key(dropout->seed, STREAM_DROPOUT + (uint64_t)epoch);
    uint32_t threshold = (uint32_t)(dropout->part * (1 << BITS_A_ROW));
    uint32_t *left_ids = room->ids;
    float *left_weights = room->weights;
    for (size_t d = 0; d < n; d++) {
        struct document *document = &documents[d];
        size_t left = thin(document, key, (uint64_t)(document->ids - ids), threshold, left_ids, left_weights);
        document->ids = left_ids;
        document->n = left;
        document->weights = left_weights;
        document->scale = scale_of(dropout->weight, left_weights, left);
        left_ids += left;
        left_weights += left;
    }
}
