/* search.c - settings tried in rounds of successive halving, and the best of them */
/* SPDX-License-Identifier: MIT */
#include "fit/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "fit/search_state.h"
#include "fit/space.h"
#include "model/train_options.h"

enum { LARGE_FOLDS = 2, ROUND = 27, KEPT_DIVISOR = 3, MAX_DRAWS = 200, ANYWHERE_DIVISOR = 4 };
static const uint64_t LARGE_ROWS = 2000000;                   /* with more, folds are expensive */
static const double MIN_RESERVED = 0.05, MAX_RESERVED = 0.25; /* of the time, for the fresh split */
static const double SECONDS_BETWEEN_LOOKS = 0.1;

static const struct rung folded_rungs[N_RUNGS] = {{1.0, 1}, {1.0, 2}, {1.0, MAX_FOLDS}};
static const struct rung large_rungs[N_RUNGS] = {{0.25, 1}, {0.5, 1}, {1.0, LARGE_FOLDS}};
static const struct rung held_out_rungs[N_RUNGS] = {{0.25, 1}, {0.5, 1}, {1.0, 1}};

static struct bagtag_tune_progress progress_of(const struct search *search)
{
    const struct bagtag_tune_options *options = search->task->options;
    double seconds = clock_seconds() - search->begun;
    double by_time = options->minutes > 0.0 ? seconds / (60.0 * options->minutes) : 0.0;
    double by_trials = options->trials ? (double)search->n_entries / (double)options->trials : 0.0;
    double fraction = by_time > by_trials ? by_time : by_trials;
    return (struct bagtag_tune_progress){.stage = BAGTAG_TUNE_RUNNING,
                                         .fraction = fraction < 1.0 ? fraction : 1.0,
                                         .seconds = seconds,
                                         .trials = (uint32_t)search->n_entries,
                                         .best = search->best};
}

static void tell(struct search *search, const struct bagtag_tune_progress *progress)
{
    const struct bagtag_tune_options *options = search->task->options;
    if (search->has_ended || !options->progress || options->progress(options->progress_context, progress))
        return;
    search->has_ended = true;
    atomic_store(&search->is_over, true);
}

bool search_is_over(void *context, int worker, size_t n_begun)
{
    (void)n_begun;
    struct search *search = context;
    double t = clock_seconds();
    if (search->deadline > 0.0 && t >= search->deadline)
        atomic_store(&search->is_over, true);
    if (worker == 0 && t >= search->next_look) {
        search->next_look = t + SECONDS_BETWEEN_LOOKS;
        struct bagtag_tune_progress progress = progress_of(search);
        tell(search, &progress);
    }
    return atomic_load(&search->is_over);
}

void search_report_scored(struct search *search, size_t e, size_t rung, size_t n_folds)
{
    const struct entry *entry = &search->entries[e];
    struct bagtag_tune_progress progress = progress_of(search);
    const struct bagtag_train_options tried = {.settings = entry->settings};
    progress.stage = BAGTAG_TUNE_SCORED;
    progress.trial = (uint32_t)e + 1;
    progress.rung = (uint32_t)rung + 1;
    progress.settings = &tried;
    progress.folds = (uint32_t)n_folds;
    progress.share = rung == FRESH_SPLIT ? 1.0 : search->rungs[rung].share;
    progress.n_scored = entry->n_scored[rung];
    progress.score = entry->scores[rung];
    progress.training_seconds = entry->seconds;
    tell(search, &progress);
}

/* Sorts the contenders: the first settings of all, then those scored in RUNG, best first, then the others. */
static void rank(const struct search *search, struct contender *contenders, size_t n, size_t rung)
{
    for (size_t i = 1; i < n; i++) {
        struct contender moving = contenders[i];
        size_t at = i;
        for (; at > 0; at--) {
            size_t other = contenders[at - 1].entry;
            bool is_scored = search->entries[moving.entry].n_rungs > rung;
            bool other_is = search->entries[other].n_rungs > rung;
            bool goes_first = moving.entry == 0 || (is_scored && !other_is) ||
                              (is_scored && other_is && search_is_better(search, moving.entry, other, rung));
            if (other == 0 || !goes_first)
                break;
            contenders[at] = contenders[at - 1];
        }
        contenders[at] = moving;
    }
}

/* Trains the contenders for RUNG and scores those with all of its cards. */
static enum bagtag_status climb_rung(struct search *search, struct contender *contenders, size_t n, size_t rung,
                                     struct bagtag_error *error)
{
    const struct rung *at = &search->rungs[rung];
    bool is_anew = rung > 0 && search->rungs[rung - 1].share != at->share;
    for (size_t c = 0; is_anew && c < n; c++)
        memset(contenders[c].has_card, 0, sizeof contenders[c].has_card);
    enum bagtag_status status = search_run_folds(search, contenders, n, 0, at->n_folds, at->share, error);
    for (size_t c = 0; status == BAGTAG_OK && c < n; c++) {
        bool is_scored;
        struct entry *entry = &search->entries[contenders[c].entry];
        status = search_score(search, &contenders[c], rung, at->n_folds, &is_scored, error);
        if (status != BAGTAG_OK || !is_scored)
            continue;
        entry->n_rungs = rung + 1;
        if (rung == N_RUNGS - 1 && entry->scores[rung] > search->best)
            search->best = entry->scores[rung];
        search_report_scored(search, contenders[c].entry, rung, at->n_folds);
    }
    return status;
}

