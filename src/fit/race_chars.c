/* race_chars.c - the second round of a race: with character n-grams or without */
/* SPDX-License-Identifier: MIT */
#include "fit/race_chars.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "learn/sample.h"
#include "learn/sample_chars.h"
#include "learn/trial.h"

enum { FEWEST_FOLDS = 2 };
static const double MOST_ROWS = 1e8;      /* of the whole training set, each time that a document has one */
static const double SAMPLE_ROWS = 5e6;    /* of the documents that race */
static const double ROWS_TO_TRAIN = 12e6; /* and of those of all folds */

static const struct {
    uint32_t min, max;
} lengths[] = {{2, 4}, {3, 5}};
/* Of a sample with a smaller part of all rows than this, most runs of words are met too seldom to tell their worth:
 * they are taken where they are about as good. */
static const double SMALL_PART = 0.5;
enum { N_LENGTHS = sizeof lengths / sizeof *lengths };
/* Without characters, with those of each range, and with n-grams beside them. */
enum { N_CANDIDATES = N_LENGTHS + 2 };

struct round {
    const struct corpus_contents *contents;
    const struct settings *settings;
    struct choosing *choosing;
    size_t n_run; /* candidates */
    struct sample sample;
    size_t n_folds;
    struct trial trials[SAMPLE_FOLDS];
};

static size_t folds_for(double n_rows)
{
    double n_folds = floor(ROWS_TO_TRAIN / n_rows);
    return n_folds < FEWEST_FOLDS ? FEWEST_FOLDS : n_folds > SAMPLE_FOLDS ? SAMPLE_FOLDS : (size_t)n_folds;
}

/* The share of held-out documents that CANDIDATE is right about. */
static enum bagtag_status run(struct round *round, const struct sample *sample, const struct candidate *candidate,
                              double *accuracy, size_t *n_scored, struct bagtag_error *error)
{
    size_t n_right = 0;
    struct settings settings =
        candidate_trial(candidate, round->settings, round->contents, sample->documents.n_documents);
    for (size_t fold = 0; fold < round->n_folds; fold++)
        round->trials[fold] = (struct trial){.settings = settings,
                                             .sample = sample,
                                             .view = {.fold = fold, .share = 1.0, .has_ngrams = candidate->has_ngrams}};
    const struct choosing_step step = {.stage = BAGTAG_CHOOSING,
                                       .trials = round->trials,
                                       .n = round->n_folds,
                                       .candidates = candidate,
                                       .n_candidates = 1,
                                       .n_before = round->n_run++,
                                       .n_of = N_CANDIDATES};
    enum bagtag_status status = choosing_run(round->choosing, &step, error);
    if (status != BAGTAG_OK)
        return status;
    *n_scored = 0;
    for (size_t fold = 0; fold < round->n_folds; fold++) {
        n_right += round->trials[fold].n_right;
        *n_scored += round->trials[fold].n_scored;
    }
    *accuracy = *n_scored ? (double)n_right / (double)*n_scored : 0.0;
    return BAGTAG_OK;
}

/* What chance does to an ACCURACY over N documents. */
static double standard_error(double accuracy, size_t n)
{
    return n ? sqrt(accuracy * (1.0 - accuracy) / (double)n) : 1.0;
}

/* CANDIDATE takes the place of what is best so far when it reaches more than *LEAST, which then is more than it reached
 * by what chance does. */
static enum bagtag_status try(struct round *round, struct candidate candidate, struct race_result *result,
                              double *least, struct bagtag_error *error)
{
    const struct subwords rules = {
        .min_n = candidate.chars_min, .max_n = candidate.chars_max, .known.n_buckets = round->settings->buckets};
    struct subword_lists lists = {0};
    struct sample spelled = {0};
    double accuracy = 0;
    size_t n_scored = 0;
    enum bagtag_status status = subword_lists_make(&lists, &rules, round->contents, round->choosing->pool, error);
    if (status == BAGTAG_OK)
        status = sample_spell(&spelled, &round->sample, &lists, candidate.has_ngrams, round->choosing->pool, error);
    subword_lists_clear(&lists);
    if (status == BAGTAG_OK)
        status = run(round, &spelled, &candidate, &accuracy, &n_scored, error);
    sample_clear(&spelled);
    if (status == BAGTAG_OK && accuracy > *least) {
        *least = accuracy + standard_error(accuracy, n_scored);
        result->accuracy = accuracy;
        result->best = candidate;
        result->n_held_out = n_scored;
    }
    return status;
}

enum bagtag_status race_chars(const struct corpus_contents *contents, const struct settings *settings,
                              struct choosing *choosing, struct race_result *result, struct bagtag_error *error)
{
    const struct dataset *train = &contents->train;
    const struct subwords rules = {.min_n = lengths[0].min, .max_n = lengths[0].max};
    double plain_rows = (double)train->offsets[train->n_documents];
    double n_rows = plain_rows + subword_rows_count(&rules, contents);
    if (n_rows > MOST_ROWS || n_rows == plain_rows)
        return BAGTAG_OK;
    struct round round = {.contents = contents, .settings = settings, .choosing = choosing};
    double part = SAMPLE_ROWS < n_rows ? SAMPLE_ROWS / n_rows : 1.0;
    round.n_folds = folds_for(n_rows * part);
    enum bagtag_status status = sample_take(&round.sample, contents, (uint64_t)ceil(plain_rows * part), SIZE_MAX,
                                            settings->seed, choosing->pool, error);
    double without = 0;
    size_t n_scored = 0;
    if (status == BAGTAG_OK)
        status = run(&round, &round.sample, &result->best, &without, &n_scored, error);
    double least = without + standard_error(without, n_scored);
    struct race_result best = *result;
    for (size_t i = 0; status == BAGTAG_OK && i < N_LENGTHS; i++) {
        struct candidate candidate = best.best;
        candidate.chars_min = lengths[i].min;
        candidate.chars_max = lengths[i].max;
        status = try(&round, candidate, &best, &least, error);
    }
    bool may_have_runs =
        !best.best.has_ngrams && contents->max_ngram > 1 && !settings_is_given(settings, SETTING_NGRAMS);
    if (status == BAGTAG_OK && best.best.chars_max > 0 && may_have_runs && part < SMALL_PART) {
        struct candidate candidate = best.best;
        candidate.has_ngrams = true;
        least = best.accuracy - standard_error(best.accuracy, best.n_held_out);
        status = try(&round, candidate, &best, &least, error);
    }
    if (status == BAGTAG_OK && best.best.chars_max > 0) {
        best.words_accuracy = without;
        *result = best;
    }
    sample_clear(&round.sample);
    return status;
}
