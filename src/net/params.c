/* params.c - the trained parameters, in shares of columns */
/* SPDX-License-Identifier: MIT */
#include "net/params.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"
#include "base/rng.h"
#include "math/kernel.h"

enum { STREAM_EMBEDDING = 1, STREAM_CODES = 2 };
enum { ROWS_AT_A_TIME = 10000 };
#define LARGE_BYTES ((size_t)8 << 20)

/* Columns that a worker needs to gain more than the barriers cost. With fewer, one worker alone is as fast on an idle
 * machine, and several times faster on a busy one, where a barrier may wait for a worker that has no processor. Long
 * documents are so much work between two barriers that half as many columns suffice. */
enum { COLUMNS_THAT_PAY = 32, COLUMNS_OF_LONG = 16, LONG_DOCUMENT = 192 };

static size_t slices_of(size_t dim)
{
    return (dim + KERNEL_SLICE - 1) / KERNEL_SLICE;
}

size_t params_useful_shares(size_t dim, size_t rows_a_document, size_t n_workers)
{
    size_t columns = rows_a_document < LONG_DOCUMENT ? COLUMNS_THAT_PAY : COLUMNS_OF_LONG;
    size_t useful = (dim + columns - 1) / columns;
    return n_workers < useful ? n_workers : useful;
}

struct filling {
    const struct params *params;
    uint64_t seed;
    const uint32_t *numbers;
    size_t n_workers;
};

/* Fills rows FROM..END. Two columns share one draw of 64 bits: the even one has the upper 24 bits, the odd one the next
 * 24. */
static void fill_rows(const struct share *share, size_t from, size_t end, size_t dim, const struct filling *filling)
{
    uint64_t key = rng_key(filling->seed, STREAM_EMBEDDING);
    float scale = 2.0f / (float)dim;
    size_t row_length = slices_of(dim) * KERNEL_SLICE;
    size_t end_column = share->first_column + share->width < dim ? share->first_column + share->width : dim;
    for (size_t row = from; row < end; row++) {
        float *out = share->embedding + row * share->width;
        size_t number = filling->numbers ? filling->numbers[row] : row;
        for (size_t column = share->first_column; column < end_column; column += 2) {
            uint64_t bits = rng_at(key, number * row_length + column);
            size_t d = column - share->first_column;
            out[d] = ((float)(bits >> 40) * 0x1p-24f - 0.5f) * scale;
            if (column + 1 < end_column)
                out[d + 1] = ((float)(bits >> 16 & 0xFFFFFF) * 0x1p-24f - 0.5f) * scale;
        }
    }
}

/* Each page is first touched, by a write, by the worker that will use the share; workers without a share help. */
static void fill_some(void *context, int worker)
{
    const struct filling *filling = context;
    const struct params *params = filling->params;
    size_t share = (size_t)worker % params->n_shares, part = (size_t)worker / params->n_shares;
    size_t n_parts = (filling->n_workers - share + params->n_shares - 1) / params->n_shares;
    fill_rows(&params->shares[share], params->n_rows * part / n_parts, params->n_rows * (part + 1) / n_parts,
              params->dim, filling);
}

/* E, W and b, end to end: apart from padding, a single share of all columns has the layout of a model. */
static bool share_allocate(struct share *share, size_t n_rows, size_t n_outputs)
{
    size_t embedding, weight;
    if (__builtin_mul_overflow(n_rows, share->width, &embedding) ||
        __builtin_mul_overflow(n_outputs, share->width, &weight) ||
        __builtin_add_overflow(embedding, weight, &share->n_floats) ||
        __builtin_add_overflow(share->n_floats, n_outputs, &share->n_floats))
        return false;
    share->block = large_floats(share->n_floats);
    if (!share->block)
        return false;
    share->embedding = share->block;
    share->rows = rows_of_floats(share->embedding, n_rows, share->width, share->width);
    share->weight = share->embedding + embedding;
    share->bias = share->weight + weight;
    return true;
}

