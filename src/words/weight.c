/* weight.c - the weights of the rows of a document */
/* SPDX-License-Identifier: MIT */
#include "words/weight.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/logarithm.h"

enum { FEW = 40, MIN_BITS = 5, MAX_BITS = 11 };

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

/* One stable pass of a radix sort by the digit of BITS bits from SHIFT on. */
static void radix_pass(const uint32_t *from, uint32_t *to, size_t n, unsigned shift, unsigned bits)
{
    size_t starts[1 << MAX_BITS], n_digits = (size_t)1 << bits, sum = 0;
    uint32_t mask = (uint32_t)n_digits - 1;
    memset(starts, 0, n_digits * sizeof *starts);
    for (size_t i = 0; i < n; i++)
        starts[from[i] >> shift & mask]++;
    for (size_t b = 0; b < n_digits; b++) {
        size_t count = starts[b];
        starts[b] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++)
        to[starts[from[i] >> shift & mask]++] = from[i];
}

static unsigned bits_of(uint64_t number)
{
    return number != 0 ? 64 - (unsigned)__builtin_clzll(number) : 0;
}

/* Radix sort in as few passes as possible with tables about as long as the document; each pass takes an equal share of
 * the bits in use. */
static void radix_sort(uint32_t *ids, size_t n, uint32_t *scratch)
{
    uint32_t all = 0, *from = ids, *to = scratch;
    for (size_t i = 0; i < n; i++)
        all |= ids[i];
    unsigned most = bits_of(n) - 1, n_bits = bits_of(all);
    most = most < MIN_BITS ? MIN_BITS : most > MAX_BITS ? MAX_BITS : most;
    unsigned n_passes = (n_bits + most - 1) / most;
    for (unsigned pass = 0, shift = 0; pass < n_passes; pass++) {
        unsigned bits = (n_bits - shift + n_passes - pass - 1) / (n_passes - pass);
        radix_pass(from, to, n, shift, bits);
        shift += bits;
        uint32_t *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != ids)
        memcpy(ids, from, n * sizeof *ids);
}

/* Stores where each id ends without an unpredictable branch, then takes differences to get the counts. */
size_t weight_merge_equal(uint32_t *ids, size_t n, float *times, uint32_t *scratch)
{
    size_t left = 0;
    uint32_t before = 0;
    if (n <= FEW)
        insertion_sort(ids, n);
    else
        radix_sort(ids, n, scratch);
    for (size_t i = 0; i < n; i++) {
        uint32_t id = ids[i], next = i + 1 < n ? ids[i + 1] : ~id;
        ids[left] = id;
        scratch[left] = (uint32_t)i + 1;
        left += id != next;
    }
    for (size_t k = 0; k < left; k++) {
        times[k] = (float)(scratch[k] - before);
        before = scratch[k];
    }
    return left;
}

/* (float)(1 + ln tf) for tf below WEIGHT_TABLED; [0] is not used. */
const float weight_sublinear[WEIGHT_TABLED] = {
    0.0f,           0x1p+0f,        0x1.b17218p+0f, 0x1.0c9f54p+1f, 0x1.317218p+1f, 0x1.4e021p+1f,  0x1.65586p+1f,
    0x1.791396p+1f, 0x1.8a2b24p+1f, 0x1.993ea8p+1f, 0x1.a6bb1cp+1f, 0x1.b2ee3cp+1f, 0x1.be116cp+1f, 0x1.c85042p+1f,
    0x1.d1cca2p+1f, 0x1.daa164p+1f, 0x1.e2e43p+1f,  0x1.eaa6bcp+1f, 0x1.f1f7b4p+1f, 0x1.f8e36p+1f,  0x1.ff7428p+1f,
    0x1.02d974p+2f, 0x1.05d3a4p+2f, 0x1.08abfp+2f,  0x1.0b653cp+2f, 0x1.0e021p+2f,  0x1.1084a8p+2f, 0x1.12eefep+2f,
    0x1.1542d6p+2f, 0x1.1781c6p+2f, 0x1.19ad38p+2f, 0x1.1bc672p+2f};

void weight_terms(const uint32_t *ids, size_t n, const float *idf, float *weights)
{
    for (size_t i = 0; i < n; i++) {
        float times = weights[i];
        bool is_tabled = times < (float)WEIGHT_TABLED;
        float sublinear = is_tabled ? weight_sublinear[(size_t)times] : (float)(1.0 + logarithm((double)times));
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
