/* bagtag_tune.h - settings searched for on held-out documents */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TUNE_H
#define BAGTAG_TUNE_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What bagtag_train's race does with a few candidates, a search does with as many as there is time for: it tries
 * settings, each on a part of the documents, scores them on others, and trains a model with the best. The first
 * settings tried are those that bagtag_train would have chosen by its race, and others are chosen only when they do
 * better. All have the character n-grams of the first.
 *
 * Method: successive halving (Jamieson and Talwalkar 2016). In a round of up to 27 settings, drawn at random or near to
 * the best so far, each is scored cheaply; the best third is scored on more, and the best third of these on all: of
 * five folds each document is in one (with documents held out by the caller, all settings are scored on all of these,
 * and learn from a part of the others first). Rounds follow until the budget is used. In the end the best few and the
 * first are scored again on a fresh split into folds, so that settings are not chosen for luck on the first. Each
 * training is done whole by one thread; all documents are in memory, tokenised once for each length of n-grams. With
 * more than two million rows documents are learnt from by shares, on one fold and then on two; with more than six
 * million those tried on are a sample. Memory: a model for each thread beside the documents. */

enum bagtag_tune_stage {
    BAGTAG_TUNE_RUNNING, /* about ten times a second */
    BAGTAG_TUNE_SCORED   /* settings have been scored in a rung */
};

/* How far a search has come. */
struct bagtag_tune_progress {
    enum bagtag_tune_stage stage;
    double fraction; /* of the budget that is used, 0..1 */
    double seconds;  /* since the search began */
    uint32_t trials; /* settings begun so far */
    double best;     /* the best score on all folds so far; -1: none yet */
    /* with BAGTAG_TUNE_SCORED; otherwise zero */
    uint32_t trial;                              /* their number; 1: what bagtag_train would have chosen */
    uint32_t rung;                               /* 1..3; 4: scored again, on other folds */
    const struct bagtag_train_options *settings; /* borrowed for the call */
    uint32_t folds;                              /* that the score is over */
    double share;                                /* of the other documents that were learnt from */
    uint64_t n_scored;                           /* held-out documents that the score is over */
    double score;
    double training_seconds; /* of all their trainings so far */
};

/* Called from the thread that called bagtag_tune. Return false to end the search: the best so far is taken. */
typedef bool bagtag_tune_function(void *context, const struct bagtag_tune_progress *progress);

struct bagtag_tune_options {
    /* Borrowed; NULL: the defaults. Settings that are set stay as they are. Documents of `valid` are scored on in the
     * place of folds. The progress function is called while files are read and in the last training: false then is
     * BAGTAG_STOPPED. Settings that are not for a search (bagtag_setting.is_tuned) must be at their defaults. */
    const struct bagtag_train_options *train;
    double minutes;  /* for the search alone; 0: no limit */
    uint32_t trials; /* settings that are tried; 0: no limit; a limit of either kind is needed. With a limit of trials
                        alone the result is the same to the last byte on every machine, for any number of threads */
    const char *metric;   /* "accuracy", "f1", "macro-f1", "f1:LABEL", "precision-at-recall:X", "recall-at-precision:X",
                             the last two also with ":LABEL" */
    const char *delivery; /* "retrained": trained on all documents, those held out too; "scored": the model that was
                             scored on the documents held out, which takes valid_file or valid_percent; NULL: "scored"
                             with valid_file, else "retrained" */
    bagtag_tune_function *progress; /* NULL: none */
    void *progress_context;
};
/* accuracy, 5 minutes, and nothing set. */
BAGTAG_API void bagtag_tune_options_init(struct bagtag_tune_options *options);

/* What a search found. Scores are those that the choice was made by. */
struct bagtag_tune_summary {
    uint32_t trials;     /* settings tried */
    uint64_t trainings;  /* models trained to score them */
    uint32_t chosen;     /* the number of the settings chosen, from 1 */
    double score;        /* theirs; with delivery "scored" that of the model delivered */
    double first_score;  /* of what bagtag_train would have chosen; -1: not scored before the search was ended */
    uint64_t n_scored;   /* held-out documents that both are over */
    bool is_scored_anew; /* on folds that the search did not use */
    bool has_ended;      /* by the progress function */
    double read_seconds, search_seconds;
    /* bagtag_train with the settings of the model, on the same files, and on the file of held-out documents if
     * `adds_valid_file`, gives the same model to the last byte. */
    bool adds_valid_file;
    struct bagtag_train_summary train; /* of the last training */
};

/* Searches, and trains a model with the best settings: bagtag_train in all that is not said here. FILES are read more
 * than once: standard input, and what is no regular file, is BAGTAG_ARGUMENT. BAGTAG_INPUT: fewer than fifty documents;
 * a label in the metric that no training document carries. */
BAGTAG_API enum bagtag_status bagtag_tune(const char *const *files, size_t n_files,
                                          const struct bagtag_tune_options *options, struct bagtag_model **out,
                                          struct bagtag_tune_summary *summary, struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
