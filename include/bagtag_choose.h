/* bagtag_choose.h - lines chosen by their scores: the best, a sample, and thresholds that hold a promise */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CHOOSE_H
#define BAGTAG_CHOOSE_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The score of a line is the probability of the label asked for, of several labels the highest of theirs. A line that
 * has none (a model of fastText knows nothing of it; or with is_known, any model) is never chosen. */

/* How lines are chosen.
 *   SHARE   the best: at most this share of all lines
 *   MOST    the best: at most so many lines
 *   PARETO  a sample: a line passes if a number drawn from a Pareto (Lomax) distribution of this shape is above 1 less
 *           its score, and so with the probability (2 - score)^-shape. The draw depends only on the seed and on how
 *           many lines come before */
enum bagtag_choice_rule { BAGTAG_CHOOSE_SHARE, BAGTAG_CHOOSE_MOST, BAGTAG_CHOOSE_PARETO };

/* What SHARE and MOST count. The best lines by BYTES are as many as together have at most that share of all bytes, or
 * that many, the line ends included. */
enum bagtag_choice_unit { BAGTAG_COUNT_LINES, BAGTAG_COUNT_BYTES };

struct bagtag_choice {
    enum bagtag_choice_rule rule;
    enum bagtag_choice_unit unit;
    double share;  /* above 0, at most 1 */
    uint64_t most; /* at least 1 */
    double shape;  /* above 0 */
    uint64_t seed;
};

/* Writes those lines of FILES to SINK, in their order and as they came, that CHOICE chooses: like bagtag_filter, with
 * OPTIONS of which the threshold must be BAGTAG_MOST_PROBABLE. Of lines with the same score the first are the best.
 *
 * The best are known only at the end: FILES are read twice, and 4 bytes a line are kept in memory (12 by bytes). If one
 * of them is not a regular file, or there are none, all lines are kept in a file without a name in the folder TMPDIR,
 * or /tmp, until then. A sample is written without delay. */
BAGTAG_API enum bagtag_status bagtag_choose(const struct bagtag_model *model, const size_t *labels, size_t n_labels,
                                            const char *const *files, size_t n_files,
                                            const struct bagtag_filter_options *options,
                                            const struct bagtag_choice *choice, const struct bagtag_sink *sink,
                                            struct bagtag_filter_counts *counts, struct bagtag_error *error);

/* SCORES[i] = the lowest score that at least SHARES[i] (0..1) of the lines of FILES (no files: standard input) do not
 * exceed: with 0 the lowest of all, with 1 the highest. COUNTS, which is not NULL, has as `passed` how many lines have
 * a score; with 0, SCORES are untouched. */
BAGTAG_API enum bagtag_status bagtag_quantiles(const struct bagtag_model *model, const size_t *labels, size_t n_labels,
                                               const char *const *files, size_t n_files,
                                               const struct bagtag_filter_options *options, const double *shares,
                                               size_t n, float *scores, struct bagtag_filter_counts *counts,
                                               struct bagtag_error *error);

/* ---- thresholds ----------------------------------------------------------------------------------------------- */

/* A threshold with a promised precision or coverage. The promise is about texts drawn at random from the same source as
 * the labelled files it was found with (no files: standard input), if neither were used in training. That of a
 * precision fails for at most one in twenty such files; that of a coverage holds on average over them. */
struct bagtag_promise {
    double threshold; /* for struct bagtag_filter_options or bagtag_classify_options */
    uint64_t lines;   /* with a label */
    uint64_t carry;   /* of those: carry one of the labels asked for */
    uint64_t passed;  /* reach the threshold */
    uint64_t right;   /* both */
    uint32_t unused;  /* of `given` in struct bagtag_input: options for texts that no labelled file had a use for */
};

/* The lowest threshold found whose precision is at least PRECISION (above 0, below 1) with 95 % confidence, of
 * bagtag_filter with OPTIONS, which say how FILES are read, except that their format is recognised. BAGTAG_INPUT: no
 * threshold has that precision, or FILES have too few lines. */
BAGTAG_API enum bagtag_status bagtag_promise_precision(const struct bagtag_model *model, const size_t *labels,
                                                       size_t n_labels, const char *const *files, size_t n_files,
                                                       const struct bagtag_filter_options *options, double precision,
                                                       struct bagtag_promise *out, struct bagtag_error *error);

/* The threshold of conformal label sets: a text's true label, or all of several, are among the labels that reach it for
 * at least the share COVERAGE (above 0, below 1) of texts, of bagtag_classify with OPTIONS: labels to choose from,
 * their scale, how FILES are read. `right`, the lines that are covered, is `passed` then, and `carry` those whose
 * labels the model knows. BAGTAG_INPUT: FILES have too few lines, or too many with labels that cannot be answered. */
BAGTAG_API enum bagtag_status bagtag_promise_coverage(const struct bagtag_model *model, const char *const *files,
                                                      size_t n_files, const struct bagtag_classify_options *options,
                                                      double coverage, struct bagtag_promise *out,
                                                      struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
