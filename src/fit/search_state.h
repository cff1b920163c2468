/* search_state.h - the state that the parts of a search share */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_SEARCH_STATE_H
#define BAGTAG_FIT_SEARCH_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "fit/search_task.h"
#include "learn/metric.h"
#include "learn/trial.h"

/* FRESH_SPLIT comes after the rungs: the best are scored on a fresh split. */
enum { N_RUNGS = 3, FRESH_SPLIT = N_RUNGS, MAX_FOLDS = SAMPLE_FOLDS, FINALISTS = 4 };

/* The data of a rung: little in the first, all in the last. */
struct rung {
    double share;
    size_t n_folds;
};

/* Settings that were tried, and the results. */
struct entry {
    struct settings settings;
    size_t n_rungs;             /* in which it was scored */
    double scores[N_RUNGS + 1]; /* of each rung, and on the fresh split */
    uint64_t n_scored[N_RUNGS + 1];
    bool is_rescored;
    double seconds;
};

/* Settings that are being scored. */
struct contender {
    size_t entry;
    struct scorecard cards[MAX_FOLDS];
    bool has_card[MAX_FOLDS];
};

struct search {
    const struct search_task *task;
    const struct rung *rungs;
    size_t n_fresh_folds; /* of the fresh split */
    bool has_folds;
    struct entry *entries;
    size_t n_entries, capacity;
    uint64_t n_draws;
    uint64_t n_trainings;
    double best; /* score on all folds so far; -1: none */
    double begun, deadline, next_look;
    atomic_bool is_over; /* no new training begins, and running ones stop */
    bool has_ended;
};

/* Whether a search is over; also reports its progress from time to time. A trial_stop whose context is the search. */
bool search_is_over(void *search, int worker, size_t n_begun);

/* Reports that entry E was scored in RUNG, on N_FOLDS folds. */
void search_report_scored(struct search *search, size_t e, size_t rung, size_t n_folds);

/* N contenders without cards; the caller sets their entries. */
enum bagtag_status search_contenders_make(const struct search *search, size_t n, struct contender **out,
                                          struct bagtag_error *error);
void search_contenders_free(struct contender *contenders, size_t n); /* NULL is allowed */

/* Trains every contender on the N_FOLDS folds from FIRST_FOLD on, fold by fold, unless it already has the card of a
 * fold. */
enum bagtag_status search_run_folds(struct search *search, struct contender *contenders, size_t n, size_t first_fold,
                                    size_t n_folds, double share, struct bagtag_error *error);

/* Scores a contender on the first N_FOLDS folds, if it has all their cards; *IS_SCORED says whether. A run that
 * diverged scores 0. */
enum bagtag_status search_score(struct search *search, struct contender *contender, size_t rung, size_t n_folds,
                                bool *is_scored, struct bagtag_error *error);

/* Whether entry A did better than B in a rung in which both were scored; on a tie, the earlier is better. */
bool search_is_better(const struct search *search, size_t a, size_t b, size_t rung);

/* The entry that reached the highest rung, and did best there. */
size_t search_best_so_far(const struct search *search);

/* Scores the best entries and the first on the fresh split, on as many folds as time allows. */
enum bagtag_status search_run_finals(struct search *search, struct bagtag_error *error);

/* The choice and its scores. */
struct search_result search_choose(const struct search *search);

#endif
