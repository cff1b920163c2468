/* search_state.h - what the parts of a search share */
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

/* ANEW comes after the rungs: the best are scored on other folds. */
enum { N_RUNGS = 3, ANEW = N_RUNGS, MOST_FOLDS = SAMPLE_FOLDS, FINALISTS = 4 };

/* How much is trained on and scored on in a rung: the first needs little time, the last is as good as it gets. */
struct rung {
    double share;
    size_t n_folds;
};

/* Settings that were tried, and what came of it. */
struct entry {
    struct settings settings;
    size_t n_rungs;             /* that it was scored in */
    double scores[N_RUNGS + 1]; /* of each rung, and again */
    uint64_t n_scored[N_RUNGS + 1];
    bool is_scored_anew;
    double seconds;
};

/* Settings on their way through the rungs. */
struct contender {
    size_t entry;
    struct scorecard cards[MOST_FOLDS];
    bool has_card[MOST_FOLDS];
};

struct search {
    const struct search_task *task;
    const struct rung *rungs;
    size_t n_anew_folds; /* on which the best are scored again */
    bool has_folds;
    struct entry *entries;
    size_t n_entries, capacity;
    uint64_t n_draws;
    uint64_t n_trainings;
    double best; /* score on all folds so far; -1: none */
    double begun, deadline, next_look;
    atomic_bool is_over; /* no further training begins, and those that run stop */
    bool has_ended;
};

/* Whether a search is over, and its progress told now and then: a trial_stop whose context is the search. */
bool search_is_over(void *search, int worker, size_t n_begun);

/* Tells that entry E was scored in RUNG, on N_FOLDS folds. */
void search_tell_scored(struct search *search, size_t e, size_t rung, size_t n_folds);

/* N contenders without cards, for the caller to name their entries. */
enum bagtag_status search_contenders_make(const struct search *search, size_t n, struct contender **out,
                                          struct bagtag_error *error);
void search_contenders_free(struct contender *contenders, size_t n); /* NULL is allowed */

/* Trains every contender for those of N_FOLDS folds from FIRST_FOLD on that it has no card of, fold after fold. */
enum bagtag_status search_run_folds(struct search *search, struct contender *contenders, size_t n, size_t first_fold,
                                    size_t n_folds, double share, struct bagtag_error *error);

/* Scores a contender on the first N_FOLDS folds, if it has them all; *IS_SCORED says whether. A run that diverged has
 * counted nothing, and its score is 0. */
enum bagtag_status search_score(struct search *search, struct contender *contender, size_t rung, size_t n_folds,
                                bool *is_scored, struct bagtag_error *error);

/* Whether entry A did better than B in a rung that both were scored in; of equals the earlier. */
bool search_is_better(const struct search *search, size_t a, size_t b, size_t rung);

/* The entry that came furthest and did best there. */
size_t search_best_so_far(const struct search *search);

/* Scores the best entries and the first again, on as many folds as there is time for. */
enum bagtag_status search_run_finals(struct search *search, struct bagtag_error *error);

/* The choice, and what it is made by. */
struct search_result search_choose(const struct search *search);

#endif
