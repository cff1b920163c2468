/* ranking.c - the best of many scores, with ties resolved as in fastText */
/* SPDX-License-Identifier: MIT */
#include "net/ranking.h"

/* Sifts NEW up from the hole at AT: ancestors that are greater move down. */
static void rise(struct ranked *heap, size_t at, struct ranked new)
{
    for (; at > 0 && heap[(at - 1) / 2].score > new.score; at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = new;
}

/* Sinks the hole at the root of heap[0..n) to a leaf, always toward the lesser child (on a tie the right one), and
 * sifts NEW up from there. */
static void refill(struct ranked *heap, size_t n, struct ranked new)
{
    size_t hole = 0;
    for (size_t child = 2; child < n; child = 2 * hole + 2) {
        if (heap[child].score > heap[child - 1].score)
            child--;
        heap[hole] = heap[child];
        hole = child;
    }
    if (2 * hole + 2 == n) { /* only a left child */
        heap[hole] = heap[n - 1];
        hole = n - 1;
    }
    rise(heap, hole, new);
}

/* Moves the least score to the end of heap[0..n). */
static void drop_least(struct ranked *heap, size_t n)
{
    struct ranked least = heap[0], last = heap[n - 1];
    refill(heap, n - 1, last);
    heap[n - 1] = least;
}

void ranking_add(struct ranking *ranking, struct ranked new)
{
    rise(ranking->heap, ranking->n++, new);
    if (ranking->n <= ranking->most)
        return;
    drop_least(ranking->heap, ranking->n);
    ranking->n--;
}

void ranking_sort(struct ranking *ranking)
{
    for (size_t n = ranking->n; n > 1; n--)
        drop_least(ranking->heap, n);
}
