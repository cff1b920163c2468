/* rows.c - rows stored as floats: a share in training, or a mapped table */
/* SPDX-License-Identifier: MIT */
#include "net/rows.h"

#include <string.h>

/* Row I. It may be unaligned: only the kernels and memcpy read it. */
static const void *row_at(const struct rows *rows, size_t i)
{
    return (const char *)rows->data + i * rows->stride * sizeof(float);
}

enum { FEW = 4 };

/* WIDTH is a constant in each call. The sums equal those of the kernels bit for bit: there each column has a lane. */
static inline void sum_few(const struct rows *rows, float *out, const struct document *document, float scale,
                           struct document ahead, size_t width)
{
    float sums[FEW] = {0.0f};
    for (size_t k = 0; k < document->n; k++) {
        float row[FEW];
        memcpy(row, row_at(rows, document->ids[k]), width * sizeof *row);
        if (k < ahead.n)
            __builtin_prefetch(row_at(rows, ahead.ids[k]));
        for (size_t d = 0; d < width; d++)
            sums[d] += document->weights != NULL ? document->weights[k] * row[d] : row[d];
    }
    for (size_t k = document->n; k < ahead.n; k++)
        __builtin_prefetch(row_at(rows, ahead.ids[k]));
    for (size_t d = 0; d < width; d++)
        out[d] = sums[d] * scale;
}

static void floats_sum(const struct rows *rows, const struct kernel *kernel, float *out,
                       const struct document *document, float scale, struct document ahead)
{
    const float *table = rows->data;
    switch (rows->width) { /* a line of sixteen floats would be mostly other rows */
    case 1:
        sum_few(rows, out, document, scale, ahead, 1);
        return;
    case 2:
        sum_few(rows, out, document, scale, ahead, 2);
        return;
    case 3:
        sum_few(rows, out, document, scale, ahead, 3);
        return;
    case 4:
        sum_few(rows, out, document, scale, ahead, 4);
        return;
    default:
        break;
    }
    if (document->weights)
        kernel->bag_weigh(out, table, rows->stride, rows->width, document->ids, document->weights, document->n, scale,
                          ahead.ids, ahead.n);
    else
        kernel->bag_sum(out, table, rows->stride, rows->width, document->ids, document->n, scale, ahead.ids, ahead.n);
}

static void floats_max(const struct rows *rows, float *out, uint32_t *winners, const struct document *document)
{
    memset(out, 0, rows->width * sizeof *out);
    for (size_t k = 0; k < document->n; k++) {
        const char *row = row_at(rows, document->ids[k]);
        for (size_t d = 0; d < rows->width; d++) {
            float number;
            memcpy(&number, row + d * sizeof number, sizeof number);
            if (k > 0 && !(number > out[d]))
                continue;
            out[d] = number;
            if (winners)
                winners[d] = (uint32_t)k;
        }
    }
}

static void floats_read(const struct rows *rows, size_t i, float *out)
{
    memcpy(out, row_at(rows, i), rows->width * sizeof *out);
}

static void floats_dots(const struct rows *rows, const struct kernel *kernel, float *dots, const float *query,
                        size_t first, size_t n)
{
    if (rows->stride == rows->width) {
        kernel->dots(dots, query, row_at(rows, first), rows->width, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        kernel->dots(dots + i, query, row_at(rows, first + i), rows->width, 1);
}

static const float *floats_borrow(const struct rows *rows, size_t i)
{
    return (uintptr_t)rows->data % _Alignof(float) == 0 ? row_at(rows, i) : NULL;
}

struct rows rows_of_floats(const void *table, size_t n, size_t width, size_t stride)
{
    static const struct rows_kind floats = {floats_sum, floats_max, floats_read, floats_dots, floats_borrow};
    return (struct rows){.kind = &floats, .data = table, .n = n, .width = width, .stride = stride};
}
