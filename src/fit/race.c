/* race.c - settings chosen by a short race on held-out documents */
/* SPDX-License-Identifier: MIT */
#include "fit/race.h"

#include "fit/round.h"
#include "learn/sample_chars.h"

/* Limits for the rows of the racing documents, so that a race is short on any data: SAMPLE_ROWS, or up to
 * SAMPLE_ROWS_MOST if documents are long, and FOLDS_ROWS over all folds. */
static const uint64_t SAMPLE_ROWS = 3000000, SAMPLE_ROWS_MOST = 6000000, FOLDS_ROWS = 12000000;

/* Tried besides the usual one; the simpler come first, so that they win ties. */
static const struct candidate candidates[] = {
    {.weight = WEIGHT_NONE, .has_ngrams = false, .decay = 0.0},
    {.weight = WEIGHT_NONE, .has_ngrams = true, .decay = 0.0},
    {.weight = WEIGHT_IDF, .has_ngrams = true, .decay = 0.0003},
    {.weight = WEIGHT_GAIN, .has_ngrams = false, .decay = 0.0003},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.0},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.0003},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.001},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.003},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.01},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.0001, .layer = LAYER_IDENTITY},
    {.weight = WEIGHT_GAIN, .has_ngrams = true, .decay = 0.0001, .layer = LAYER_CODES},
};
enum { N_CANDIDATES = 1 + sizeof candidates / sizeof *candidates };

static bool is_plain(const struct candidate *candidate)
{
    return candidate->weight == WEIGHT_NONE && !candidate->has_ngrams && candidate->chars_max == 0;
}

static bool is_like(const struct candidate *a, const struct candidate *b)
{
    return a->weight == b->weight && a->has_ngrams == b->has_ngrams && a->decay == b->decay && a->layer == b->layer;
}

/* With more labels than this, a column for each label leaves too few documents for a column, and codes are tried
 * instead. */
enum { MAX_COLUMNS = 32 };

/* Without weights, rows learn too slowly for a fixed layer. */
static bool is_hopeless(const struct candidate *candidate, const struct settings *settings, size_t n_labels)
{
    enum layer suited = n_labels > MAX_COLUMNS ? LAYER_CODES : LAYER_IDENTITY;
    return candidate->layer != LAYER_TRAINED && !settings_is_given(settings, SETTING_LAYER) &&
           (candidate->layer != suited || candidate->weight != WEIGHT_GAIN);
}

/* Fills HEAT with the usual candidate and the others, around what is given, each once; returns how many. */
static size_t list_entrants(struct candidate entrants[N_CANDIDATES], const struct candidate *usual,
                            const struct settings *settings, size_t n_labels)
{
    size_t n = 0;
    entrants[n++] = *usual;
    for (size_t i = 0; i + 1 < N_CANDIDATES; i++) {
        struct candidate candidate = candidates[i];
        candidate.chars_min = usual->chars_min;
        candidate.chars_max = usual->chars_max;
        candidate.loss = usual->loss;
        entrants[n] = candidate_around(candidate, settings);
        bool is_new = !is_hopeless(&entrants[n], settings, n_labels);
        for (size_t c = 0; c < n; c++)
            is_new &= !is_like(&entrants[c], &entrants[n]);
        n += is_new;
    }
    return n;
}

/* The rows of as many documents as make a single fold large enough, within the limits. */
static uint64_t rows_for(const struct corpus_contents *contents)
{
    uint64_t n = corpus_contents_read(contents), rows = contents->train.offsets[n] / n * ROUND_ENOUGH * SAMPLE_FOLDS;
    return rows < SAMPLE_ROWS ? SAMPLE_ROWS : rows > SAMPLE_ROWS_MOST ? SAMPLE_ROWS_MOST : rows;
}

/* As many folds as time allows. */
static size_t folds_for(const struct sample *sample)
{
    size_t n_folds = round_folds(sample);
    while (n_folds > 1 && n_folds * sample->documents.offsets[sample->documents.n_documents] > FOLDS_ROWS)
        n_folds--;
    return n_folds;
}

/* The index of the candidate most often right, of those that are not out and whose layer is trained, or fixed unless
 * IS_TRAINED; on a tie, the first; N if there is none. */
static size_t find_best_with(bool is_trained, const struct candidate *entrants, const struct outcome *outcomes,
                             size_t n)
{
    size_t best = n;
    for (size_t c = 0; c < n; c++)
        if (!outcomes[c].is_eliminated && (entrants[c].layer == LAYER_TRAINED) == is_trained &&
            (best == n || outcomes[c].n_right > outcomes[best].n_right))
            best = c;
    return best;
}

/* The index of the best. With a fixed layer, word vectors express nothing but scores, so it must be clearly better. */
static size_t find_best(const struct candidate *entrants, const struct outcome *outcomes, size_t n)
{
    size_t best = find_best_with(true, entrants, outcomes, n);
    size_t fixed = find_best_with(false, entrants, outcomes, n);
    if (best == n || (fixed < n && outcome_is_clearly_better(&outcomes[fixed], &outcomes[best])))
        return fixed;
    return best;
}

