/* race_chars.c - the second round of a race: with character n-grams or without */
/* SPDX-License-Identifier: MIT */
#include "fit/race_chars.h"

#include <math.h>

#include "fit/round.h"
#include "learn/sample_chars.h"

enum { MIN_FOLDS = 2 };
static const double MAX_ROWS = 1e8;       /* of the whole training set, with repetitions */
static const double SAMPLE_ROWS = 5e6;    /* of the racing documents */
static const double ROWS_TO_TRAIN = 12e6; /* of the same over all folds */

static const struct {
    uint32_t min, max;
} lengths[] = {{2, 4}, {3, 5}};
enum { N_LENGTHS = sizeof lengths / sizeof *lengths, MAX_TRIED = N_LENGTHS + 3 + RACE_OTHERS };
static const double DROPOUT = 0.7;
/* In a sample with a smaller part of all rows than this, most word n-grams are too rare to show their worth: they are
 * chosen if they are about as good. */
static const double SMALL_PART = 0.5;

/* With fewer documents, held-out ones hardly show which candidate is better. */
static const double FEW_DOCUMENTS = 1000.0;
/* And dropout, which costs where a single word decides, is then tried only with more labels than this: over 10 draws of
 * 500 to 900 documents from sets of 2 to 6 labels, .7738 of the left-out documents were right with it and .7793
 * without. */
enum { FEW_LABELS = 8 };

static size_t folds_for(const struct sample *sample, double n_rows)
{
    double n_folds = floor(ROWS_TO_TRAIN / n_rows), n_enough = (double)round_folds(sample);
    n_folds = n_folds < n_enough ? n_folds : n_enough;
    return n_folds > MIN_FOLDS ? (size_t)n_folds : MIN_FOLDS;
}

/* The standard error of the number of right documents. */
static double standard_error(const struct outcome *outcome)
{
    double p = outcome_accuracy(outcome);
    return sqrt((double)outcome->n_scored * p * (1.0 - p));
}

/* The racing documents with the character n-grams of one candidate. */
struct char_sample {
    uint32_t chars_min, chars_max;
    bool has_ngrams;
    struct sample sample;
};

/* A race in progress. Candidates with the same n-grams share the sample made for the first of them. */
struct racing {
    struct round round;
    struct sample sample; /* without character n-grams */
    struct char_sample with_chars[MAX_TRIED];
    size_t n_with_chars;
    double part; /* of the rows of the whole training set that is in the sample */
};

static void racing_clear(struct racing *racing)
{
    for (size_t i = 0; i < racing->n_with_chars; i++)
        sample_clear(&racing->with_chars[i].sample);
    sample_clear(&racing->sample);
}

static enum bagtag_status add_chars(struct racing *racing, const struct candidate *candidate, struct sample *with_chars,
                                    struct bagtag_error *error)
{
    const struct round *round = &racing->round;
    const struct subwords rules = {
        .min_n = candidate->chars_min, .max_n = candidate->chars_max, .known.n_buckets = round->settings->buckets};
    struct subword_lists lists = {0};
    struct pool *pool = round->choosing->pool;
    enum bagtag_status status =
        subword_lists_make(&lists, &rules, round->contents, &racing->sample.documents, pool, error);
    if (status == BAGTAG_OK)
        status = sample_add_chars(with_chars, &racing->sample, &lists, candidate->has_ngrams, pool, error);
    subword_lists_clear(&lists);
    return status;
}

