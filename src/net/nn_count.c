/* nn_count.c - scale_grad_by_freq: how often each row is among the indices */
/* SPDX-License-Identifier: MIT */
#include "net/nn_count.h"

#include <stdlib.h>

#include "base/mem.h"
#include "math/row_kernel.h"

enum bagtag_status nn_count_rows(size_t **out, size_t n_rows, enum bagtag_index_type type, const void *indices,
                                 size_t n, struct bagtag_error *error)
{
    size_t *counts = mem_zeroed(n_rows, sizeof *counts);
    if (!counts)
        return error_memory(error);
    for (size_t k = 0; k < n; k++)
        counts[row_index(indices, type == BAGTAG_INT64, k)]++;
    *out = counts;
    return BAGTAG_OK;
}

/* Two cursors walk over the rows: `v` visits each row that occurs once, `sorted` as often as it occurs, so that when
 * `v` is the r-th distinct row, `sorted` is the r-th of the sorted indices. */
enum bagtag_status nn_count_divisors(float **out, size_t n_rows, enum bagtag_index_type type, const void *indices,
                                     size_t n, struct bagtag_error *error)
{
    size_t *counts = NULL;
    enum bagtag_status status = nn_count_rows(&counts, n_rows, type, indices, n, error);
    if (status != BAGTAG_OK)
        return status;
    float *divisors = mem_array(n_rows, sizeof *divisors);
    if (!divisors) {
        free(counts);
        return error_memory(error);
    }
    size_t sorted = 0, taken = 0;
    for (size_t v = 0; v < n_rows; v++) {
        divisors[v] = 1.0f;
        if (counts[v] == 0)
            continue;
        while (taken == counts[sorted]) { /* never past v: n_distinct <= n */
            sorted++;
            taken = 0;
        }
        divisors[v] = (float)counts[sorted];
        taken++;
    }
    free(counts);
    *out = divisors;
    return BAGTAG_OK;
}