/* Adds the best candidate of HEAT[0..n) that is not IS_ALIKE to candidate BEST, unless it is hopeless or already
 * there. */
static void add_other(struct race_result *result, const struct candidate *entrants, const struct outcome *outcomes,
                      size_t n, size_t best, bool (*is_alike)(const struct candidate *, const struct candidate *))
{
    size_t other = n;
    for (size_t c = 0; c < n; c++)
        if (!is_alike(&entrants[c], &entrants[best]) &&
            (other == n || outcome_accuracy(&outcomes[c]) > outcome_accuracy(&outcomes[other])))
            other = c;
    if (other < n && !outcome_is_hopeless(&outcomes[other], &outcomes[best]) &&
        (result->n_others == 0 || !is_like(&result->others[0], &entrants[other])))
        result->others[result->n_others++] = entrants[other];
}

static bool has_same_weight(const struct candidate *a, const struct candidate *b)
{
    return a->weight == b->weight;
}

static bool has_same_layer(const struct candidate *a, const struct candidate *b)
{
    return a->layer == b->layer;
}

/* Makes CANDIDATE the best of RESULT, which takes over OUTCOME. */
static void put_first(struct race_result *result, const struct candidate *candidate, struct outcome *outcome)
{
    outcomes_clear(&result->outcome, 1);
    result->best = *candidate;
    result->accuracy = outcome_accuracy(outcome);
    result->outcome = *outcome;
    outcome->is_right = NULL;
}

/* Picks the best of HEAT[0..n), the first of which is the usual one, and the best of other kinds. */
static void judge(const struct candidate *entrants, struct outcome *outcomes, size_t n, struct race_result *result)
{
    size_t best = find_best(entrants, outcomes, n);
    if (!outcome_is_clearly_better(&outcomes[best], &outcomes[0]))
        best = 0;
    for (size_t c = 0; c < n; c++)
        if (is_plain(&entrants[c]))
            result->plain_accuracy = outcome_accuracy(&outcomes[c]);
    result->n_held_out = outcomes[best].n_scored;
    add_other(result, entrants, outcomes, n, best, has_same_weight);
    add_other(result, entrants, outcomes, n, best, has_same_layer);
    put_first(result, &entrants[best], &outcomes[best]);
}

/* Replaces ova by softmax if that is better, as it may be if only some documents have several labels. */
static enum bagtag_status try_softmax(struct round *round, const struct sample *sample, struct race_result *result,
                                      struct bagtag_error *error)
{
    struct candidate softmax = result->best;
    struct outcome outcome = {0};
    softmax.loss = LOSS_SOFTMAX;
    round->n_of++;
    round->to_beat = &result->outcome;
    enum bagtag_status status = round_try(round, sample, &softmax, 1, &outcome, error);
    if (status == BAGTAG_OK && !outcome.is_eliminated && outcome_accuracy(&outcome) > result->accuracy) {
        put_first(result, &softmax, &outcome);
        for (size_t i = 0; i < result->n_others; i++)
            result->others[i].loss = LOSS_SOFTMAX;
    }
    outcomes_clear(&outcome, 1);
    return status;
}

enum bagtag_status race_run(const struct corpus_contents *contents, const struct settings *settings,
                            struct choosing *choosing, struct race_result *result, struct bagtag_error *error)
{
    struct candidate entrants[N_CANDIDATES];
    struct outcome outcomes[N_CANDIDATES] = {{0}};
    struct sample sample = {0};
    *result = (struct race_result){.best = candidate_default(contents, settings),
                                   .accuracy = -1.0,
                                   .plain_accuracy = -1.0,
                                   .words_accuracy = -1.0};
    if (corpus_contents_read(contents) < RACE_MIN_DOCUMENTS)
        return BAGTAG_OK;
    size_t n = list_entrants(entrants, &result->best, settings, contents->labels.n_words);
    const struct subwords rules = {
        .min_n = result->best.chars_min, .max_n = result->best.chars_max, .known.n_buckets = settings->buckets};
    struct round round = {.contents = contents, .settings = settings, .choosing = choosing, .n_of = n};
    enum bagtag_status status = sample_take_with_chars(&sample, contents, &rules, true, (double)rows_for(contents),
                                                       settings->seed, choosing->pool, error);
    if (status == BAGTAG_OK) {
        round.n_folds = folds_for(&sample);
        result->n_documents = sample.documents.n_documents;
        status = round_try(&round, &sample, entrants, n, outcomes, error);
    }
    if (status == BAGTAG_OK)
        judge(entrants, outcomes, n, result);
    if (status == BAGTAG_OK && result->best.loss == LOSS_OVA && !settings_is_given(settings, SETTING_LOSS))
        status = try_softmax(&round, &sample, result, error);
    outcomes_clear(outcomes, n);
    sample_clear(&sample);
    return status;
}