/* Allocates shares of zeros. */
static enum bagtag_status allocate(struct params *params, size_t n_rows, size_t n_outputs, size_t dim, size_t n_shares,
                                   struct bagtag_error *error)
{
    struct params p = {.n_rows = n_rows, .n_outputs = n_outputs, .dim = dim, .n_shares = n_shares};
    p.shares = mem_zeroed(n_shares, sizeof *p.shares);
    if (!p.shares)
        return error_memory(error);
    size_t n_slices = slices_of(dim);
    for (size_t s = 0; s < n_shares; s++) {
        size_t first = n_slices * s / n_shares, end = n_slices * (s + 1) / n_shares;
        p.shares[s].first_column = first * KERNEL_SLICE;
        p.shares[s].width = (end - first) * KERNEL_SLICE;
        if (!share_allocate(&p.shares[s], n_rows, n_outputs)) {
            params_clear(&p);
            return error_memory(error);
        }
    }
    *params = p;
    return BAGTAG_OK;
}

enum bagtag_status params_init(struct params *params, size_t n_rows, size_t n_outputs, size_t dim, size_t n_shares,
                               uint64_t seed, const uint32_t *numbers, struct pool *pool, struct bagtag_error *error)
{
    enum bagtag_status status = allocate(params, n_rows, n_outputs, dim, n_shares, error);
    if (status == BAGTAG_OK)
        pool_run(pool, fill_some, &(struct filling){params, seed, numbers, (size_t)pool_n_workers(pool)});
    return status;
}

enum bagtag_status params_init_identity(struct params *params, size_t n_rows, size_t n_outputs, size_t dim,
                                        size_t n_shares, struct bagtag_error *error)
{
    enum bagtag_status status = allocate(params, n_rows, n_outputs, dim, n_shares, error);
    for (size_t s = 0; status == BAGTAG_OK && s < n_shares; s++) {
        struct share *share = &params->shares[s];
        large_fault_in(share->block);
        size_t end = share->first_column + share->width < n_outputs ? share->first_column + share->width : n_outputs;
        for (size_t c = share->first_column; c < end; c++)
            share->weight[c * share->width + c - share->first_column] = 1.0f;
    }
    return status;
}

/* The sign at a row and column of the Hadamard matrix of SIZE rows, a power of two, is the parity of the bits that both
 * have in common. If D is below SIZE, the first D columns would be alike in rows SIZE / 2 apart (of 33, all but one),
 * so columns are taken from all over the matrix. */
static bool is_negative(uint64_t seed, size_t label, size_t column, size_t size, size_t dim)
{
    enum { STEP = 29 }; /* odd: each column once */
    size_t place = dim == size ? column : column * STEP % size;
    bool is_odd = __builtin_parityll((unsigned long long)(label % size & place));
    return is_odd != (rng_bits(seed, STREAM_CODES, (uint64_t)(label / size) << 32 | column) & 1);
}

static bool can_be_transformed(size_t dim)
{
    return dim >= KERNEL_SLICE && (dim & (dim - 1)) == 0;
}

void params_set_codes(struct params *params, uint64_t seed, double square)
{
    float part = (float)sqrt(square / (double)params->dim);
    size_t size = 1;
    while (size < params->dim)
        size *= 2;
    params->code_size = can_be_transformed(params->dim) ? params->dim : 0;
    for (size_t s = 0; s < params->n_shares; s++) {
        struct share *share = &params->shares[s];
        size_t first = share->first_column;
        size_t n = first + share->width <= params->dim ? share->width : params->dim - first;
        for (size_t c = 0; c < params->n_outputs; c++)
            for (size_t d = 0; d < n; d++)
                share->weight[c * share->width + d] = is_negative(seed, c, first + d, size, params->dim) ? -part : part;
    }
}