/* The racing documents with the n-grams of CANDIDATE; NULL on failure. */
static const struct sample *documents_for(struct racing *racing, const struct candidate *candidate,
                                          enum bagtag_status *status, struct bagtag_error *error)
{
    if (candidate->chars_max == 0)
        return &racing->sample;
    for (size_t i = 0; i < racing->n_with_chars; i++) {
        const struct char_sample *known = &racing->with_chars[i];
        if (known->chars_min == candidate->chars_min && known->chars_max == candidate->chars_max &&
            known->has_ngrams == candidate->has_ngrams)
            return &known->sample;
    }
    struct char_sample *added = &racing->with_chars[racing->n_with_chars++];
    *added = (struct char_sample){
        .chars_min = candidate->chars_min, .chars_max = candidate->chars_max, .has_ngrams = candidate->has_ngrams};
    *status = add_chars(racing, candidate, &added->sample, error);
    return *status == BAGTAG_OK ? &added->sample : NULL;
}

static enum bagtag_status try(struct racing *racing, const struct candidate *candidate, struct outcome *outcome,
                              struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    const struct sample *sample = documents_for(racing, candidate, &status, error);
    return sample != NULL ? round_try(&racing->round, sample, candidate, 1, outcome, error) : status;
}

/* The best candidate so far, and its outcome. */
struct leader {
    struct candidate candidate;
    struct outcome outcome;
    size_t chars_right; /* documents right if only the first lengths are added; 0: not tried, or out */
};

/* Makes the best of RESULT the leader. It is tried again unless it was on the same documents. */
static enum bagtag_status begin(struct racing *racing, struct race_result *result, struct leader *leader,
                                struct bagtag_error *error)
{
    leader->candidate = result->best;
    if (leader->candidate.chars_max > 0 || racing->sample.documents.n_documents != result->n_documents ||
        !outcome_keep_folds(&result->outcome, &racing->sample, racing->round.n_folds))
        return try(racing, &leader->candidate, &leader->outcome, error);
    leader->outcome = result->outcome;
    result->outcome.is_right = NULL;
    racing->round.n_tried++;
    return BAGTAG_OK;
}

/* Whether A is right about more documents than B plus MARGIN; if A's layer is fixed and B's trained, whether A is
 * clearly better. */
static bool is_better(const struct leader *a, const struct leader *b, double margin)
{
    if (a->candidate.layer != LAYER_TRAINED && b->candidate.layer == LAYER_TRAINED)
        return outcome_is_clearly_better(&a->outcome, &b->outcome);
    return (double)a->outcome.n_right > (double)b->outcome.n_right + margin;
}

/* Whether A is B, which has no character n-grams, with those of the first lengths. */
static bool adds_first_lengths(const struct candidate *a, const struct candidate *b)
{
    return b->chars_max == 0 && a->chars_max == lengths[0].max && a->dropout == b->dropout;
}

/* Tries CANDIDATE, which takes the lead if it beats the leader by more than MARGIN documents. */
static enum bagtag_status challenge(struct racing *racing, struct leader *leader, struct candidate candidate,
                                    double margin, struct bagtag_error *error)
{
    struct leader challenger = {.candidate = candidate};
    racing->round.to_beat = &leader->outcome;
    enum bagtag_status status = try(racing, &candidate, &challenger.outcome, error);
    if (status == BAGTAG_OK && !challenger.outcome.is_eliminated && is_better(&challenger, leader, margin)) {
        outcomes_clear(&leader->outcome, 1);
        *leader = challenger;
        return BAGTAG_OK;
    }
    if (!challenger.outcome.is_eliminated && adds_first_lengths(&candidate, &leader->candidate))
        leader->chars_right = challenger.outcome.n_right;
    outcomes_clear(&challenger.outcome, 1);
    return status;
}

/* The margin, in documents, at which a candidate is clearly better than the leader. */
static double whole_margin(const struct leader *leader)
{
    return 1.0 + standard_error(&leader->outcome);
}

/* The margin for bringing in character n-grams, or other lengths of them. If all documents race, the first n-grams may
 * seem up to a standard error worse: over 32 draws of 1,500 to 10,000 documents, .8050 of the left-out ones were right
 * with this margin, and .8030 with the whole one, under which 15 draws had no n-grams. If few of the documents race,
 * the first n-grams need the whole margin, because n-grams help few documents more than many, and many take longer to
 * train. So do other lengths, and so do n-grams beside unweighted words, which they drown out. */
