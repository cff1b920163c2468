/* params.c - the numbers that training changes, in shares of columns */
/* SPDX-License-Identifier: MIT */
#include "model/params.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "math/kernel.h"

enum { STREAM_EMBEDDING = 1 };

/* Columns that a worker needs to gain more than the barriers cost: with fewer, one worker alone is as fast on an idle
 * machine, and several times faster on a busy one, where a worker that waits for another waits for its processor. */
enum { COLUMNS_THAT_PAY = 32 };

static size_t slices_of(size_t dim)
{
    return (dim + KERNEL_SLICE - 1) / KERNEL_SLICE;
}

size_t params_useful_shares(size_t dim, size_t n_workers)
{
    size_t useful = (dim + COLUMNS_THAT_PAY - 1) / COLUMNS_THAT_PAY;
    return n_workers < useful ? n_workers : useful;
}

/* Row after row, so that every page is touched first by writing, by the worker that will use it. Two columns share one
 * draw of 64 bits: the even one has the upper 24 bits, the odd one the 24 below. */
static void fill_embedding(const struct share *share, size_t n_rows, size_t dim, uint64_t seed)
{
    float scale = 2.0f / (float)dim;
    size_t end = share->first_column + share->width < dim ? share->first_column + share->width : dim;
    for (size_t row = 0; row < n_rows; row++) {
        float *out = share->embedding + row * share->width;
        for (size_t column = share->first_column; column < end; column += 2) {
            uint64_t bits = rng_bits(seed, STREAM_EMBEDDING, row * slices_of(dim) * KERNEL_SLICE + column);
            size_t d = column - share->first_column;
            out[d] = ((float)(bits >> 40) * 0x1p-24f - 0.5f) * scale;
            if (column + 1 < end)
                out[d + 1] = ((float)(bits >> 16 & 0xFFFFFF) * 0x1p-24f - 0.5f) * scale;
        }
    }
}

struct filling {
    const struct params *params;
    uint64_t seed;
};

static void fill_share(void *context, int worker)
{
    const struct filling *filling = context;
    const struct params *params = filling->params;
    fill_embedding(&params->shares[worker], params->n_rows, params->dim, filling->seed);
}

static int share_allocate(struct share *share, size_t n_rows, size_t n_labels)
{
    size_t embedding, weight;
    if (__builtin_mul_overflow(n_rows, share->width, &embedding) ||
        __builtin_mul_overflow(n_labels, share->width, &weight))
        return -1;
    share->embedding = mem_floats(embedding);
    share->weight = mem_floats(weight);
    share->bias = mem_floats(n_labels);
    return share->embedding && share->weight && share->bias ? 0 : -1;
}

enum status params_init(struct params *params, size_t n_rows, size_t n_labels, size_t dim, uint64_t seed,
                        struct pool *pool, struct error *error)
{
    size_t n_shares = (size_t)pool_n_workers(pool);
    struct params p = {.n_rows = n_rows, .n_labels = n_labels, .dim = dim, .n_shares = n_shares};
    p.shares = mem_zeroed(n_shares, sizeof *p.shares);
    if (!p.shares)
        return error_memory(error);
    size_t n_slices = slices_of(dim);
    for (size_t s = 0; s < n_shares; s++) {
        size_t first = n_slices * s / n_shares, end = n_slices * (s + 1) / n_shares;
        p.shares[s].first_column = first * KERNEL_SLICE;
        p.shares[s].width = (end - first) * KERNEL_SLICE;
        if (share_allocate(&p.shares[s], n_rows, n_labels) != 0) {
            params_clear(&p);
            return error_memory(error);
        }
    }
    pool_run(pool, fill_share, &(struct filling){&p, seed});
    *params = p;
    return STATUS_OK;
}

void params_clear(struct params *params)
{
    for (size_t s = 0; params->shares && s < params->n_shares; s++) {
        struct share *share = &params->shares[s];
        mem_floats_free(share->embedding, params->n_rows * share->width);
        mem_floats_free(share->weight, params->n_labels * share->width);
        mem_floats_free(share->bias, params->n_labels);
    }
    free(params->shares);
    *params = (struct params){0};
}

static void join_columns(const struct params *params, const struct share *share, const float *from, float *to,
                         size_t n_rows)
{
    size_t dim = params->dim;
    size_t n = share->first_column + share->width <= dim ? share->width : dim - share->first_column;
    for (size_t row = 0; row < n_rows; row++)
        memcpy(to + row * dim + share->first_column, from + row * share->width, n * sizeof *to);
}

void params_join(const struct params *params, float *embedding, float *weight, float *bias)
{
    for (size_t s = 0; s < params->n_shares; s++) {
        const struct share *share = &params->shares[s];
        join_columns(params, share, share->embedding, embedding, params->n_rows);
        join_columns(params, share, share->weight, weight, params->n_labels);
    }
    memcpy(bias, params->shares[0].bias, params->n_labels * sizeof *bias);
}
