/* bagtag_label_choice.h - the labels that a model may answer with */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_LABEL_CHOICE_H
#define BAGTAG_LABEL_CHOICE_H

#include <stddef.h>

/* Probabilities if only some labels may be answered. CHOSEN: as if the model had no others, so that those of a softmax
 * add up to 1. ALL: as among all labels. */
enum bagtag_scale { BAGTAG_SCALE_CHOSEN, BAGTAG_SCALE_ALL };

struct bagtag_label_choice {
    const size_t *labels; /* [n], numbers below C: only these are answered; borrowed */
    size_t n;             /* 0: all may be answered */
    enum bagtag_scale scale;
};

#endif