/* A row has the signs of the row whose number lacks its lowest set bit, negated in the columns that have that bit. */
size_t params_code_size(const float *weight, size_t n_outputs, size_t dim)
{
    if (!can_be_transformed(dim))
        return 0;
    for (size_t c = 0; c < n_outputs; c++) {
        size_t row = c % dim, bit = row & -row;
        const float *code = weight + c * dim, *like = code - bit * dim;
        for (size_t d = 0; row > 0 && d < dim; d++)
            if (code[d] != (d & bit ? -like[d] : like[d]))
                return 0;
    }
    return dim;
}

static void take_row(struct share *share, size_t dim, size_t row, const float *vector)
{
    size_t n = share->first_column + share->width <= dim ? share->width : dim - share->first_column;
    if (vector != NULL)
        memcpy(share->embedding + row * share->width, vector + share->first_column, n * sizeof *vector);
}

void params_copy_pretrained(struct params *params, const struct pretrained_rows *rows)
{
    for (size_t s = 0; s < params->n_shares; s++)
        for (size_t row = 0; row < params->n_rows; row++)
            take_row(&params->shares[s], params->dim, row, pretrained_row(rows, row));
}

void params_zero_row(struct params *params, size_t row)
{
    for (size_t s = 0; s < params->n_shares; s++) {
        struct share *share = &params->shares[s];
        memset(share->embedding + row * share->width, 0, share->width * sizeof *share->embedding);
    }
}

void share_copy_pretrained(struct share *share, size_t dim, const struct pretrained_rows *rows, const uint32_t *ids,
                           size_t n)
{
    for (size_t i = 0; i < n; i++)
        take_row(share, dim, ids[i], pretrained_row(rows, ids[i]));
}

/* The permutation of the rows, for all workers. */
struct gathering {
    const struct params *params;
    const uint32_t *places;
    uint8_t *is_moved; /* [n_shares, V] */
    float *held;       /* [D in whole slices]: the row that was set aside */
};

/* Moves one cycle of the permutation: sets row ROW aside, moves into each place freed the row that belongs there, and
 * puts the row set aside into the last one. */
static void move_cycle(const struct share *share, const uint32_t *places, uint8_t *is_moved, float *held, size_t row)
{
    size_t width = share->width, bytes = width * sizeof *held, to = row;
    memcpy(held, share->embedding + row * width, bytes);
    for (size_t from = places[to]; from != row; to = from, from = places[to]) {
        const float *ahead = share->embedding + (size_t)places[from] * width;
        for (size_t d = 0; d < width; d += KERNEL_LANES)
            __builtin_prefetch(ahead + d);
        memcpy(share->embedding + to * width, share->embedding + from * width, bytes);
        is_moved[to] = 1;
    }
    memcpy(share->embedding + to * width, held, bytes);
    is_moved[to] = 1;
}

static void gather_share(void *context, int worker)
{
    const struct gathering *gathering = context;
    const struct params *params = gathering->params;
    size_t s = (size_t)worker, n_rows = params->n_rows;
    if (s >= params->n_shares)
        return;
    uint8_t *is_moved = gathering->is_moved + s * n_rows;
    float *held = gathering->held + params->shares[s].first_column;
    for (size_t row = 0; row < n_rows; row++)
        if (!is_moved[row])
            move_cycle(&params->shares[s], gathering->places, is_moved, held, row);
}

enum bagtag_status params_permute_rows(struct params *params, const uint32_t *places, struct pool *pool,
                                       struct bagtag_error *error)
{
    struct gathering gathering = {.params = params, .places = places};
    gathering.is_moved = mem_zeroed(params->n_shares, params->n_rows);
    gathering.held = mem_array(slices_of(params->dim) * KERNEL_SLICE, sizeof *gathering.held);
    bool has_memory = gathering.is_moved && gathering.held;
    if (has_memory)
        pool_run(pool, gather_share, &gathering);
    free(gathering.is_moved);
    free(gathering.held);
    return has_memory ? BAGTAG_OK : error_memory(error);
}

