/* weight.c - how much each row of a document counts */
/* SPDX-License-Identifier: MIT */
#include "words/weight.h"

#include <math.h>
#include <string.h>

#include "base/logarithm.h"

enum { FEW = 48, RADIX_BITS = 11, RADIX = 1 << RADIX_BITS };

const char *const weight_names[] = {"none", "idf", "gain", NULL};

static void insertion_sort(uint32_t *ids, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t id = ids[i];
        size_t at = i;
        for (; at > 0 && ids[at - 1] > id; at--)
            ids[at] = ids[at - 1];
        ids[at] = id;
    }
}

/* One stable pass of a radix sort over the bits from SHIFT on. */
static void radix_pass(const uint32_t *from, uint32_t *to, size_t n, unsigned shift)
{
    size_t starts[RADIX] = {0}, sum = 0;
    for (size_t i = 0; i < n; i++)
        starts[from[i] >> shift & (RADIX - 1)]++;
    for (size_t b = 0; b < RADIX; b++) {
        size_t count = starts[b];
        starts[b] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++)
        to[starts[from[i] >> shift & (RADIX - 1)]++] = from[i];
}

/* Documents of a few hundred rows: a merge of sorted runs beats counting buckets. */
static void merge_sort(uint32_t *ids, size_t n, uint32_t *scratch)
{
    if (n <= FEW) {
        insertion_sort(ids, n);
        return;
    }
    size_t half = n / 2, a = 0, b = half;
    merge_sort(ids, half, scratch);
    merge_sort(ids + half, n - half, scratch);
    memcpy(scratch, ids, half * sizeof *ids);
    for (size_t i = 0; a < half; i++)
        ids[i] = b < n && ids[b] < scratch[a] ? ids[b++] : scratch[a++];
}

static void sort(uint32_t *ids, size_t n, uint32_t *scratch)
{
    if (n <= 4 * RADIX) {
        merge_sort(ids, n, scratch);
        return;
    }
    radix_pass(ids, scratch, n, 0);
    radix_pass(scratch, ids, n, RADIX_BITS);
    radix_pass(ids, scratch, n, 2 * RADIX_BITS);
    memcpy(ids, scratch, n * sizeof *ids);
}

size_t weight_unite(uint32_t *ids, size_t n, float *times, uint32_t *scratch)
{
    sort(ids, n, scratch);
    size_t left = 0;
    for (size_t i = 0; i < n; left++) {
        size_t first = i;
        while (i < n && ids[i] == ids[first])
            i++;
        ids[left] = ids[first];
        times[left] = (float)(i - first);
    }
    return left;
}

void weight_terms(const uint32_t *ids, size_t n, const float *idf, float *weights)
{
    for (size_t i = 0; i < n; i++) {
        float times = weights[i];
        float sublinear = times == 1.0f ? 1.0f : (float)(1.0 + logarithm((double)times));
        weights[i] = sublinear * idf[ids[i]];
    }
}

float weight_scale(const float *weights, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += (double)weights[i] * (double)weights[i];
    return sum > 0.0 ? (float)(1.0 / sqrt(sum)) : 0.0f;
}
