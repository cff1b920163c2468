/* ranking.h - the best of many scores, and among equal ones those that fastText keeps */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_NET_RANKING_H
#define BAGTAG_NET_RANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ranked {
    float score;
    uint32_t label;
};

/* The best MOST scores of those added so far: a heap with the least of them first. Which of equal scores stay, and in
 * what order they end, follows from the order in which they were added and from the steps of the heap, which are those
 * of the C++ library's push_heap, pop_heap and sort_heap: as in fastText. */
struct ranking {
    struct ranked *heap; /* [most + 1], borrowed */
    size_t n;            /* 0 at first */
    size_t most;         /* at least 1 */
};

/* Whether SCORE would stay, or at least compete with an equal one. */
static inline bool ranking_wants(const struct ranking *ranking, float score)
{
    return ranking->n < ranking->most || !(score < ranking->heap[0].score);
}

/* Adds a score that is wanted. */
void ranking_add(struct ranking *ranking, struct ranked new);

/* Sorts the heap, the best first. Nothing is added any more. */
void ranking_sort(struct ranking *ranking);

#endif
