/* bagtag_progress.h - the progress of a training run */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_PROGRESS_H
#define BAGTAG_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

enum bagtag_stage {
    BAGTAG_READING,
    BAGTAG_WARNING,     /* something in the data looks wrong; once for each finding, before training begins */
    BAGTAG_CHOOSING,    /* unset settings, by trials on held-out documents */
    BAGTAG_CALIBRATING, /* epochs and temperature, likewise */
    BAGTAG_TRAINING,
    BAGTAG_EPOCH_END,
    BAGTAG_WRITING /* never used by the library, whose training writes nothing: for programs that save the model */
};

/* What a progress function receives. Counts are totals so far. */
struct bagtag_progress {
    enum bagtag_stage stage;
    double fraction;           /* of this stage that is done, 0..1; -1: unknown (reading a pipe) */
    uint64_t documents;        /* read, or trained on (epochs x documents) */
    uint64_t tokens;           /* likewise */
    int candidate, candidates; /* while choosing: which candidate is tried, from 1, and of how many */
    double best_accuracy;      /* while choosing: the best so far, on held-out documents; -1: none yet */
    const char *best_name;     /* while choosing: the settings that reached it, valid during the call */
    int epoch, epochs;         /* while training: from 1 */
    double learning_rate;
    double loss;           /* mean -log p of the current epoch, or at BAGTAG_EPOCH_END of the one that ended */
    double valid_loss;     /* at BAGTAG_EPOCH_END; -1: no held-out document has a label seen in training */
    double valid_accuracy; /* at BAGTAG_EPOCH_END; -1: there are no held-out documents */
    const char *warning;   /* at BAGTAG_WARNING: a sentence with file and line, valid during the call; otherwise NULL */
};

/* Called by the thread that called bagtag_train, about ten times a second, and always at the end of an epoch and for a
 * warning. If it returns false, training ends with BAGTAG_STOPPED. */
typedef bool bagtag_progress_function(void *context, const struct bagtag_progress *progress);

#endif
