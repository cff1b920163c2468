/* score_list.c - the scores of a stream, kept until it is known which are the best */
/* SPDX-License-Identifier: MIT */
#include "use/score_list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/mem.h"

enum { DIGIT_BITS = 16, N_DIGITS = 1 << DIGIT_BITS };

void score_list_clear(struct score_list *list)
{
    large_free(list->scores);
    large_free(list->sizes);
    *list = (struct score_list){.scores = NULL};
}

int score_list_add(struct score_list *list, float score, uint64_t size)
{
    size_t n = list->n;
    if (large_reserve(&list->scores, &list->score_capacity, n + 1, sizeof *list->scores) != 0)
        return -1;
    if (list->has_sizes && large_reserve(&list->sizes, &list->size_capacity, n + 1, sizeof *list->sizes) != 0)
        return -1;
    list->scores[n] = score;
    if (list->has_sizes)
        list->sizes[n] = size;
    list->n++;
    list->n_ranked += score >= 0.0f;
    list->total += list->has_sizes ? size : 1;
    return 0;
}

/* Floats from 0 up have the order of their bits. */
static uint32_t key_of(float score)
{
    uint32_t key;
    score += 0.0f; /* no -0 */
    memcpy(&key, &score, sizeof key);
    return key;
}

static uint64_t size_at(const struct score_list *list, size_t i)
{
    return list->has_sizes ? list->sizes[i] : 1;
}

/* SUMS[d] = the total size of the records whose key has the digit D at SHIFT and ABOVE in the bits above it. */
static void add_up(const struct score_list *list, int shift, uint32_t above, uint64_t *sums)
{
    memset(sums, 0, N_DIGITS * sizeof *sums);
    for (size_t i = 0; i < list->n; i++) {
        uint32_t key = key_of(list->scores[i]);
        if (list->scores[i] >= 0.0f && (uint64_t)key >> (shift + DIGIT_BITS) == above)
            sums[key >> shift & (N_DIGITS - 1)] += size_at(list, i);
    }
}

/* The greatest digit whose records do not all fit into *LEFT, counting down; *LEFT becomes what the greater ones leave
 * of it. -1: all fit. */
static int32_t find_digit(const uint64_t *sums, uint64_t *left)
{
    int32_t digit = N_DIGITS - 1;
    while (digit >= 0 && sums[digit] <= *left)
        *left -= sums[digit--];
    return digit;
}

static uint64_t count_ties(const struct score_list *list, float score, uint64_t left)
{
    uint64_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        if (list->scores[i] != score)
            continue;
        if (size_at(list, i) > left)
            break;
        left -= size_at(list, i);
        n++;
    }
    return n;
}

/* Finds the first score whose records do not all fit, by radix: first the upper half of its key, then the lower half,
 * from sums by digit. No sorting is needed. */
bool score_list_cut(const struct score_list *list, uint64_t most, struct score_cut *cut)
{
    uint64_t left = most;
    uint64_t *sums = mem_array(N_DIGITS, sizeof *sums);
    if (sums == NULL)
        return false;
    add_up(list, DIGIT_BITS, 0, sums);
    int32_t high = find_digit(sums, &left);
    *cut = (struct score_cut){.least = 0.0f, .n_ties = UINT64_MAX};
    if (high >= 0) {
        add_up(list, 0, (uint32_t)high, sums);
        int32_t low = find_digit(sums, &left);
        uint32_t key = (uint32_t)high << DIGIT_BITS | (uint32_t)low;
        memcpy(&cut->least, &key, sizeof key);
        cut->n_ties = count_ties(list, cut->least, left);
    }
    free(sums);
    return true;
}

bool score_list_quantile(const struct score_list *list, double share, float *score)
{
    uint64_t n = list->n_ranked, n_below = score_list_share_up(share, n);
    struct score_cut cut;
    if (!score_list_cut(list, n - (n_below > 0 ? n_below : 1), &cut))
        return false;
    *score = cut.least;
    return true;
}

/* A few roundings of a double; far less than one record even in a huge corpus. */
#define ROUNDINGS 0x1p-50

uint64_t score_list_share_down(double share, uint64_t n)
{
    return share >= 1.0 ? n : (uint64_t)floor(share * (double)n * (1.0 + ROUNDINGS));
}

uint64_t score_list_share_up(double share, uint64_t n)
{
    return share >= 1.0 ? n : (uint64_t)ceil(share * (double)n * (1.0 - ROUNDINGS));
}