static double margin_of_chars(const struct racing *racing, const struct leader *leader)
{
    bool is_first = leader->candidate.chars_max == 0 && leader->candidate.weight != WEIGHT_NONE;
    double part = is_first ? racing->part : 0.0;
    return (1.0 - part) * whole_margin(leader) - part * standard_error(&leader->outcome);
}

/* Tries the lengths that the leader did not begin with. */
static enum bagtag_status try_lengths(struct racing *racing, struct leader *leader, struct bagtag_error *error)
{
    struct candidate first = leader->candidate;
    enum bagtag_status status = BAGTAG_OK;
    for (size_t i = 0; status == BAGTAG_OK && i < N_LENGTHS; i++) {
        struct candidate candidate = leader->candidate;
        candidate.chars_min = lengths[i].min;
        candidate.chars_max = lengths[i].max;
        if (candidate.chars_min != first.chars_min || candidate.chars_max != first.chars_max)
            status = challenge(racing, leader, candidate, margin_of_chars(racing, leader), error);
    }
    return status;
}

/* Reconsiders what was chosen without character n-grams (word n-grams, weight, layer), now that they are clearly
 * better. */
static enum bagtag_status try_others(struct racing *racing, struct leader *leader, const struct race_result *result,
                                     struct bagtag_error *error)
{
    bool may_have_ngrams = !leader->candidate.has_ngrams && racing->round.contents->max_ngram > 1 &&
                           !settings_is_given(racing->round.settings, SETTING_NGRAMS);
    enum bagtag_status status = BAGTAG_OK;
    if (may_have_ngrams && racing->part < SMALL_PART) {
        struct candidate candidate = leader->candidate;
        candidate.has_ngrams = true;
        status = challenge(racing, leader, candidate, -standard_error(&leader->outcome), error);
    }
    for (size_t i = 0; status == BAGTAG_OK && i < result->n_others; i++) {
        struct candidate candidate = result->others[i];
        candidate.chars_min = leader->candidate.chars_min;
        candidate.chars_max = leader->candidate.chars_max;
        status = challenge(racing, leader, candidate, 0.0, error);
    }
    return status;
}

/* The margin, in documents, for the standard candidate of few documents. It is negative: that candidate may seem worse,
 * the more so the fewer documents there are. */
static double margin_of_few(const struct leader *leader, size_t n_documents)
{
    double margin = (2.0 - FEW_DOCUMENTS / (double)n_documents) * whole_margin(leader);
    double error = standard_error(&leader->outcome);
    return margin < -error ? margin : -error;
}

/* Whether no candidate did better than guessing. */
static bool is_blind(const struct race_result *race, size_t n_labels)
{
    return n_labels > 1 && race->accuracy * (double)n_labels <= 1.0;
}

/* Tries dropout, together with character n-grams, as it needs many different rows. Two sets of two labels gained
 * nothing from it. Where it does harm, the harm is large and trials show it. But dropout gains more with fewer
 * documents, as there are in trials: of package descriptions, 41,000 documents, four folds, .8408 were right with it,
 * .8522 with n-grams alone and .8476 with words, but about the same number each in trials with 2,100 documents. So it
 * must beat the leader; with few documents, which show little, by up to a standard error, more the fewer there are. If
 * the leader has words alone, dropout brings n-grams along, and must also beat these without dropout. */
