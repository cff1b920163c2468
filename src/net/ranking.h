/* ranking.h - the best of many scores, with ties resolved as in fastText */
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

/* The best MOST scores added so far, in a heap with the least first. Which of equal scores are kept, and their final
 * order, depends on the order of adding and on the steps of the heap, which are those of C++'s push_heap, pop_heap and
 * sort_heap, as in fastText. */
struct ranking {
    struct ranked *heap; /* [most + 1], borrowed */
    size_t n;            /* 0 at first */
    size_t most;         /* at least 1 */
};

/* Whether SCORE would be kept, or ties with the worst that is. */
static inline bool ranking_wants(const struct ranking *ranking, float score)
{
    return ranking->n < ranking->most || !(score < ranking->heap[0].score);
}

/* Adds a score for which ranking_wants is true. */
void ranking_add(struct ranking *ranking, struct ranked new);

/* Sorts the heap, best first. Nothing may be added afterwards. */
void ranking_sort(struct ranking *ranking);

#endif
