/* promise_precision.c - the lowest threshold whose precision can be promised */
/* SPDX-License-Identifier: MIT */
#include "bagtag_choose.h"

#include <inttypes.h>

#include "base/binomial.h"
#include "base/number.h"
#include "base/plural.h"
#include "io/input.h"
#include "use/filter.h"
#include "use/labelled_scores.h"

/*
 * Many thresholds are tested on the same lines, and the best of many trials looks better than it is. So they are tested
 * in a fixed order, the highest first, by rank: the threshold of rank K is the one that the best K lines reach. The
 * ranks are the starts, K = m, 2 m, 4 m, 8 m (fewer of them if there are few lines), and ranks in between and beyond.
 * Each start receives an equal share of the error of 5 %. A threshold that passes its test hands its error level on to
 * the next; one that fails loses it (the fallback procedure of Wiens, 2003). So the probability that any threshold
 * without the promised precision passes is at most 5 %. m is the fewest lines that can pass at a start.
 */
enum { MAX_STARTS = 4 };
#define ERROR 0.05
#define STEP 1.05 /* from rank to rank between starts */

struct starts {
    uint64_t first; /* m */
    int n;
};

static struct labelled_score judge(const void *context, const struct scored_records *scored, size_t i,
                                   const uint32_t *labels, size_t n)
{
    const struct filter *filter = context;
    struct labelled_score judged = {.score = filter_score(filter, scored, i)};
    for (size_t l = 0; l < n; l++)
        judged.is_right = judged.is_right || (labels[l] != LABEL_UNKNOWN && filter->is_asked[labels[l]]);
    return judged;
}

/* As many starts as there are lines for. EXPECTED, the sum of the scores, estimates how many lines have the label, and
 * the last start is not beyond that; a single start may be anywhere up to N. n = 0: too few lines for one. True labels
 * must not affect this choice. */
static struct starts find_starts(double precision, double expected, uint64_t n)
{
    struct starts starts = {.n = MAX_STARTS};
    for (; starts.n > 0; starts.n--) {
        starts.first = binomial_fewest(precision, ERROR / starts.n);
        uint64_t last = starts.first << (starts.n - 1);
        if (last <= n && (starts.n == 1 || (double)last <= expected))
            break;
    }
    return starts;
}

static bool is_start(const struct starts *starts, uint64_t rank)
{
    for (int i = 0; i < starts->n; i++)
        if (rank == starts->first << i)
            return true;
    return false;
}

/* The rank after RANK: one step further, but not past a start. */
static uint64_t next_rank(const struct starts *starts, uint64_t rank)
{
    uint64_t next = (uint64_t)((double)rank * STEP) + 1;
    for (int i = 0; i < starts->n; i++)
        if (rank < starts->first << i && next > starts->first << i)
            return starts->first << i;
    return next;
}

/* Tests the thresholds of the N best lines in SORTED; stores the last that passes. Returns whether one passed. */
static bool test_thresholds(const struct labelled_score *sorted, uint64_t n, const struct starts *starts,
                            double precision, struct bagtag_promise *promise)
{
    uint64_t right = 0, counted = 0;
    double level = 0.0;
    bool is_found = false;
    for (uint64_t rank = starts->first; rank <= n; rank = next_rank(starts, rank)) {
        while (counted < rank || (counted < n && sorted[counted].score == sorted[rank - 1].score))
            right += sorted[counted++].is_right;
        level += is_start(starts, rank) ? ERROR / starts->n : 0.0;
        if (level == 0.0)
            continue;
        if (binomial_tail(right, counted, precision) > level) {
            level = 0.0;
            continue;
        }
        is_found = true;
        promise->threshold = (double)sorted[rank - 1].score;
        promise->passed = counted;
        promise->right = right;
    }
    return is_found;
}

/* The error if there is no threshold: of N lines with a score, CARRY have the label. */
static enum bagtag_status refuse(const struct labelled_score *sorted, uint64_t n, uint64_t carry,
                                 const struct starts *starts, const char *file, double precision,
                                 struct bagtag_error *error)
{
    uint64_t right = 0, fewest = binomial_fewest(precision, ERROR);
    if (carry < fewest) /* true for any model: that many must be right even if none is wrong */
        return error_set(error, BAGTAG_INPUT,
                         "%s: expected at least %" PRIu64 " line%s with the label for a precision of %g; found %" PRIu64
                         " among %" PRIu64 " labelled line%s",
                         file, fewest, plural_s(fewest), precision, carry, n, plural_s(n));
    for (uint64_t i = 0; i < starts->first; i++)
        right += sorted[i].is_right;
    return error_set(error, BAGTAG_INPUT,
                     "%s: no threshold has a precision of at least %g with 95 %% confidence: of the %" PRIu64
                     " line%s with the highest scores, %" PRIu64 " %s the label, which shows a precision of only %.3f",
                     file, precision, starts->first, plural_s(starts->first), right, right == 1 ? "has" : "have",
                     binomial_lower_bound(right, starts->first, ERROR / starts->n));
}

static enum bagtag_status find_threshold(struct labelled_scores *scores, const char *file, double precision,
                                         struct bagtag_promise *out, struct bagtag_error *error)
{
    struct bagtag_promise promise = {.lines = scores->n, .unused = scores->unused};
    uint64_t n = 0, carry = 0;
    double expected = 0.0;
    labelled_scores_sort(scores);
    for (size_t i = 0; i < scores->n; i++) {
        bool has_score = scores->list[i].score >= 0.0f;
        n += has_score;
        carry += has_score && scores->list[i].is_right;
        expected += has_score ? (double)scores->list[i].score : 0.0;
        promise.carry += scores->list[i].is_right;
    }
    struct starts starts = find_starts(precision, expected, n);
    if (starts.n == 0 || !test_thresholds(scores->list, n, &starts, precision, &promise))
        return refuse(scores->list, n, carry, &starts, file, precision, error);
    *out = promise;
    return BAGTAG_OK;
}

enum bagtag_status bagtag_promise_precision(const struct bagtag_model *model, const size_t *labels, size_t n_labels,
                                            const char *const *files, size_t n_files,
                                            const struct bagtag_filter_options *options, double precision,
                                            struct bagtag_promise *out, struct bagtag_error *error)
{
    struct filter filter = {.is_asked = NULL};
    struct labelled_scores scores = {.list = NULL};
    if (!(precision > 0.0 && precision < 1.0))
        return error_set(error, BAGTAG_ARGUMENT, "precision: expected a number above 0 and below 1; found %g",
                         number_shown(precision));
    enum bagtag_status status = filter_open(&filter, model, labels, n_labels, options, error);
    if (status == BAGTAG_OK)
        status = labelled_scores_read(
            &scores, model, files, n_files, &options->input, options->threads,
            &(struct labelled_judge){.judge = judge, .context = &filter, .choice = filter.chosen.choice}, error);
    if (status == BAGTAG_OK)
        status = find_threshold(&scores, input_name_of(n_files > 0 ? files[0] : "-"), precision, out, error);
    labelled_scores_clear(&scores);
    filter_close(&filter);
    return status;
}
