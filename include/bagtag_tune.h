/* bagtag_tune.h - a search for settings, by held-out documents */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TUNE_H
#define BAGTAG_TUNE_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A search does what bagtag_train's race does, but with as many candidates as there is time for: it trains with each of
 * them on some of the documents, scores it on others, and trains a model with the best. The first settings tried are
 * those that bagtag_train's race would have chosen; others are chosen only if they do better. All have the character
 * n-grams of the first.
 *
 * Method: successive halving (Jamieson and Talwalkar 2016). The documents are split into five folds. In a round of up
 * to 27 settings, drawn at random or near the best so far, each is scored cheaply, on some folds; the best third is
 * scored on more, and the best third of these on all. (If the caller gives held-out documents, all settings are scored
 * on all of these, and first train on a part of the others.) Rounds follow until the budget is used up. Finally, the
 * best few and the first are scored again on a new split into folds, so that none is chosen for its luck on the first
 * split. Each training runs on one thread; all documents are in memory, tokenized once for each length of n-grams. With
 * more than two million rows, settings are scored on one fold and then on two, and train on increasing shares of the
 * documents; with more than six million the documents are a sample. Memory: the documents, and a model for each
 * thread. */

enum bagtag_tune_stage {
    BAGTAG_TUNE_RUNNING, /* about ten times a second */
    BAGTAG_TUNE_SCORED   /* some settings have been scored in a rung */
};

/* The progress of a search. */
struct bagtag_tune_progress {
    enum bagtag_tune_stage stage;
    double fraction; /* of the budget that is used, 0..1 */
    double seconds;  /* since the search began */
    uint32_t trials; /* settings started so far */
    double best;     /* the best score on all folds so far; -1: none yet */
    /* with BAGTAG_TUNE_SCORED; otherwise zero */
    uint32_t trial;                              /* number of these settings; 1: bagtag_train's choice */
    uint32_t rung;                               /* 1..3; 4: scored again, on new folds */
    const struct bagtag_train_options *settings; /* valid during the call */
    uint32_t folds;                              /* folds scored on */
    double share;                                /* share of the other documents that were trained on */
    uint64_t n_scored;                           /* held-out documents in the score */
    double score;
    double training_seconds; /* total of their trainings so far */
};

/* Called from the thread that called bagtag_tune. Return false to end the search and take the best so far. */
typedef bool bagtag_tune_function(void *context, const struct bagtag_tune_progress *progress);

struct bagtag_tune_options {
    /* Borrowed; NULL: the defaults. Settings that are set stay as they are. If `valid` is set, its documents are used
     * for scoring instead of folds. The progress function of these options is called while files are read and during
     * the last training; if it returns false, the result is BAGTAG_STOPPED. Settings without bagtag_setting.is_tuned
     * must have their defaults. */
    const struct bagtag_train_options *train;
    double minutes;       /* for the search alone; 0: no limit */
    uint32_t trials;      /* settings to try; 0: no limit; one of the two limits is needed. With a limit of trials only,
                             the result is the same to the last byte on every machine, for any number of threads */
    const char *metric;   /* "accuracy", "f1", "macro-f1", "f1:LABEL", "precision-at-recall:X", "recall-at-precision:X",
                             the last two also with ":LABEL" */
    const char *delivery; /* "retrained": trained on all documents, including held-out ones; "scored": the model that
                             was scored on the held-out documents, which needs the setting `valid`; NULL: "scored" if
                             `valid` is a file, else "retrained" */
    bagtag_tune_function *progress; /* NULL: none */
    void *progress_context;
};
/* Accuracy, 5 minutes, and no setting set. */
BAGTAG_API void bagtag_tune_options_init(struct bagtag_tune_options *options);

/* What a search found. Scores are those used for the choice. */
struct bagtag_tune_summary {
    uint32_t trials;    /* settings that were scored */
    uint64_t trainings; /* models trained to score them */
    uint32_t chosen;    /* number of the chosen settings, from 1 */
    double score;       /* of the chosen settings; with delivery "scored", of the model returned */
    double first_score; /* of what bagtag_train would have chosen; -1: not scored before the search ended */
    uint64_t n_scored;  /* held-out documents in both scores */
    bool is_rescored;   /* on new folds that the search did not use */
    bool has_ended;     /* the progress function ended the search */
    double read_seconds, search_seconds;
    /* bagtag_train with the settings of the model on the same files, plus the file of held-out documents if this is
     * true, gives the same model to the last byte. */
    bool adds_valid_file;
    struct bagtag_train_summary train; /* of the last training */
};

/* Searches, and trains a model with the best settings; otherwise like bagtag_train. FILES are read more than once:
 * standard input, or a file that is not regular, is BAGTAG_ARGUMENT. BAGTAG_INPUT: fewer than fifty documents; a label
 * in the metric that no training document has. */
BAGTAG_API enum bagtag_status bagtag_tune(const char *const *files, size_t n_files,
                                          const struct bagtag_tune_options *options, struct bagtag_model **out,
                                          struct bagtag_tune_summary *summary, struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
