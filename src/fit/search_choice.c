/* search_choice.c - chooses among the settings tried */
/* SPDX-License-Identifier: MIT */
#include "fit/search_state.h"

bool search_is_better(const struct search *search, size_t a, size_t b, size_t rung)
{
    double x = search->entries[a].scores[rung], y = search->entries[b].scores[rung];
    return x > y || (x == y && a < b);
}

size_t search_best_so_far(const struct search *search)
{
    size_t best = 0;
    for (size_t e = 1; e < search->n_entries; e++) {
        const struct entry *entry = &search->entries[e], *other = &search->entries[best];
        if (entry->n_rungs == 0 || entry->n_rungs < other->n_rungs)
            continue;
        if (entry->n_rungs > other->n_rungs || search_is_better(search, e, best, entry->n_rungs - 1))
            best = e;
    }
    return best;
}

/* Puts the first settings and the best others of the highest rung reached into FINALISTS; returns how many. */
static size_t choose_finalists(const struct search *search, size_t finalists[FINALISTS + 1])
{
    size_t n = 0, n_rungs = search->entries[search_best_so_far(search)].n_rungs;
    finalists[n++] = 0;
    while (n_rungs > 0 && n < FINALISTS + 1) {
        size_t best = 0;
        for (size_t e = 1; e < search->n_entries; e++) {
            bool is_taken = search->entries[e].n_rungs < n_rungs;
            for (size_t f = 0; f < n; f++)
                is_taken |= finalists[f] == e;
            if (!is_taken && (best == 0 || search_is_better(search, e, best, n_rungs - 1)))
                best = e;
        }
        if (best == 0)
            break;
        finalists[n++] = best;
    }
    return n;
}

/* Scores the finalists on those folds of the fresh split that there is time to train all of them on. */
static enum bagtag_status score_anew(struct search *search, struct contender *contenders, size_t n,
                                     struct bagtag_error *error)
{
    enum bagtag_status status =
        search_run_folds(search, contenders, n, SAMPLE_FOLDS, search->n_fresh_folds, 1.0, error);
    size_t n_folds = 0;
    for (bool have_all = true; status == BAGTAG_OK && have_all && n_folds < search->n_fresh_folds; n_folds += have_all)
        for (size_t c = 0; c < n; c++)
            have_all &= contenders[c].has_card[n_folds];
    for (size_t c = 0; status == BAGTAG_OK && n_folds > 0 && c < n; c++) {
        struct entry *entry = &search->entries[contenders[c].entry];
        status = search_score(search, &contenders[c], FRESH_SPLIT, n_folds, &entry->is_rescored, error);
        if (status == BAGTAG_OK)
            search_report_scored(search, contenders[c].entry, FRESH_SPLIT, n_folds);
    }
    return status;
}

enum bagtag_status search_run_finals(struct search *search, struct bagtag_error *error)
{
    size_t finalists[FINALISTS + 1], n = choose_finalists(search, finalists);
    struct contender *contenders = NULL;
    if (n < 2)
        return BAGTAG_OK;
    enum bagtag_status status = search_contenders_make(search, n, &contenders, error);
    for (size_t c = 0; status == BAGTAG_OK && c < n; c++)
        contenders[c].entry = finalists[c];
    if (status == BAGTAG_OK)
        status = score_anew(search, contenders, n, error);
    search_contenders_free(contenders, n);
    return status;
}

/* The rung that decides: FRESH_SPLIT if the first settings were scored on the fresh split, otherwise the last they
 * reached. */
static size_t deciding_rung(const struct search *search)
{
    const struct entry *first = &search->entries[0];
    return first->is_rescored ? FRESH_SPLIT : first->n_rungs ? first->n_rungs - 1 : 0;
}

/* What entries are ranked by: their score in the deciding rung; if that is FRESH_SPLIT, their last score before it is
 * added. */
static double standing(const struct search *search, size_t e)
{
    const struct entry *entry = &search->entries[e];
    size_t rung = deciding_rung(search), n_rungs = search->entries[0].n_rungs;
    return entry->scores[rung] + (rung == FRESH_SPLIT && n_rungs > 0 ? entry->scores[n_rungs - 1] : 0.0);
}

/* The best of the entries scored on the fresh split, if it did better than the first settings there and in both scores
 * together. If the first were not scored there, the best of those that came as far as the first did, unless that is
 * only the first rung, whose few documents are no reason to leave the first settings. */
static size_t choose(const struct search *search)
{
    const struct entry *first = &search->entries[0];
    size_t rung = deciding_rung(search), best = 0;
    for (size_t e = 1; rung > 0 && e < search->n_entries; e++) {
        const struct entry *entry = &search->entries[e];
        bool is_scored =
            rung == FRESH_SPLIT ? entry->is_rescored && entry->n_rungs >= first->n_rungs : entry->n_rungs > rung;
        if (is_scored && entry->scores[rung] > first->scores[rung] && standing(search, e) > standing(search, best))
            best = e;
    }
    return best;
}

static uint32_t count_scored(const struct search *search)
{
    uint32_t n = 0;
    for (size_t e = 0; e < search->n_entries; e++)
        n += search->entries[e].n_rungs > 0 || search->entries[e].is_rescored;
    return n;
}

struct search_result search_choose(const struct search *search)
{
    const struct entry *first = &search->entries[0];
    size_t best = choose(search), rung = deciding_rung(search);
    bool has_score = first->is_rescored || first->n_rungs > 0;
    return (struct search_result){.best = search->entries[best].settings,
                                  .chosen = (uint32_t)best + 1,
                                  .trials = count_scored(search),
                                  .trainings = search->n_trainings,
                                  .score = has_score ? search->entries[best].scores[rung] : -1.0,
                                  .first_score = has_score ? first->scores[rung] : -1.0,
                                  .n_scored = has_score ? first->n_scored[rung] : 0,
                                  .is_rescored = first->is_rescored,
                                  .has_ended = search->has_ended};
}
