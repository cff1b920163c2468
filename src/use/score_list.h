/* score_list.h - the scores of a stream, kept until it is known which are the best */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_SCORE_LIST_H
#define BAGTAG_USE_SCORE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The score of a record that has none: it is not ranked. */
#define SCORE_LIST_NONE (-1.0f)

/* Records in the order of the stream, each with its score, from 0 to 1. The best comes first, of equal ones the one
 * that came first. Zero-initialise; score_list_clear frees. */
struct score_list {
    float *scores;   /* [n] */
    uint64_t *sizes; /* [n], what each counts; NULL: each counts 1 */
    bool has_sizes;  /* set before the first is added */
    size_t n, score_capacity, size_capacity;
    size_t n_ranked; /* with a score */
    uint64_t total;  /* of what all count, the unranked too */
};
void score_list_clear(struct score_list *list);

/* 0, or -1 if out of memory. */
int score_list_add(struct score_list *list, float score, uint64_t size);

/* Where the best end: those above LEAST are in, and of those with just that score the first N_TIES. */
struct score_cut {
    float least;
    uint64_t n_ties;
};

/* The longest run of best records that together count at most MOST. Reads the scores three times, whatever their
 * order. False: out of memory. */
bool score_list_cut(const struct score_list *list, uint64_t most, struct score_cut *cut);

/* Whether a record is in, asked for all of them in their order: CUT counts the ties. */
static inline bool score_cut_takes(struct score_cut *cut, float score)
{
    if (score != cut->least || cut->n_ties == 0)
        return score > cut->least;
    cut->n_ties--;
    return true;
}

/* The least score that at least SHARE (0..1) of the N_RANKED > 0 records do not exceed. Not of one with sizes.
 * False: out of memory. */
bool score_list_quantile(const struct score_list *list, double share, float *score);

/* SHARE (0..1) of N, rounded down or up; what a product like 0.29 * 100 is short of a whole number does not count. */
uint64_t score_list_share_down(double share, uint64_t n);
uint64_t score_list_share_up(double share, uint64_t n);

#endif