void params_clear(struct params *params)
{
    for (size_t s = 0; params->shares && s < params->n_shares; s++)
        large_free(params->shares[s].block);
    free(params->shares);
    *params = (struct params){0};
}

void params_scale_output(struct params *params, double factor)
{
    if (factor == 1.0)
        return;
    for (size_t s = 0; s < params->n_shares; s++) {
        struct share *share = &params->shares[s];
        for (size_t i = 0; i < params->n_outputs * share->width; i++)
            share->weight[i] *= (float)factor;
        for (size_t c = 0; c < params->n_outputs; c++)
            share->bias[c] *= (float)factor;
    }
}

struct joining {
    const struct params *params;
    float *joined;
    size_t n_workers;
};

/* Copies rows FROM..END of FROM_ROWS, a matrix of the share, to the share's columns of TO_ROWS, a whole matrix. */
static void join_rows(const struct joining *joining, const struct share *share, const float *from_rows, float *to_rows,
                      size_t from, size_t end)
{
    size_t dim = joining->params->dim;
    size_t n = share->first_column + share->width <= dim ? share->width : dim - share->first_column;
    for (size_t row = from; row < end; row++)
        memcpy(to_rows + row * dim + share->first_column, from_rows + row * share->width, n * sizeof *to_rows);
}

/* Copies rows FROM..END of E in batches, and gives the memory of each batch back to the system for the next. */
static void join_embedding(const struct joining *joining, size_t from, size_t end)
{
    const struct params *params = joining->params;
    for (size_t row = from; row < end; row += ROWS_AT_A_TIME) {
        size_t last = end - row < ROWS_AT_A_TIME ? end : row + ROWS_AT_A_TIME;
        for (size_t s = 0; s < params->n_shares; s++) {
            const struct share *share = &params->shares[s];
            join_rows(joining, share, share->embedding, joining->joined, row, last);
            if (share->n_floats * sizeof(float) > LARGE_BYTES)
                large_discard(share->embedding + from * share->width, share->embedding + last * share->width);
        }
    }
}

static void join_some(void *context, int worker)
{
    const struct joining *joining = context;
    const struct params *params = joining->params;
    size_t w = (size_t)worker, n = joining->n_workers, n_rows = params->n_rows, n_outputs = params->n_outputs;
    float *weight = joining->joined + n_rows * params->dim;
    join_embedding(joining, n_rows * w / n, n_rows * (w + 1) / n);
    for (size_t s = 0; s < params->n_shares; s++) {
        const struct share *share = &params->shares[s];
        join_rows(joining, share, share->weight, weight, n_outputs * w / n, n_outputs * (w + 1) / n);
    }
}

/* Removes, in place, the columns that pad the last slice of the only share. Each row moves down. */
static float *narrow(struct share *share, const struct params *params)
{
    size_t n_rows = params->n_rows + params->n_outputs, dim = params->dim;
    float *block = share->block;
    for (size_t row = 1; share->width > dim && row < n_rows; row++)
        memmove(block + row * dim, block + row * share->width, dim * sizeof *block);
    memmove(block + n_rows * dim, share->bias, params->n_outputs * sizeof *block);
    *share = (struct share){0};
    return block;
}

float *params_join(struct params *params, struct pool *pool, size_t *n_floats)
{
    struct share *first = &params->shares[0];
    float *joined;
    *n_floats = (params->n_rows + params->n_outputs) * params->dim + params->n_outputs;
    if (params->n_shares == 1) {
        joined = narrow(first, params);
    } else {
        joined = large_floats(*n_floats); /* fewer than the shares have together, so no overflow */
        if (!joined)
            return NULL;
        pool_run(pool, join_some, &(struct joining){params, joined, (size_t)pool_n_workers(pool)});
        memcpy(joined + *n_floats - params->n_outputs, first->bias, params->n_outputs * sizeof *joined);
    }
    params_clear(params);
    return joined;
}
