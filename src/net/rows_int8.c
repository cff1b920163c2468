/* rows_int8.c - rows stored as 8-bit integers and a scale */
/* SPDX-License-Identifier: MIT */
#include "net/rows_int8.h"

#include <math.h>

enum { LARGEST_CODE = 127 };

static size_t n_stored(const struct rows *rows)
{
    const struct rows_int8 *int8 = rows->data;
    return int8->are_opposite ? 1 : rows->width;
}

static float scale_of(const struct rows_int8 *int8, size_t i)
{
    return int8->scales[int8->has_row_scales ? i : 0];
}

/* If rows are opposite: moves the stored column to its place, and derives the other. */
static void complete(const struct rows_int8 *int8, float *out)
{
    if (!int8->are_opposite)
        return;
    out[1] = out[0];
    out[0] = -out[0];
}

static void int8_sum(const struct rows *rows, const struct kernel *kernel, float *out, const struct document *document,
                     float scale, struct document ahead)
{
    (void)ahead;
    const struct rows_int8 *int8 = rows->data;
    if (!int8->has_row_scales)
        scale *= int8->scales[0];
    kernel->bytes_weigh(out, int8->codes, int8->has_row_scales ? int8->scales : NULL, n_stored(rows), document->ids,
                        document->weights, document->n, scale);
    complete(int8, out);
}

static void int8_read(const struct rows *rows, size_t i, float *out)
{
    const struct rows_int8 *int8 = rows->data;
    size_t n_columns = n_stored(rows);
    for (size_t d = 0; d < n_columns; d++)
        out[d] = scale_of(int8, i) * (float)int8->codes[i * n_columns + d];
    complete(int8, out);
}

/* Column D of row I. */
static float number_at(const struct rows *rows, size_t i, size_t d)
{
    const struct rows_int8 *int8 = rows->data;
    if (!int8->are_opposite)
        return scale_of(int8, i) * (float)int8->codes[i * rows->width + d];
    float number = scale_of(int8, i) * (float)int8->codes[i];
    return d == 0 ? -number : number;
}

static void int8_max(const struct rows *rows, float *out, uint32_t *winners, const struct document *document)
{
    for (size_t d = 0; d < rows->width; d++) {
        out[d] = 0.0f;
        for (size_t k = 0; k < document->n; k++) {
            float number = number_at(rows, document->ids[k], d);
            if (k > 0 && !(number > out[d]))
                continue;
            out[d] = number;
            if (winners)
                winners[d] = (uint32_t)k;
        }
    }
}

static void int8_dots(const struct rows *rows, const struct kernel *kernel, float *dots, const float *query,
                      size_t first, size_t n)
{
    (void)kernel;
    for (size_t i = 0; i < n; i++) {
        float sum = 0.0f;
        for (size_t d = 0; d < rows->width; d++)
            sum += query[d] * number_at(rows, first + i, d);
        dots[i] = sum;
    }
}

static const float *int8_borrow(const struct rows *rows, size_t i)
{
    (void)rows;
    (void)i;
    return NULL;
}

struct rows rows_of_int8(const struct rows_int8 *int8, size_t n, size_t width)
{
    static const struct rows_kind kind = {int8_sum, int8_max, int8_read, int8_dots, int8_borrow};
    return (struct rows){.kind = &kind, .data = int8, .n = n, .width = width};
}

float rows_int8_scale(float largest)
{
    return largest > 0.0f ? largest / (float)LARGEST_CODE : 1.0f;
}

void rows_int8_round(int8_t *codes, const float *numbers, size_t n, float scale)
{
    for (size_t i = 0; i < n; i++) {
        float code = nearbyintf(numbers[i] / scale);
        codes[i] = (int8_t)(!(code > -LARGEST_CODE) ? -LARGEST_CODE : code > LARGEST_CODE ? LARGEST_CODE : code);
    }
}
