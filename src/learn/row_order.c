/* row_order.c - rows of the embedding in the order of their first use */
/* SPDX-License-Identifier: MIT */
#include "learn/row_order.h"

#include <stdbool.h>
#include <string.h>

#include "base/large.h"

/* A smaller table mostly fits in the CPU caches anyway. */
static const size_t CACHED_BYTES = (size_t)8 << 20;
enum { LONG_DOCUMENT = 64 }; /* rows, on average */
enum { AHEAD = 32 };         /* ids ahead whose places are prefetched */

static bool is_worth_it(const struct dataset *train, size_t n_rows, size_t row_bytes)
{
    return n_rows >= CACHED_BYTES / row_bytes &&
           train->offsets[train->n_documents] >= (uint64_t)train->n_documents * LONG_DOCUMENT;
}

static void put_in_order(struct row_order *order, struct dataset *train, size_t n_rows)
{
    uint64_t n = train->offsets[train->n_documents];
    uint32_t next = 0;
    memset(order->places, 0xFF, n_rows * sizeof *order->places);
    for (uint64_t k = 0; k < n; k++) {
        uint32_t *place = &order->places[train->ids[k]];
        if (k + AHEAD < n)
            __builtin_prefetch(&order->places[train->ids[k + AHEAD]], 1);
        if (*place == UINT32_MAX) {
            order->rows[next] = train->ids[k];
            *place = next++;
        }
        train->ids[k] = *place;
    }
    for (size_t row = 0; row < n_rows; row++)
        if (order->places[row] == UINT32_MAX) {
            order->rows[next] = (uint32_t)row;
            order->places[row] = next++;
        }
}

enum bagtag_status row_order_make(struct row_order *order, struct dataset *train, size_t n_rows, size_t row_bytes,
                                  struct bagtag_error *error)
{
    *order = (struct row_order){NULL, NULL};
    if (!is_worth_it(train, n_rows, row_bytes))
        return BAGTAG_OK;
    order->rows = large_array(n_rows, sizeof *order->rows);
    order->places = large_array(n_rows, sizeof *order->places);
    if (!order->rows || !order->places)
        return error_memory(error);
    put_in_order(order, train, n_rows);
    return BAGTAG_OK;
}

void row_order_clear(struct row_order *order)
{
    large_free(order->rows);
    large_free(order->places);
    *order = (struct row_order){NULL, NULL};
}

void row_order_apply(const struct row_order *order, struct dataset *dataset)
{
    uint64_t n = order->places && dataset->n_documents > 0 ? dataset->offsets[dataset->n_documents] : 0;
    for (uint64_t k = 0; k < n; k++)
        dataset->ids[k] = order->places[dataset->ids[k]];
}
