/* labelled_scores.h - the scores of labelled records */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_USE_LABELLED_SCORES_H
#define BAGTAG_USE_LABELLED_SCORES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bagtag.h"
#include "use/record_stream.h"

struct labelled_score {
    float score;       /* below 0: none */
    float beside_best; /* of label sets: the score needed of a set that has the best label anyway */
    bool is_right;
};

/* The records with a label, in the order of the files. Zero-initialise; labelled_scores_clear frees. */
struct labelled_scores {
    struct labelled_score *list; /* [n] */
    size_t n, capacity;
    uint32_t unused; /* given options for texts that applied to no file, bits of enum bagtag_given */
};
void labelled_scores_clear(struct labelled_scores *scores);

/* Sorts by score, highest first. */
void labelled_scores_sort(struct labelled_scores *scores);

/* A true label that the model does not know. */
#define LABEL_UNKNOWN UINT32_MAX

/* How a record is judged. JUDGE receives record I of SCORED and the numbers of its true labels; several threads call it
 * at once. */
struct labelled_judge {
    struct labelled_score (*judge)(const void *context, const struct scored_records *scored, size_t i,
                                   const uint32_t *labels, size_t n);
    const void *context;
    struct label_choice choice; /* all zero: all labels */
};

/* Scores the records of FILES that have a label. Their format is detected, whatever INPUT says. Options for texts that
 * apply to no file cause no warning: they may apply to the texts that are read later. A file that is empty, or in which
 * no record has a label, is BAGTAG_INPUT. */
enum bagtag_status labelled_scores_read(struct labelled_scores *scores, const struct bagtag_model *model,
                                        const char *const *files, size_t n_files, const struct bagtag_input *input,
                                        int threads, const struct labelled_judge *judge, struct bagtag_error *error);

#endif
