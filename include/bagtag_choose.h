/* bagtag_choose.h - lines chosen by their scores: the best, a sample, and thresholds with a promise */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CHOOSE_H
#define BAGTAG_CHOOSE_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The score of a line is the highest probability of one of LABELS. A line without a score is never chosen: one of which
 * a fastText model (or, with is_known, any model) knows nothing. */

/* How lines are chosen.
 *   SHARE   the best: at most this share of all lines
 *   MOST    the best: at most this many lines
 *   PARETO  a sample: a line passes if a number drawn from a Pareto (Lomax) distribution of this shape is above 1 minus
 *           its score, that is with probability (2 - score)^-shape. The draw depends only on the seed and on how
 *           many lines precede it */
enum bagtag_choice_rule { BAGTAG_CHOOSE_SHARE, BAGTAG_CHOOSE_MOST, BAGTAG_CHOOSE_PARETO };

/* What SHARE and MOST count. With BYTES, the lines chosen have at most that share of all bytes, or that many, in total,
 * line ends included. */
enum bagtag_choice_unit { BAGTAG_COUNT_LINES, BAGTAG_COUNT_BYTES };

struct bagtag_choice {
    enum bagtag_choice_rule rule;
    enum bagtag_choice_unit unit;
    double share;  /* above 0, at most 1 */
    uint64_t most; /* at least 1 */
    double shape;  /* above 0 */
    uint64_t seed;
};

/* Writes the lines of FILES that CHOICE chooses to SINK, unchanged and in order. OPTIONS are as for bagtag_filter;
 * their threshold must be BAGTAG_MOST_PROBABLE. Ties go to the earlier lines.
 *
 * The best lines are known only at the end, so FILES are read twice, and 4 bytes per line are kept in memory (12 with
 * BYTES). If a file is not regular, or input is standard input, all lines are kept in an unnamed file in the folder
 * TMPDIR, or /tmp, until then. A sample is written without delay. */
BAGTAG_API enum bagtag_status bagtag_choose(const struct bagtag_model *model, const size_t *labels, size_t n_labels,
                                            const char *const *files, size_t n_files,
                                            const struct bagtag_filter_options *options,
                                            const struct bagtag_choice *choice, const struct bagtag_sink *sink,
                                            struct bagtag_filter_counts *counts, struct bagtag_error *error);

/* SCORES[i] = the SHARES[i] quantile: the lowest score that at least that share (0..1) of the lines of FILES (no files:
 * standard input) do not exceed; 0 gives the lowest score, 1 the highest. COUNTS must not be NULL; `passed` is how many
 * lines have a score, and if it is 0, SCORES are untouched. */
BAGTAG_API enum bagtag_status bagtag_quantiles(const struct bagtag_model *model, const size_t *labels, size_t n_labels,
                                               const char *const *files, size_t n_files,
                                               const struct bagtag_filter_options *options, const double *shares,
                                               size_t n, float *scores, struct bagtag_filter_counts *counts,
                                               struct bagtag_error *error);

/* ---- thresholds ----------------------------------------------------------------------------------------------- */

/* A threshold with a promised precision or coverage. The promise is about texts drawn at random from the same source as
 * the labelled files (no files: standard input) that the threshold was found with, if neither were used in training. A
 * promised precision fails for at most one in twenty such files; a promised coverage holds on average over them. */
struct bagtag_promise {
    double threshold; /* for struct bagtag_filter_options or bagtag_classify_options */
    uint64_t lines;   /* with a label */
    uint64_t carry;   /* of those: have one of LABELS */
    uint64_t passed;  /* reach the threshold */
    uint64_t right;   /* both */
    uint32_t unused;  /* bits of `given` in struct bagtag_input: options for texts that applied to no labelled file */
};

/* Finds the lowest threshold at which bagtag_filter with OPTIONS has at least PRECISION (above 0, below 1) with 95 %
 * confidence. OPTIONS say how FILES are read, except that their format is detected. BAGTAG_INPUT: no threshold has that
 * precision, or FILES have too few lines. */
BAGTAG_API enum bagtag_status bagtag_promise_precision(const struct bagtag_model *model, const size_t *labels,
                                                       size_t n_labels, const char *const *files, size_t n_files,
                                                       const struct bagtag_filter_options *options, double precision,
                                                       struct bagtag_promise *out, struct bagtag_error *error);

/* Finds the threshold of conformal label sets: for at least the share COVERAGE (above 0, below 1) of texts, the labels
 * that reach it include the true label, or all of them if a text has several. OPTIONS of bagtag_classify say which
 * labels to choose from, their scale, how FILES are read, and whether a text without known words gets the line
 * `unknown` in place of a set. `passed` is the number of lines covered by the labels that reach the threshold, and
 * `right` by the sets that bagtag_classify writes with at_least = 1, which always have the best label. `carry` is the
 * number of lines whose labels the model knows. BAGTAG_INPUT: FILES have too few lines, or too many with labels that
 * the model cannot predict. */
BAGTAG_API enum bagtag_status bagtag_promise_coverage(const struct bagtag_model *model, const char *const *files,
                                                      size_t n_files, const struct bagtag_classify_options *options,
                                                      double coverage, struct bagtag_promise *out,
                                                      struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
