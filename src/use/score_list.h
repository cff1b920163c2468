/* score_list.h - the scores of a stream, kept to find the best ones at its end */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_SCORE_LIST_H
#define BAGTAG_USE_SCORE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The score of a record without one, which is not ranked. */
#define SCORE_LIST_NONE (-1.0f)

/* The records of a stream in order, each with its score, from 0 to 1. They are ranked best first, ties in the order of
 * the stream. Zero-initialise; score_list_clear frees. */
struct score_list {
    float *scores;   /* [n] */
    uint64_t *sizes; /* [n]; NULL: each has size 1 */
    bool has_sizes;  /* set it before adding the first record */
    size_t n, score_capacity, size_capacity;
    size_t n_ranked; /* records with a score */
    uint64_t total;  /* sum of all sizes, including unranked records */
};
void score_list_clear(struct score_list *list);

/* 0, or -1 if out of memory. */
int score_list_add(struct score_list *list, float score, uint64_t size);

/* Where the best records end: those with a score above LEAST are in, and the first N_TIES of those with exactly that
 * score. */
struct score_cut {
    float least;
    uint64_t n_ties;
};

/* Finds the longest prefix of the ranking with a total size of at most MOST. Reads the scores three times, whatever
 * their order. False: out of memory. */
bool score_list_cut(const struct score_list *list, uint64_t most, struct score_cut *cut);

/* Whether a record is in. Call this for all records in order, as CUT counts the ties. */
static inline bool score_cut_takes(struct score_cut *cut, float score)
{
    if (score != cut->least || cut->n_ties == 0)
        return score > cut->least;
    cut->n_ties--;
    return true;
}

/* *SCORE = the lowest score that at least SHARE (0..1) of the n_ranked > 0 records do not exceed. Not for a list with
 * sizes. False: out of memory. */
bool score_list_quantile(const struct score_list *list, double share, float *score);

/* SHARE (0..1) of N, rounded down or up, except that a product like 0.29 * 100, which misses a whole number by rounding
 * errors, counts as that number. */
uint64_t score_list_share_down(double share, uint64_t n);
uint64_t score_list_share_up(double share, uint64_t n);

#endif
