/* ranking.c - the best of many scores, and among equal ones those that fastText keeps */
/* SPDX-License-Identifier: MIT */
#include "net/ranking.h"

/* NEW takes the hole at AT, or that of the parents that are greater. */
static void rise(struct ranked *heap, size_t at, struct ranked new)
{
    for (; at > 0 && heap[(at - 1) / 2].score > new.score; at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = new;
}

/* The hole at the root of heap[0..n) sinks to a leaf, always to the lesser child (of equal ones the right one), and NEW
 * rises from there. */
static void refill(struct ranked *heap, size_t n, struct ranked new)
{
    size_t hole = 0;
    for (size_t child = 2; child < n; child = 2 * hole + 2) {
        if (heap[child].score > heap[child - 1].score)
            child--;
        heap[hole] = heap[child];
        hole = child;
    }
    if (2 * hole + 2 == n) { /* a left child alone */
        heap[hole] = heap[n - 1];
        hole = n - 1;
    }
    rise(heap, hole, new);
}

/* The least goes behind the others. */
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
