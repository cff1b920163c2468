/* search_trials.c - the trials of a search, and their scores */
/* SPDX-License-Identifier: MIT */
#include "fit/search_state.h"

#include <stdlib.h>

#include "base/mem.h"
#include "fit/search.h"

static const struct sample *sample_for(const struct search *search, uint32_t ngrams)
{
    const struct search_task *task = search->task;
    for (size_t i = 0; i < task->n_samples; i++)
        if (task->samples[i].max_ngram == ngrams)
            return &task->samples[i].sample;
    return &task->samples[0].sample;
}

static struct trial trial_of(const struct search *search, struct contender *contender, size_t fold, size_t first_fold,
                             double share)
{
    struct settings settings = search->entries[contender->entry].settings;
    if (search->has_folds)
        settings.temperature = 1.0;
    return (struct trial){.settings = settings,
                          .sample = sample_for(search, settings.ngrams),
                          .view = {.fold = first_fold + fold,
                                   .share = share,
                                   .min_count = settings.min_count,
                                   .has_ngrams = settings.ngrams > 1},
                          .scores = scorecard_add,
                          .context = &contender->cards[fold]};
}

enum bagtag_status search_run_folds(struct search *search, struct contender *contenders, size_t n, size_t first_fold,
                                    size_t n_folds, double share, struct bagtag_error *error)
{
    const struct search_task *task = search->task;
    struct trial *trials = mem_zeroed(n * n_folds, sizeof *trials);
    struct contender **whose = mem_array(n * n_folds, sizeof(struct contender *));
    enum bagtag_status status = trials && whose ? BAGTAG_OK : error_memory(error);
    size_t n_trials = 0;
    for (size_t fold = 0; status == BAGTAG_OK && fold < n_folds; fold++) {
        for (size_t c = 0; c < n; c++) {
            if (contenders[c].has_card[fold])
                continue;
            scorecard_reset(&contenders[c].cards[fold]);
            whose[n_trials] = &contenders[c];
            trials[n_trials++] = trial_of(search, &contenders[c], fold, first_fold, share);
        }
    }
    if (status == BAGTAG_OK)
        status = trial_run_all(trials, n_trials, task->kernel, task->pool, search_is_over, search, error);
    for (size_t t = 0; status == BAGTAG_OK && t < n_trials; t++) {
        whose[t]->has_card[trials[t].view.fold - first_fold] = trials[t].is_done;
        search->entries[whose[t]->entry].seconds += trials[t].seconds;
        search->n_trainings += trials[t].is_done;
    }
    free(trials);
    free(whose);
    return status;
}

enum bagtag_status search_score(struct search *search, struct contender *contender, size_t rung, size_t n_folds,
                                bool *is_scored, struct bagtag_error *error)
{
    struct entry *entry = &search->entries[contender->entry];
    const struct scorecard *cards[MAX_FOLDS];
    uint64_t n_scored = 0;
    bool has_diverged = false;
    *is_scored = false;
    for (size_t fold = 0; fold < n_folds; fold++) {
        if (!contender->has_card[fold])
            return BAGTAG_OK;
        cards[fold] = &contender->cards[fold];
        n_scored += cards[fold]->n_documents;
        has_diverged |= cards[fold]->n_documents == 0;
    }
    double value = 0.0;
    enum bagtag_status status = has_diverged ? BAGTAG_OK : metric_value(cards, n_folds, &value, error);
    if (status != BAGTAG_OK)
        return status;
    entry->scores[rung] = value;
    entry->n_scored[rung] = n_scored;
    *is_scored = true;
    return BAGTAG_OK;
}

void search_contenders_free(struct contender *contenders, size_t n)
{
    for (size_t c = 0; contenders && c < n; c++)
        for (size_t fold = 0; fold < MAX_FOLDS; fold++)
            scorecard_clear(&contenders[c].cards[fold]);
    free(contenders);
}

enum bagtag_status search_contenders_make(const struct search *search, size_t n, struct contender **out,
                                          struct bagtag_error *error)
{
    const struct search_task *task = search->task;
    struct contender *contenders = mem_zeroed(n, sizeof *contenders);
    if (!contenders)
        return error_memory(error);
    size_t n_folds = search->has_folds ? MAX_FOLDS : 1;
    for (size_t c = 0; c < n; c++) {
        for (size_t fold = 0; fold < n_folds; fold++) {
            if (scorecard_init(&contenders[c].cards[fold], task->metric, task->kernel, loss_get(task->first->loss),
                               task->samples[0].sample.n_labels, error) == BAGTAG_OK)
                continue;
            search_contenders_free(contenders, n);
            return BAGTAG_MEMORY;
        }
    }
    *out = contenders;
    return BAGTAG_OK;
}

enum bagtag_status search_score_again(const struct search_task *task, const struct settings *settings, double *score,
                                      struct bagtag_error *error)
{
    struct entry entry = {.settings = *settings};
    struct search search = {.task = task, .entries = &entry, .n_entries = 1, .has_ended = true};
    struct contender *contender = NULL;
    bool is_scored = false;
    atomic_init(&search.is_over, false);
    enum bagtag_status status = search_contenders_make(&search, 1, &contender, error);
    if (status == BAGTAG_OK)
        status = search_run_folds(&search, contender, 1, 0, 1, 1.0, error);
    if (status == BAGTAG_OK)
        status = search_score(&search, contender, N_RUNGS - 1, 1, &is_scored, error);
    if (status == BAGTAG_OK && is_scored)
        *score = entry.scores[N_RUNGS - 1];
    search_contenders_free(contender, 1);
    return status;
}