static enum bagtag_status try_dropout(struct racing *racing, struct leader *leader, struct bagtag_error *error)
{
    struct candidate candidate = leader->candidate;
    double n_documents = (double)corpus_contents_read(racing->round.contents);
    size_t n_labels = racing->round.contents->labels.n_words;
    if (n_labels <= 2 || (n_documents < FEW_DOCUMENTS && n_labels <= FEW_LABELS))
        return BAGTAG_OK;
    candidate.dropout = DROPOUT;
    candidate.weight = WEIGHT_GAIN;
    candidate.decay = 0.0001;
    if (candidate.chars_max == 0) {
        candidate.chars_min = lengths[0].min;
        candidate.chars_max = lengths[0].max;
    }
    candidate = candidate_around(candidate, racing->round.settings);
    if (candidate.dropout == leader->candidate.dropout)
        return BAGTAG_OK;
    double margin = 0.0;
    if (leader->chars_right > leader->outcome.n_right)
        margin = (double)(leader->chars_right - leader->outcome.n_right);
    if (n_documents < FEW_DOCUMENTS)
        margin += (1.0 - n_documents / FEW_DOCUMENTS) * standard_error(&leader->outcome);
    return challenge(racing, leader, candidate, margin, error);
}

enum bagtag_status race_chars(const struct corpus_contents *contents, const struct settings *settings,
                              struct choosing *choosing, struct race_result *result, struct bagtag_error *error)
{
    const struct dataset *train = &contents->train;
    const struct subwords rules = {.min_n = lengths[0].min, .max_n = lengths[0].max};
    double plain_rows = (double)train->offsets[train->n_documents];
    double n_rows = plain_rows + subword_rows_count(&rules, contents);
    if (n_rows > MAX_ROWS || n_rows == plain_rows)
        return BAGTAG_OK;
    struct candidate usual_of_few = candidate_default_of_few(&result->best, settings);
    bool is_usual = usual_of_few.weight != WEIGHT_NONE && contents->pretrained == NULL;
    if (result->n_held_out == 0) {
        result->best = is_usual ? usual_of_few : result->best;
        return BAGTAG_OK;
    }
    struct racing racing = {
        .round = {.contents = contents, .settings = settings, .choosing = choosing, .n_of = MAX_TRIED},
        .part = SAMPLE_ROWS < n_rows ? SAMPLE_ROWS / n_rows : 1.0};
    struct leader leader = {0};
    double words_accuracy = -1.0;
    enum bagtag_status status = sample_take(&racing.sample, contents, (uint64_t)ceil(plain_rows * racing.part),
                                            SIZE_MAX, settings->seed, choosing->pool, error);
    racing.round.n_folds = folds_for(&racing.sample, n_rows * racing.part);
    if (status == BAGTAG_OK)
        status = begin(&racing, result, &leader, error);
    if (status == BAGTAG_OK && leader.candidate.chars_max == 0)
        words_accuracy = outcome_accuracy(&leader.outcome);
    double clearly = leader.candidate.chars_max == 0 ? (double)leader.outcome.n_right + whole_margin(&leader) : 0.0;
    bool is_few = is_usual && (double)corpus_contents_read(contents) < FEW_DOCUMENTS;
    if (status == BAGTAG_OK && is_few)
        status =
            challenge(&racing, &leader, usual_of_few, margin_of_few(&leader, corpus_contents_read(contents)), error);
    if (status == BAGTAG_OK && !is_few)
        status = try_lengths(&racing, &leader, error);
    if (status == BAGTAG_OK && !is_few && leader.candidate.chars_max > 0 && (double)leader.outcome.n_right > clearly)
        status = try_others(&racing, &leader, result, error);
    if (status == BAGTAG_OK)
        status = try_dropout(&racing, &leader, error);
    if (status == BAGTAG_OK && leader.candidate.chars_max > 0) {
        result->best = leader.candidate;
        result->accuracy = outcome_accuracy(&leader.outcome);
        result->words_accuracy = words_accuracy;
        result->n_held_out = leader.outcome.n_scored;
    }
    if (status == BAGTAG_OK && is_usual && is_blind(result, contents->labels.n_words))
        result->best = usual_of_few;
    outcomes_clear(&leader.outcome, 1);
    racing_clear(&racing);
    return status;
}
