/* promise_coverage.c - the threshold for label sets with a promised coverage */
/* SPDX-License-Identifier: MIT */
#include "bagtag_choose.h"

#include <inttypes.h>
#include <math.h>

#include "io/input.h"
#include "base/number.h"
#include "base/plural.h"
#include "use/chosen_labels.h"
#include "use/labelled_scores.h"
#include "use/score_list.h"

/*
 * Split conformal prediction: the probability of the true label of a new text is equally likely to have any rank among
 * those of the N labelled texts. It is at least the K-th highest of them with probability K / (N + 1) or more, so K is
 * (N + 1) times the coverage, rounded up.
 */

struct judging {
    struct chosen_labels chosen;
    bool has_stand_in; /* unknown texts get no set */
};

/* The probability of the true label; of several labels the lowest, as all must be in the set. The best label is in any
 * set, whatever its probability. */
static struct labelled_score judge(const void *context, const struct scored_records *scored, size_t i,
                                   const uint32_t *labels, size_t n)
{
    const struct judging *judging = context;
    struct labelled_score judged = {
        .score = 1.0f, .beside_best = 1.0f, .is_right = scorer_has_answer(&scored->scorer, i)};
    uint32_t best = scorer_best(&scored->scorer, i, 1, scored->best) > 0 ? scored->best->label : LABEL_UNKNOWN;
    for (size_t l = 0; l < n && judged.is_right; l++) {
        judged.is_right = labels[l] != LABEL_UNKNOWN && judging->chosen.places[labels[l]] != CHOSEN_NONE;
        float probability = judged.is_right ? scorer_probability(&scored->scorer, i, labels[l]) : SCORE_LIST_NONE;
        judged.score = fminf(judged.score, probability);
        judged.beside_best = labels[l] == best ? judged.beside_best : fminf(judged.beside_best, probability);
    }
    if (!judged.is_right)
        judged.score = SCORE_LIST_NONE;
    if (!judged.is_right || (judging->has_stand_in && !scorer_knows(&scored->scorer, i)))
        judged.beside_best = SCORE_LIST_NONE;
    return judged;
}

static enum bagtag_status find_threshold(struct labelled_scores *scores, const char *file, double coverage,
                                         struct bagtag_promise *out, struct bagtag_error *error)
{
    struct bagtag_promise promise = {.lines = scores->n, .unused = scores->unused};
    uint64_t n = scores->n, k = score_list_share_up(coverage, n + 1);
    if (k > n)
        return error_set(error, BAGTAG_INPUT,
                         "%s: expected at least %g labelled lines for a coverage of %g; found %" PRIu64, file,
                         ceil(coverage / (1.0 - coverage) * (1.0 - 0x1p-50)), coverage, n);
    for (size_t i = 0; i < n; i++)
        promise.carry += scores->list[i].is_right;
    if (promise.carry < k)
        return error_set(error, BAGTAG_INPUT,
                         "%s: no label sets have a coverage of %g: of %" PRIu64 " line%s, %" PRIu64
                         " %s a label that the model cannot predict",
                         file, coverage, n, plural_s(n), n - promise.carry, n - promise.carry == 1 ? "has" : "have");
    labelled_scores_sort(scores);
    promise.threshold = (double)scores->list[k - 1].score;
    while (promise.passed < n && (double)scores->list[promise.passed].score >= promise.threshold)
        promise.passed++;
    for (size_t i = 0; i < n; i++)
        promise.right += (double)scores->list[i].beside_best >= promise.threshold;
    *out = promise;
    return BAGTAG_OK;
}

enum bagtag_status bagtag_promise_coverage(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                           const struct bagtag_classify_options *options, double coverage,
                                           struct bagtag_promise *out, struct bagtag_error *error)
{
    struct judging judging = {.has_stand_in = options->unknown != NULL};
    struct labelled_scores scores = {.list = NULL};
    if (!(coverage > 0.0 && coverage < 1.0))
        return error_set(error, BAGTAG_ARGUMENT, "coverage: expected a number above 0 and below 1; found %g",
                         number_shown(coverage));
    enum bagtag_status status = chosen_labels_open(&judging.chosen, model, &options->among, error);
    if (status == BAGTAG_OK)
        status = labelled_scores_read(
            &scores, model, files, n_files, &options->input, options->threads,
            &(struct labelled_judge){.judge = judge, .context = &judging, .choice = judging.chosen.choice}, error);
    if (status == BAGTAG_OK)
        status = find_threshold(&scores, input_name_of(n_files > 0 ? files[0] : "-"), coverage, out, error);
    labelled_scores_clear(&scores);
    chosen_labels_close(&judging.chosen);
    return status;
}
