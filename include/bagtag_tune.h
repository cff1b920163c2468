/* bagtag_tune.h - the search for settings on held-out documents */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TUNE_H
#define BAGTAG_TUNE_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The race of bagtag_train tries a few candidates; a search tries as many as there is time for. Each is trained on part
 * of the documents and scored on others, and then a model is trained with the best. The search starts with the settings
 * that bagtag_train would choose, and others win only if they score better. All have the character n-grams of the
 * first.
 *
 * Method: successive halving (Jamieson and Talwalkar 2016). The documents are split into five folds. A round has up to
 * 27 settings, drawn at random or close to the best so far. All are scored on one fold, the best third on two, and the
 * best third of these on all. (If the caller holds out documents, all settings are scored on these, and are trained on
 * a part of the others first.) Rounds follow until the budget is used. At the end the best few and the first are scored
 * again on a fresh split, so that settings are not chosen for luck on the first. Each candidate is trained on one
 * thread. All documents are in memory, tokenised once for each length of n-grams. With more than two million rows,
 * settings are trained on shares of the documents, on one fold and then on two; with more than six million, on a
 * sample. Memory: the documents, and one model per thread. */

enum bagtag_tune_stage {
    BAGTAG_TUNE_RUNNING, /* about ten times a second */
    BAGTAG_TUNE_SCORED   /* a candidate has been scored in a rung */
};

/* The progress of a search. */
struct bagtag_tune_progress {
    enum bagtag_tune_stage stage;
    double fraction; /* share of the budget that is used, 0..1 */
    double seconds;  /* since the search began */
    uint32_t trials; /* candidates begun so far */
    double best;     /* best score on all folds so far; -1: none yet */
    /* with BAGTAG_TUNE_SCORED, otherwise zero */
    uint32_t trial; /* number of the candidate; 1: the settings bagtag_train would choose */
    uint32_t rung;  /* 1..3; 4: on the fresh split */
    const struct bagtag_train_options *settings; /* borrowed for the call */
    uint32_t folds;                              /* that the score is based on */
    double share;                                /* of the other documents that was used for training */
    uint64_t n_scored;                           /* held-out documents that the score is based on */
    double score;
    double training_seconds; /* of all its trainings so far */
};

/* Called from the thread that called bagtag_tune. Return false to end the search with the best so far. */
typedef bool bagtag_tune_function(void *context, const struct bagtag_tune_progress *progress);

struct bagtag_tune_options {
    /* Borrowed; NULL: the defaults. Settings that are set are not searched. With `valid`, its documents are scored on
     * instead of folds. The progress function is called while files are read and in the final training; if it returns
     * false, the result is BAGTAG_STOPPED. Settings that a search does not accept (see bagtag_setting.is_tuned) must
     * have their defaults. */
    const struct bagtag_train_options *train;
    double minutes;  /* for the search only; 0: no limit */
    uint32_t trials; /* number of candidates; 0: no limit. One of the two limits is needed. With only a limit of trials
                        the result is the same, byte for byte, on every machine and with any number of threads */
    const char *metric;   /* "accuracy", "f1", "macro-f1", "f1:LABEL", "precision-at-recall:X", "recall-at-precision:X",
                             the last two also with ":LABEL" */
    const char *delivery; /* "retrained": trained on all documents, including those held out; "scored": the model that
                             was scored on the held-out documents, which needs valid; NULL: "scored" if valid is a file,
                             otherwise "retrained" */
    bagtag_tune_function *progress; /* NULL: none */
    void *progress_context;
};
/* The defaults: accuracy, 5 minutes, and no settings. */
BAGTAG_API void bagtag_tune_options_init(struct bagtag_tune_options *options);

/* The result of a search. Scores are those that decided the choice. */
struct bagtag_tune_summary {
    uint32_t trials;     /* candidates tried */
    uint64_t trainings;  /* models trained for them */
    uint32_t chosen;     /* number of the chosen candidate, from 1 */
    double score;        /* its score */
    double first_score;  /* score of the settings bagtag_train would choose; -1: not scored before the search ended */
    uint64_t n_scored;   /* held-out documents that both are based on */
    bool is_scored_anew; /* scored on a fresh split */
    bool has_ended;      /* by the progress function */
    double read_seconds, search_seconds;
    /* bagtag_train with the settings of the model, on the same files and, if `adds_valid_file`, on the file of held-out
     * documents, gives the same model, byte for byte. */
    bool adds_valid_file;
    struct bagtag_train_summary train; /* of the final training */
};

/* Searches, and trains a model with the best settings; otherwise like bagtag_train. FILES are read more than once, so
 * standard input and anything that is not a regular file is BAGTAG_ARGUMENT. BAGTAG_INPUT: fewer than fifty documents,
 * or a label in the metric that no training document has. */
BAGTAG_API enum bagtag_status bagtag_tune(const char *const *files, size_t n_files,
                                          const struct bagtag_tune_options *options, struct bagtag_model **out,
                                          struct bagtag_tune_summary *summary, struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