/* One round of successive halving: fewer contenders from rung to rung. */
static enum bagtag_status climb(struct search *search, struct contender *contenders, size_t n,
                                struct bagtag_error *error)
{
    for (size_t rung = 0; rung < N_RUNGS && n > 0; rung++) {
        enum bagtag_status status = climb_rung(search, contenders, n, rung, error);
        if (status != BAGTAG_OK || atomic_load(&search->is_over))
            return status;
        rank(search, contenders, n, rung);
        bool has_first = contenders[0].entry == 0;
        n = has_first + (n - has_first + KEPT_DIVISOR - 1) / KEPT_DIVISOR;
    }
    return BAGTAG_OK;
}

static bool is_known(const struct search *search, const struct settings *settings)
{
    for (size_t e = 0; e < search->n_entries; e++)
        if (space_equal(&search->entries[e].settings, settings))
            return true;
    return false;
}

/* Draws settings that were not tried yet: one draw in ANYWHERE_DIVISOR from the whole space, the others near the best.
 * Returns false if there seem to be none. */
static bool draw_new(struct search *search, struct settings *settings)
{
    const struct settings *best = &search->entries[search_best_so_far(search)].settings;
    for (int attempt = 0; attempt < MAX_DRAWS; attempt++) {
        uint64_t number = search->n_draws++;
        *settings = number % ANYWHERE_DIVISOR == 0 ? space_draw(best, number) : space_vary(best, number);
        if (!is_known(search, settings))
            return true;
    }
    return false;
}

/* Adds *N entries for one more round, at most as many as trials are left. */
static enum bagtag_status enter(struct search *search, size_t *n, struct bagtag_error *error)
{
    uint32_t most = search->task->options->trials;
    *n = 0;
    if (mem_reserve(&search->entries, &search->capacity, search->n_entries + ROUND, sizeof *search->entries) != 0)
        return error_memory(error);
    while (*n < ROUND && (most == 0 || search->n_entries < most)) {
        struct settings settings = *search->task->first;
        if (search->n_entries > 0 && !draw_new(search, &settings))
            break;
        search->entries[search->n_entries++] = (struct entry){.settings = settings};
        ++*n;
    }
    return BAGTAG_OK;
}

static enum bagtag_status run_round(struct search *search, size_t *n, struct bagtag_error *error)
{
    struct contender *contenders = NULL;
    size_t first = search->n_entries;
    enum bagtag_status status = enter(search, n, error);
    if (status == BAGTAG_OK && *n > 0)
        status = search_contenders_make(search, *n, &contenders, error);
    if (status != BAGTAG_OK || *n == 0)
        return status;
    for (size_t c = 0; c < *n; c++)
        contenders[c].entry = first + c;
    status = climb(search, contenders, *n, error);
    search_contenders_free(contenders, *n);
    return status;
}

/* When rounds must end to leave time to score the best on the fresh split: twice what such trainings took on average so
 * far, as the best may be among the slow ones. */
static double rounds_deadline(const struct search *search, double seconds)
{
    double spent = 0.0, reserved = MAX_RESERVED * seconds;
    for (size_t e = 0; e < search->n_entries; e++)
        spent += search->entries[e].seconds;
    if (!search->has_folds)
        return search->begun + seconds;
    if (search->n_trainings > 0) {
        double training = spent / (double)search->n_trainings / pool_n_workers(search->task->pool);
        double needed = MIN_RESERVED * seconds + 2.0 * training * (FINALISTS + 1) * (double)search->n_fresh_folds;
        reserved = needed < reserved ? needed : reserved;
    }
    return search->begun + seconds - reserved;
}

enum bagtag_status search_run(const struct search_task *task, struct search_result *result, struct bagtag_error *error)
{
    double seconds = 60.0 * task->options->minutes;
    struct search search = {.task = task, .best = -1.0, .begun = clock_seconds()};
    atomic_init(&search.is_over, false);
    const struct sample *sample = &task->samples[0].sample;
    bool is_large = sample->documents.offsets[sample->documents.n_documents] > LARGE_ROWS;
    search.has_folds = sample->held_out.n_documents == 0;
    search.rungs = !search.has_folds ? held_out_rungs : is_large ? large_rungs : folded_rungs;
    search.n_fresh_folds = is_large ? LARGE_FOLDS : MAX_FOLDS;
    enum bagtag_status status = BAGTAG_OK;
    for (size_t n = 1; status == BAGTAG_OK && n > 0 && !atomic_load(&search.is_over);) {
        if (seconds > 0.0)
            search.deadline = rounds_deadline(&search, seconds);
        status = run_round(&search, &n, error);
    }
    if (seconds > 0.0)
        search.deadline = search.begun + seconds;
    if (status == BAGTAG_OK && search.has_folds && !search.has_ended) {
        atomic_store(&search.is_over, false);
        status = search_run_finals(&search, error);
    }
    if (status == BAGTAG_OK)
        *result = search_choose(&search);
    free(search.entries);
    return status;
}
