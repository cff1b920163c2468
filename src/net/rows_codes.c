/* rows_codes.c - rows stored as codes of a product quantiser */
/* SPDX-License-Identifier: MIT */
#include "net/rows_codes.h"

#include <string.h>

enum { AHEAD = 16 }; /* how many rows ahead codes are prefetched */

static float norm_of(const struct rows_codes *codes, size_t i)
{
    return codes->norm_codes ? codes->norms[codes->norm_codes[i]] : 1.0f;
}

static const float *centroid(const struct rows_codes *codes, size_t part, size_t width, uint8_t code)
{
    return codes->centroids + part * ROWS_CENTROIDS * codes->part_width + code * width;
}

/* OUT += WEIGHT * row I. Two columns a part is fastText's default. */
static void add_row(const struct rows_codes *codes, float *out, size_t i, float weight)
{
    const uint8_t *row = codes->codes + i * codes->n_parts;
    float norm = norm_of(codes, i);
    size_t n_whole = codes->n_parts - (codes->last_width < codes->part_width), part = 0;
    for (; codes->part_width == 2 && part < n_whole; part++, out += 2) {
        const float *two = codes->centroids + (part * ROWS_CENTROIDS + row[part]) * 2;
        out[0] += weight * (norm * two[0]);
        out[1] += weight * (norm * two[1]);
    }
    for (; part < codes->n_parts; part++) {
        size_t width = part + 1 < codes->n_parts ? codes->part_width : codes->last_width;
        const float *numbers = centroid(codes, part, width, row[part]);
        for (size_t d = 0; d < width; d++)
            *out++ += weight * (norm * numbers[d]);
    }
}

static void codes_sum(const struct rows *rows, const struct kernel *kernel, float *out, const struct document *document,
                      float scale, struct document ahead)
{
    (void)kernel;
    (void)ahead;
    const struct rows_codes *codes = rows->data;
    memset(out, 0, rows->width * sizeof *out);
    for (size_t k = 0; k < document->n; k++) {
        if (k + AHEAD < document->n)
            __builtin_prefetch(codes->codes + document->ids[k + AHEAD] * codes->n_parts);
        add_row(codes, out, document->ids[k], document->weights ? document->weights[k] : 1.0f);
    }
    for (size_t d = 0; d < rows->width; d++)
        out[d] *= scale;
}

static void codes_read(const struct rows *rows, size_t i, float *out)
{
    memset(out, 0, rows->width * sizeof *out);
    add_row(rows->data, out, i, 1.0f);
}

/* Column D of row I. */
static float number_at(const struct rows_codes *codes, size_t i, size_t d)
{
    size_t part = d / codes->part_width;
    size_t width = part + 1 < codes->n_parts ? codes->part_width : codes->last_width;
    return norm_of(codes, i) *
           centroid(codes, part, width, codes->codes[i * codes->n_parts + part])[d - part * codes->part_width];
}

static void codes_max(const struct rows *rows, float *out, uint32_t *winners, const struct document *document)
{
    for (size_t d = 0; d < rows->width; d++) {
        out[d] = 0.0f;
        for (size_t k = 0; k < document->n; k++) {
            float number = number_at(rows->data, document->ids[k], d);
            if (k > 0 && !(number > out[d]))
                continue;
            out[d] = number;
            if (winners)
                winners[d] = (uint32_t)k;
        }
    }
}

static void codes_dots(const struct rows *rows, const struct kernel *kernel, float *dots, const float *query,
                       size_t first, size_t n)
{
    (void)kernel;
    const struct rows_codes *codes = rows->data;
    for (size_t i = 0; i < n; i++) {
        float sum = 0.0f;
        for (size_t d = 0; d < rows->width; d++)
            sum += query[d] * number_at(codes, first + i, d);
        dots[i] = sum;
    }
}

static const float *codes_borrow(const struct rows *rows, size_t i)
{
    (void)rows;
    (void)i;
    return NULL;
}

struct rows rows_of_codes(const struct rows_codes *codes, size_t n, size_t width)
{
    static const struct rows_kind kind = {codes_sum, codes_max, codes_read, codes_dots, codes_borrow};
    return (struct rows){.kind = &kind, .data = codes, .n = n, .width = width};
}
